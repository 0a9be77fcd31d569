import type { Admission } from '../../action-shared/admission/admission.ts';
import { imagesOfArtifacts } from '../../action-shared/admission/build-artifacts.ts';
import type { AdmissionNote } from '../../action-shared/comment/admission.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';
import type { PullRun } from '../../action-shared/github/workflow-runs.ts';
import type { Gathered } from './gather.ts';
import type { AdmitInputs } from './inputs.ts';
import type { Deps } from './ports.ts';
import type { Result } from './result.ts';

interface Asked {
  readonly app: string;
  readonly base: string | null;
  readonly admission: Admission;
}

/** The images that a run without secrets built. */
interface Build {
  readonly runId: number;
  readonly images: Readonly<Record<string, string>>;
}

type Started = Pick<Result, 'decision' | 'reason' | 'approvedBy' | 'dispatchedRun'>;

/** Runs of the head that are looked through for images, newest first. */
const MOST_RUNS = 20;

/**
 * Starts the base branch's workflow for a fork's or bot's commit that a maintainer asked for, with the
 * digests that its build left. This run itself deploys nothing.
 */
export async function startDeployment(
  inputs: AdmitInputs,
  { pull }: Gathered,
  asked: Asked,
  deps: Deps,
): Promise<Started> {
  if (pull === 'unknown' || pull === null)
    throw new Error('Nothing is started for no pull request');
  const by = asked.admission.askedBy ?? '';
  try {
    const build = await findBuild(pull, deps);
    if (build === null) return await refuse(noBuild(by, pull.headSha), asked, deps);
    const run = await deps.dispatch.dispatch({
      workflow: inputs.dispatchWorkflow,
      ref: pull.baseRef,
      inputs: dispatchInputs(pull, build),
    });
    const reason = `${by} asked for this commit; its deployment is a run of its own.`;
    const address = run ?? workflowPage(inputs);
    const note = noteOf(inputs, asked, pull.headSha, { reason, address, images: build.images });
    await deps.announce.decision(note);
    return { decision: 'skip', reason, approvedBy: by, dispatchedRun: address };
  } catch (error) {
    deps.cancelled.throwIfAborted();
    deps.log.warning(`The deployment was not started: ${errorMessage(error)}`);
    const reason = `The deployment that ${by} asked for could not be started: ${errorMessage(error)}`;
    return refuse(reason, asked, deps);
  }
}

function dispatchInputs(pull: PullOrigin, { runId, images }: Build): Record<string, string> {
  return {
    'pr-number': String(pull.number),
    sha: pull.headSha,
    images: JSON.stringify(images),
    'build-run-id': String(runId),
  };
}

function noteOf(
  inputs: AdmitInputs,
  { app, base }: Asked,
  sha: string,
  { reason, address, images }: { reason: string; address: string; images: Build['images'] },
): AdmissionNote {
  const link = { text: 'Its run', address };
  const { runId } = inputs;
  return { state: 'started', app, base: inputs.base ?? base, sha, reason, link, images, runId };
}

async function refuse(reason: string, { app }: Asked, { announce }: Deps): Promise<Started> {
  await announce.answer(app, reason);
  return { decision: 'skip', reason, approvedBy: null, dispatchedRun: null };
}

function noBuild(by: string, sha: string): string {
  return `${by} asked for \`${sha.slice(0, 7)}\`, but no finished run has built its images. Wait for the build of the pull request, then write \`/preview deploy\` again.`;
}

/** The newest successful run of the head that left images. */
async function findBuild(pull: PullOrigin, { reads, dispatch }: Deps): Promise<Build | null> {
  const { headSha: sha, headRef: ref, headRepository: repository } = pull;
  if (repository === null) return null;
  const runs: readonly PullRun[] = await reads.pullRuns({ sha, ref, repository });
  for (const { id } of runs.filter(({ succeeded }) => succeeded).slice(0, MOST_RUNS)) {
    const images = imagesOfArtifacts(await dispatch.artifactNames(id));
    if (images !== null) return { runId: id, images };
  }
  return null;
}

function workflowPage({ serverUrl, repository, dispatchWorkflow }: AdmitInputs): string {
  return `${serverUrl}/${repository}/actions/workflows/${dispatchWorkflow}`;
}
