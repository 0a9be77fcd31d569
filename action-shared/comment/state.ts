import type { PreviewState } from '../documents/report.ts';
import { readMemory } from './memory.ts';

/** State and commit that a comment's body shows; null when it shows none. */
export function commentState(
  body: string | null,
): { readonly state: PreviewState; readonly sha: string } | null {
  return readMemory(body);
}
