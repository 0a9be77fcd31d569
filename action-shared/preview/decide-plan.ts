import { parseAppFile } from '../config/app-file.ts';
import type { AppFile } from '../config/app-file.ts';
import { resolvePreview } from '../config/resolve-preview.ts';
import { secretReferences } from '../config/secret-references.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import { UserError } from '../errors.ts';
import type { PullRequest } from '../github/pull-requests.ts';
import type { CommonInputs } from '../session/common-inputs.ts';
import type { Subject } from './identify.ts';
import type { PlanSources } from './plan-sources.ts';

/** What a plan is asked for with. */
export interface PlanInputs extends Pick<CommonInputs, 'configFile' | 'region'> {
  /** Service -> image reference, by digest or by tag. */
  readonly images: Readonly<Record<string, string>>;
  /** Null: from the app's file. */
  readonly ttl: string | null;
  /** Name by which the preview's program refers to the stack of the base. */
  readonly stackReference: (project: string, stack: string) => string;
}

export interface PlanRequest {
  readonly inputs: PlanInputs;
  readonly subject: Subject;
  /** Whose base branch decides what is allowed; null: the default is allowed. */
  readonly pullRequest: PullRequest | null;
  /** What is deployed now; null for a new preview. */
  readonly previous: PreviewPlan | null;
}

/**
 * Decides everything about a preview: reads and checks all there is to check; changes nothing.
 *
 * @throws UserError naming every problem found.
 */
export async function decidePlan(request: PlanRequest, sources: PlanSources): Promise<PreviewPlan> {
  const { inputs, subject, pullRequest, previous } = request;
  const appFile = readAppFile(request);
  const [policyFile, base] = await Promise.all([
    readPolicy(request, pullRequest, sources),
    sources.base(subject.base),
  ]);
  const { cloud } = sources;
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
    previous,
    ttl: inputs.ttl,
    now: sources.now(),
  });
}

function readAppFile({ subject, inputs }: PlanRequest): AppFile {
  if (subject.appFileText === null) {
    throw new UserError(
      `${inputs.configFile} is not in the workspace. Check the repository out first (actions/checkout), or correct \`config-file\`.`,
    );
  }
  const options = { fileName: inputs.configFile, repositoryName: subject.repository };
  return { ...parseAppFile(subject.appFileText, options), app: subject.app };
}

/** The base branch's copy decides what is allowed; a repository that has none yet allows the default. */
async function readPolicy(
  { inputs, subject }: PlanRequest,
  pullRequest: PullRequest | null,
  sources: PlanSources,
): Promise<AppFile | null> {
  if (pullRequest === null) return null;
  const text = await sources.policyFile(pullRequest.baseRef);
  if (text === null) return null;
  const fileName = `${inputs.configFile} of ${pullRequest.baseRef}`;
  return parseAppFile(text, { fileName, repositoryName: subject.repository });
}
