import { boundToHead } from '../../action-shared/admission/binding.ts';
import type { Known } from '../../action-shared/admission/facts.ts';
import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';
import type { PullRun } from '../../action-shared/github/workflow-runs.ts';
import type { AdmissionReads } from './ports.ts';

/** Whether a comment of this time is about the present head. */
export async function commentBinding(
  pull: PullOrigin,
  commentAt: string,
  reads: Pick<AdmissionReads, 'pullRuns'>,
): Promise<Known<boolean>> {
  const { headSha: sha, headRef: ref, headRepository: repository } = pull;
  // A head in conflict with its base gets no run, so an older run of the same commit would mislead.
  if (repository === null || pull.mergeable === false) return 'unknown';
  const runs: readonly PullRun[] = await reads.pullRuns({ sha, ref, repository });
  return boundToHead(
    commentAt,
    runs.map(({ createdAt }) => createdAt),
  );
}
