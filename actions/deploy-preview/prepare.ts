import { isDeepStrictEqual } from 'node:util';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import type { AppFile } from '../../action-shared/config/app-file.ts';
import { resolvePreview } from '../../action-shared/config/resolve-preview.ts';
import { secretReferences } from '../../action-shared/config/secret-references.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import type { Run } from './context.ts';
import { readPast } from './past.ts';
import type { Past } from './past.ts';

/** What will be done, and what it replaces. */
export interface Prepared {
  readonly plan: PreviewPlan;
  readonly past: Past;
  /** True when exactly this plan is deployed and known to serve. */
  readonly unchanged: boolean;
}

/**
 * Reads and checks all there is to check; changes nothing.
 *
 * @throws UserError naming every problem found.
 */
export async function prepare(run: Run, pullRequest: PullRequest | null): Promise<Prepared> {
  run.past = await readPast(run.deps, run.subject);
  const plan = await resolve(run, run.past, pullRequest);
  run.plan = plan;
  return { plan, past: run.past, unchanged: isDeepStrictEqual(plan, run.past.lastGood) };
}

async function resolve(
  run: Run,
  past: Past,
  pullRequest: PullRequest | null,
): Promise<PreviewPlan> {
  const { deps, subject, inputs } = run;
  const appFile = readAppFile(run);
  const [policyFile, base] = await Promise.all([
    readPolicy(run, pullRequest),
    deps.base(subject.base),
  ]);
  const cloud = deps.cloud(inputs.region);
  const [images, secretValues, capacity] = await Promise.all([
    cloud.digests(inputs.images),
    cloud.secretValues(secretReferences(appFile)),
    cloud.capacity(base),
  ]);
  return resolvePreview({
    appFile,
    policyFile,
    number: subject.number,
    sha: subject.sha,
    repository: subject.repository,
    region: inputs.region,
    baseName: subject.base,
    stackReference: inputs.stackReference('macro-infra-base', subject.base),
    baseOutputs: base,
    images,
    capacity,
    secretValues,
    previous: past.plan,
    ttl: inputs.ttl,
    now: deps.now(),
  });
}

function readAppFile(run: Run): AppFile {
  const { subject, inputs } = run;
  if (subject.appFileText === null) {
    throw new UserError(
      `${inputs.configFile} is not in the workspace. Check the repository out first (actions/checkout), or correct \`config-file\`.`,
    );
  }
  const options = { fileName: inputs.configFile, repositoryName: subject.repository };
  return { ...parseAppFile(subject.appFileText, options), app: subject.app };
}

/** The base branch's copy decides what is allowed; a repository that has none yet allows the default. */
async function readPolicy(run: Run, pullRequest: PullRequest | null): Promise<AppFile | null> {
  if (pullRequest === null) return null;
  const text = await run.deps.policyFile(pullRequest.baseRef);
  if (text === null) return null;
  const fileName = `${run.inputs.configFile} of ${pullRequest.baseRef}`;
  return parseAppFile(text, { fileName, repositoryName: run.subject.repository });
}
