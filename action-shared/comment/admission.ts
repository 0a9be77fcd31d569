import { code, link, prose } from './escape.ts';
import { shortSha } from './headline.ts';

/** Section of the comment that says who decides about a commit, or who has. */
export const ADMISSION_SECTION = 'admission';
/** Section of the comment that answers a command that was not followed. */
export const ANSWER_SECTION = 'command';

const STATES = {
  waiting: { sign: '✋', words: 'Waiting for approval' },
  approved: { sign: '👍', words: 'Approved' },
  started: { sign: '🚀', words: 'Approved, the deployment was started' },
  rejected: { sign: '🚫', words: 'Not approved' },
  expired: { sign: '⌛', words: 'Nobody approved in time' },
  skipped: { sign: '⏭️', words: 'Not deployed' },
} as const;

export interface AdmissionNote {
  readonly state: keyof typeof STATES;
  readonly app: string;
  readonly base: string | null;
  readonly sha: string;
  /** Plain text; what stands between backticks is shown as code. */
  readonly reason: string;
  readonly link: { readonly text: string; readonly address: string } | null;
  /** Digests that are about to be deployed, where no build of ours made them. */
  readonly images?: Readonly<Record<string, string>>;
  /** Run that decided. */
  readonly runId?: number;
  /** All places are taken, and the commit waits for one. @default false */
  readonly queued?: boolean;
}

/** The admission section: the state first, then why and what to do, then the link to do it. */
export function renderAdmission(note: AdmissionNote): string {
  const { sign, words } = STATES[note.state];
  const origin = [prose(note.app), ...(note.base === null ? [] : [`base ${prose(note.base)}`])];
  return [
    `### ${sign} ${words}: commit ${code(shortSha(note.sha))}`,
    prose(note.reason, 1000),
    note.link === null ? null : `**${link(note.link.text, note.link.address)}**`,
    imagesLine(note.images ?? {}),
    `<sub>${origin.join(' · ')}</sub>`,
    note.runId === undefined ? null : memoryLine(note, note.runId),
  ]
    .filter((block) => block !== null)
    .join('\n\n');
}

/** What an admission section remembers for the sweep. */
export interface AdmissionMemory {
  /** Whole commit that was decided about. */
  readonly sha: string;
  readonly runId: number;
  readonly queued: boolean;
}

const MEMORY = /<!-- admission ([0-9a-f]{40}) run=([1-9]\d{0,15})( queued)? -->$/;

function memoryLine({ sha, queued = false }: AdmissionNote, runId: number): string {
  return `<!-- admission ${sha} run=${runId}${queued ? ' queued' : ''} -->`;
}

/** What an admission section remembers; null when it remembers nothing. */
export function admissionMemory(section: string): AdmissionMemory | null {
  const [, sha, runId, queued] = MEMORY.exec(section) ?? [];
  if (sha === undefined) return null;
  return { sha, runId: Number(runId), queued: queued !== undefined };
}

/** True when a section as `renderAdmission` makes it is about this commit. */
export function speaksOf(section: string, sha: string): boolean {
  return section.split('\n', 1).some((headline) => headline.endsWith(code(shortSha(sha))));
}

/** The answer to a command; the same answer is the same text, however often it is asked for. */
export function renderAnswer(reason: string): string {
  return `💬 ${prose(reason, 1000)}`;
}

const MOST_IMAGES = 20;

function imagesLine(images: Readonly<Record<string, string>>): string | null {
  const lines = Object.entries(images)
    .slice(0, MOST_IMAGES)
    .map(([service, reference]) => `- ${prose(service, 60)}: ${code(reference, 300)}`);
  return lines.length === 0 ? null : lines.join('\n');
}
