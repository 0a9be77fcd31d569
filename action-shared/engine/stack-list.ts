import { z } from 'zod';
import type { StackAddress } from './protocol.ts';
import type { StackRunner } from './stack-runner-session.ts';
import { readUpdateTime } from './state-reader.ts';
import type { StateStore } from './stored-objects.ts';

/** A stack that the backend knows. */
export interface ListedStack {
  readonly stack: string;
  /** When the engine last wrote it, ISO 8601; null when that is not known. */
  readonly updatedAt: string | null;
}

/** Stacks read at the same time. */
const PARALLEL_READS = 10;

const listed = z.object({
  stacks: z.array(z.object({ stack: z.string(), updatedAt: z.string().nullable() })),
});

/**
 * Every stack of a project: from the backend's files, or by the stack runner where the backend shows
 * none (Pulumi Cloud).
 *
 * @param address its `stack` does not matter
 */
export async function listStacks(
  address: StackAddress,
  store: StateStore | null,
  withRunner: <T>(use: (runner: StackRunner) => Promise<T>) => Promise<T>,
): Promise<readonly ListedStack[]> {
  if (store !== null) return listStoredStacks(store, address.project);
  return withRunner(async (runner) => {
    const answer = await runner.request({ type: 'list', address });
    return listed.parse(answer.type === 'succeeded' ? answer.outputs : null).stacks;
  });
}

async function listStoredStacks(store: StateStore, project: string): Promise<ListedStack[]> {
  const folder = `.pulumi/stacks/${project}/`;
  // Beside each stack lies a `.bak`, and the engine may compress what it writes.
  const names = (await store.list(folder))
    .map((key) => /^([^/]+)\.json(?:\.gz|\.zst)?$/.exec(key.slice(folder.length))?.[1])
    .filter((name) => name !== undefined);
  const stacks = [...new Set(names)].sort();
  const found: ListedStack[] = [];
  for (let at = 0; at < stacks.length; at += PARALLEL_READS) {
    const some = stacks.slice(at, at + PARALLEL_READS).map(async (stack) => {
      const updatedAt = await readUpdateTime(store, { project, stack });
      return { stack, updatedAt };
    });
    found.push(...(await Promise.all(some)));
  }
  return found;
}
