import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';

/** Why a commit must not be deployed any more, whoever approved it; null when it may. */
export function pastReason(pull: PullOrigin | null, sha: string): string | null {
  if (pull === null) return 'There is no such pull request.';
  if (!pull.open) {
    return `The pull request is ${pull.merged ? 'merged' : 'closed'}; nothing is deployed for it.`;
  }
  if (pull.headSha === sha) return null;
  const moved = `The head moved to \`${pull.headSha.slice(0, 7)}\`, so \`${sha.slice(0, 7)}\` is not deployed`;
  return pull.fork
    ? `${moved}. A maintainer who has looked at the new commit can write \`/preview deploy\`.`
    : `${moved}; the run of the new head asks again.`;
}
