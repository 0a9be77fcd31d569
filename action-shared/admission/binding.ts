import type { Known } from './facts.ts';

/**
 * Whether the head of a pull request was its head already when a comment was written.
 *
 * A commit's own dates are its author's to choose, so GitHub's clock decides: every push of a head
 * makes new `pull_request` runs, and the newest of them must be older than the comment. The newest,
 * not the oldest: a commit may be pushed, replaced, and pushed again after the comment.
 *
 * @param commentAt ISO 8601, GitHub's time of the comment
 * @param runsAt creation times of the `pull_request` runs of this head and branch
 * @returns `unknown` when there is no such run, or it was made within the same second
 */
export function boundToHead(commentAt: string, runsAt: readonly string[]): Known<boolean> {
  const written = Date.parse(commentAt);
  const pushed = Math.max(...runsAt.map((at) => Date.parse(at)));
  if (!Number.isFinite(written) || !Number.isFinite(pushed)) return 'unknown';
  // GitHub's times are whole seconds: within the same one, the order is not known.
  return pushed === written ? 'unknown' : pushed < written;
}
