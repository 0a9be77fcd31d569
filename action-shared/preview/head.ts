import type { PullRequest } from '../github/pull-requests.ts';
import type { Subject } from './identify.ts';

/** Why a deployment of this commit must not go on; null when it may. */
export function reasonToSkip(
  pullRequest: PullRequest | null,
  subject: Pick<Subject, 'number' | 'sha' | 'repository'>,
): string | null {
  if (pullRequest === null) {
    return `There is no pull request #${subject.number} in ${subject.repository}.`;
  }
  if (closedMeanwhile(pullRequest)) {
    return `Pull request #${subject.number} is ${pullRequest.merged ? 'merged' : 'closed'}; nothing is deployed for it.`;
  }
  if (pullRequest.headSha !== subject.sha) {
    return `The head of the pull request moved to ${pullRequest.headSha.slice(0, 7)}; ${subject.sha.slice(0, 7)} is not deployed over it.`;
  }
  return null;
}

export function closedMeanwhile(pullRequest: PullRequest | null): boolean {
  return pullRequest?.state !== 'open';
}
