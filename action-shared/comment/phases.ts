import { readMemory } from './memory.ts';

/** Seconds per phase of the last deployment that became ready, as the comment's body remembers them. */
export function previousPhases(body: string | null): Readonly<Record<string, number>> {
  return readMemory(body)?.phases ?? {};
}

/** True when the comment's body says already that this commit is ready. */
export function saysReady(body: string | null, sha: string): boolean {
  const memory = readMemory(body);
  return memory?.state === 'ready' && memory.sha === sha;
}
