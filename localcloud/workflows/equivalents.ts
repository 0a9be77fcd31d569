import type { Equivalent } from './equivalents/equivalent.ts';
import { downloadArtifact, uploadArtifact } from './equivalents/artifacts.ts';
import { configureAwsCredentials } from './equivalents/aws-credentials.ts';
import { checkout } from './equivalents/checkout.ts';
import { buildAndPush, registryLogin, setupBuildx } from './equivalents/docker.ts';

/**
 * Actions that need what is not on this machine: a remote with git, a Docker builder, GitHub's store of
 * artifacts, AWS. Each stands for all versions of the action. What is neither ours nor here fails.
 */
export const EQUIVALENTS: readonly Equivalent[] = [
  {
    replaces: 'actions/checkout',
    does: 'writes the files of the commit from the local GitHub into the workspace',
    leavesOut: 'git itself: no .git folder, history, tags, submodules, LFS; nothing is persisted',
    run: checkout,
  },
  {
    replaces: 'actions/upload-artifact',
    does: 'copies the files into a folder of the run and tells the local GitHub',
    leavesOut: 'compression and retention; names that GitHub refuses',
    run: uploadArtifact,
  },
  {
    replaces: 'actions/download-artifact',
    does: 'copies artifacts of this run, or of another by `run-id`, into the workspace',
    leavesOut: 'artifact-ids; other repositories',
    run: downloadArtifact,
  },
  {
    replaces: 'aws-actions/configure-aws-credentials',
    does: "exchanges the job's own OIDC token at the local STS and exports the temporary credentials",
    leavesOut: 'stored keys, role chaining, session tags; credentials are not removed at the end',
    run: configureAwsCredentials,
  },
  {
    replaces: 'docker/login-action',
    does: 'notes the registry for this job; Amazon ECR asks for credentials of AWS in the environment',
    leavesOut: 'the registry itself: the local one takes every password',
    run: registryLogin,
  },
  {
    replaces: 'docker/setup-buildx-action',
    does: 'nothing: images are made without a builder',
    leavesOut: 'the builder, its drivers and caches',
    run: setupBuildx,
  },
  {
    replaces: 'docker/build-push-action',
    does: 'stores the context, a folder with an image.json, as an image of the local registry or an OCI layout',
    leavesOut:
      'the Dockerfile, build arguments, platforms, caches, attestations (SBOM, provenance)',
    run: buildAndPush,
  },
];
