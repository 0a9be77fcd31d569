import { ADMISSION_SECTION, admissionMemory } from '../../action-shared/comment/admission.ts';
import { commentMarker } from '../../action-shared/comment/marker.ts';
import { readSections } from '../../action-shared/comment/sections.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { getPullOrigin } from '../../action-shared/github/pull-origin.ts';
import { servingDeployment } from '../../action-shared/github/serving-deployment.ts';
import { readSticky } from '../../action-shared/github/sticky-comment.ts';
import { broughtBackAt, startablePulls } from '../../action-shared/github/sweep-reads.ts';
import {
  dispatchWorkflow,
  pullRunsOf,
  rerunWorkflow,
  workflowRun,
} from '../../action-shared/github/workflow-runs.ts';
import { githubEnvironmentOf } from '../../action-shared/session/report.ts';
import type { OpenPull, PullTraces } from '../../action-shared/sweep/catch-up.ts';
import type { SweepInputs } from './inputs.ts';
import type { CatchUpPort } from './ports.ts';

/** GitHub, asked what became of each open pull request, and told to run something again. */
export function catchUpPort(gh: GitHub, { environmentName }: SweepInputs): CatchUpPort {
  return {
    pulls: () => startablePulls(gh),
    async deployment({ number, headSha }, app) {
      const environment = githubEnvironmentOf(environmentName, app, number);
      const { serving, open, deploying } = await servingDeployment(gh, environment);
      return {
        live: serving !== null || open.length > 0,
        served: serving?.sha === headSha || deploying.includes(headSha),
      };
    },
    runs: async ({ headSha: sha, headRef: ref, headRepository: repository }) =>
      repository === null ? [] : pullRunsOf(gh, { sha, ref, repository }),
    note: (pull, app) => noteOf(gh, pull, app),
    broughtBackAt: (number) => broughtBackAt(gh, number),
    conflicts: async (number) => (await getPullOrigin(gh, number))?.mergeable === false,
    rerun: (runId) => rerunWorkflow(gh, runId),
    async dispatch(workflow, { number, headSha, baseRef }) {
      const inputs = { 'pr-number': String(number), sha: headSha };
      await dispatchWorkflow(gh, { workflow, ref: baseRef, inputs });
    },
  };
}

/** What the comment, which only our own workflows write, remembers of the head. */
async function noteOf(
  gh: GitHub,
  { number, headSha }: OpenPull,
  app: string,
): Promise<Exclude<PullTraces['note'], 'unknown'>> {
  const body = await readSticky(gh, { number, marker: commentMarker(app, number) });
  const memory = admissionMemory(readSections(body ?? '').get(ADMISSION_SECTION) ?? '');
  if (memory?.sha !== headSha) return null;
  return { queued: memory.queued, run: await workflowRun(gh, memory.runId) };
}
