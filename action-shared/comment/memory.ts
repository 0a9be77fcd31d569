import { z } from 'zod';
import type { PreviewReport } from '../documents/report.ts';
import { previewStates } from '../documents/report.ts';
import { MARK } from './marker.ts';

/** What a comment remembers, hidden in its status section, for the runs to come. */
const memorySchema = z.object({
  state: z.enum(previewStates),
  sha: z.string(),
  /** Seconds per phase of the last deployment that became ready. */
  phases: z.record(z.string(), z.number()),
});
export type CommentMemory = z.infer<typeof memorySchema>;

const MEMORY = /<!-- macro-infra:memory ([A-Za-z0-9%._~!*'()]+) -->/;

/** What the comment remembers; null when it has no memory that can be read. */
export function readMemory(body: string | null): CommentMemory | null {
  const text = MEMORY.exec(body ?? '')?.[1];
  if (text === undefined) return null;
  const parsed = memorySchema.safeParse(parse(text));
  return parsed.success ? parsed.data : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch {
    return null; // edited by hand: nothing is remembered
  }
}

/** The hidden line that keeps a report's state; phases of an unfinished deployment are not kept. */
export function memoryLine(report: PreviewReport, before: CommentMemory | null): string {
  const measured = report.kind === 'deploy' && report.state === 'ready' && report.phases.length > 0;
  const phases = measured
    ? Object.fromEntries(report.phases.map(({ name, seconds }) => [name, seconds]))
    : (before?.phases ?? {});
  const memory: CommentMemory = { state: report.state, sha: report.sha, phases };
  // No hyphen may be left: two of them would end the HTML comment.
  const text = encodeURIComponent(JSON.stringify(memory)).replaceAll('-', '%2D');
  return `${MARK}memory ${text} -->`;
}
