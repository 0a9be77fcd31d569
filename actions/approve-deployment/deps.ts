import { z } from 'zod';
import type { Serving } from '../../action-shared/admission/facts.ts';
import { UserError } from '../../action-shared/errors.ts';
import { MOST_LISTED_FILES, changedFiles } from '../../action-shared/github/changed-files.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { collaboratorRole } from '../../action-shared/github/collaborators.ts';
import { fileAtRef } from '../../action-shared/github/files.ts';
import { commentsOf } from '../../action-shared/github/issue-comments.ts';
import { livePreviews } from '../../action-shared/github/live-previews.ts';
import {
  holdsJobs,
  pendingDeployment,
  reviewDeployment,
  reviewsOf,
} from '../../action-shared/github/pending-deployments.ts';
import { getPullOrigin } from '../../action-shared/github/pull-origin.ts';
import { servingDeployment } from '../../action-shared/github/serving-deployment.ts';
import {
  artifactNames,
  cancelRun,
  dispatchWorkflow,
  pullRunsOf,
} from '../../action-shared/github/workflow-runs.ts';
import { githubEnvironmentOf } from '../../action-shared/session/report.ts';
import type { GateInputs, Inputs } from './inputs.ts';
import type { AdmissionReads, Deps, DispatchPort, GatePort } from './ports.ts';

/** Everything real; what only `gate` and `confirm` need is about this run in `admit`, and unused. */
export function realDeps(
  inputs: Inputs,
  given: Omit<Deps, 'reads' | 'dispatch' | 'gate'> & {
    readonly gh: GitHub;
    /** The API with the approval token; null when none was given. */
    readonly approver: GitHub | null;
  },
): Deps {
  const { gh, approver, ...others } = given;
  const runId = inputs.mode === 'admit' ? 0 : inputs.runId;
  return {
    ...others,
    reads: realReads(gh, inputs),
    dispatch: realDispatch(gh),
    gate: realGate(gh, approver, { runId, environment: inputs.environment }),
  };
}

/** Admission's questions, asked over the API: nothing of the pull request's checkout is trusted. */
function realReads(gh: GitHub, inputs: Inputs): AdmissionReads {
  const environmentOf = (app: string, number: number): string =>
    githubEnvironmentOf(inputs.environmentName, inputs.app ?? app, number);
  return {
    pull: (number) => getPullOrigin(gh, number),
    role: (login) => collaboratorRole(gh, login),
    appFile: (ref) => fileAtRef(gh, inputs.configFile, ref),
    changedFiles: async (number) => allListed(await changedFiles(gh, number)),
    previews: (number, app, max) =>
      livePreviews(gh, number, { environmentOf: (one) => environmentOf(app, one), atMost: max }),
    pullRuns: (head) => pullRunsOf(gh, head),
    comments: (number) => commentsOf(gh, number),
    serving: async (number, app) =>
      servingOf((await servingDeployment(gh, environmentOf(app, number))).serving),
  };
}

function allListed(files: readonly string[]): readonly string[] {
  if (files.length < MOST_LISTED_FILES) return files;
  throw new UserError(
    `The pull request changes more files than GitHub lists (${MOST_LISTED_FILES}).`,
  );
}

const payloadSchema = z.object({ images: z.record(z.string(), z.string()) });

function servingOf(
  serving: { readonly sha: string; readonly payload: unknown } | null,
): Serving | null {
  if (serving === null) return null;
  return { sha: serving.sha, images: payloadSchema.parse(serving.payload).images };
}

function realDispatch(gh: GitHub): DispatchPort {
  return {
    artifactNames: (runId) => artifactNames(gh, runId),
    dispatch: (request) => dispatchWorkflow(gh, request),
  };
}

function realGate(
  gh: GitHub,
  approver: GitHub | null,
  inputs: Pick<GateInputs, 'runId' | 'environment'>,
): GatePort {
  const { runId, environment } = inputs;
  return {
    pending: () => pendingDeployment(gh, runId, environment),
    reviews: () => reviewsOf(gh, runId, environment),
    holdsJobs: () => holdsJobs(gh, environment),
    approve:
      approver === null
        ? null
        : (environmentId, comment) =>
            reviewDeployment(approver, { runId, environmentId, state: 'approved', comment }),
    cancelRun: () => cancelRun(gh, runId),
  };
}
