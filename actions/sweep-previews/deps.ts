import { cleanupWorld } from '../../action-shared/cleanup/cleanup-world.ts';
import type { RemovalInputs } from '../../action-shared/cleanup/ports.ts';
import { removePreview } from '../../action-shared/cleanup/remove-preview.ts';
import type { CleanupResult } from '../../action-shared/cleanup/remove-preview.ts';
import { EXPIRY_SECTION } from '../../action-shared/comment/expiry-section.ts';
import { fileAtRef } from '../../action-shared/github/files.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { deactivateDeployments } from '../../action-shared/github/deployments.ts';
import { deleteEnvironment, listEnvironments } from '../../action-shared/github/environments.ts';
import { getPullRequest } from '../../action-shared/github/pull-requests.ts';
import { defaultBranch, openPullRequests } from '../../action-shared/github/sweep-reads.ts';
import { PREVIEW_PROJECT } from '../../action-shared/naming/preview-names.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import { showSection } from '../../action-shared/session/comment-section.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import { saveNothingHeld } from '../../action-shared/session/post-state.ts';
import { sessionWorld } from '../../action-shared/session/world.ts';
import { catchUpPort } from './catch-up-port.ts';
import type { SweepInputs } from './inputs.ts';
import type { Removal, SweepDeps, SweepGitHub } from './ports.ts';

/** The real world of a pass. What talks to AWS is loaded when it is needed. */
export function realDeps(inputs: SweepInputs, runner: Runner, connection: Connection): SweepDeps {
  const { gh, aws } = connection;
  const world = sessionWorld(runner, connection);
  return {
    ...world,
    github: sweepGitHub(gh, inputs),
    catchUp: catchUpPort(gh, inputs),
    stacks: () => connection.stacks(PREVIEW_PROJECT),
    snapshot: (stack) => connection.snapshot(connection.address(PREVIEW_PROJECT, stack)),
    async tagged() {
      const { taggedPreviews } = await import('../../action-shared/aws/tagged-previews.ts');
      return taggedPreviews(aws);
    },
    async orphans(resources) {
      if (resources.length === 0) return [];
      const { existingOrphans } = await import('../../action-shared/aws/tagged-previews.ts');
      return existingOrphans(resources, aws);
    },
    async visits(targetGroups, since) {
      const { lastVisits } = await import('../../action-shared/aws/visits.ts');
      return lastVisits(targetGroups, { since, now: world.now() }, aws);
    },
    remove: (removal) => remove(removal, inputs, runner, connection),
    async retire(environment) {
      const inactive = await deactivateDeployments(gh, environment);
      return { inactive, deletion: await deleteEnvironment(gh, environment) };
    },
    async showExpiry({ app, number }, text) {
      if (!inputs.comment) return;
      const mask = (body: string): string => runner.masker.mask(body);
      const place = { app, number, section: EXPIRY_SECTION };
      await showSection(
        place,
        text,
        { gh, mask, warn: (line) => world.warn(line) },
        { onlyExisting: true },
      );
    },
  };
}

function sweepGitHub(gh: GitHub, { configFile }: SweepInputs): SweepGitHub {
  return {
    defaultBranch: () => defaultBranch(gh),
    policyFile: (ref) => fileAtRef(gh, configFile, ref),
    openPulls: () => openPullRequests(gh),
    async pull(number) {
      const pull = await getPullRequest(gh, number);
      if (pull === null) return { state: 'missing' };
      const { state, labels, baseRef } = pull;
      return { state, labels, baseRef };
    },
    environments: () => listEnvironments(gh),
  };
}

/** As cleanup-preview does it. */
async function remove(
  { candidate, why, comment, reasonToKeep }: Removal,
  inputs: SweepInputs,
  runner: Runner,
  connection: Connection,
): Promise<CleanupResult> {
  const { configFile, repository, links, environmentName } = inputs;
  const { app, number, plan } = candidate;
  const removal: RemovalInputs = {
    ...{ app, number, configFile, repository, links, environmentName, why },
    base: plan?.base.name ?? inputs.base,
    sha: plan?.sha ?? '',
    comment: comment && inputs.comment,
    verify: true,
    deleteEnvironment: 'auto',
    fromCloseEvent: false,
  };
  const world = { ...cleanupWorld(removal, runner, connection), reasonToKeep };
  const result = await removePreview(removal, world);
  // A cancellation from here on must not touch what this one has brought to its end.
  saveNothingHeld(runner);
  return result;
}
