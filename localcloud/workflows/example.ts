import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import type { LocalCloud } from '../cloud.ts';
import { ACCOUNT, roleArn, trustRepository } from './example-roles.ts';
import { TRUST_ROLES } from '../../action-shared/trust/trust-policy.ts';

export interface ExampleOptions {
  /** Folder of `examples/`. @default 'shop' */
  readonly example?: 'shop' | 'platform';
  /** @default 'acme/shop' */
  readonly name?: string;
  /** People with their roles. @default ada may write, mona maintains */
  readonly collaborators?: Readonly<Record<string, 'admin' | 'maintain' | 'write' | 'read'>>;
  /** Required reviewers of the environment `preview`. @default ['mona'] */
  readonly reviewers?: readonly string[];
  /** Files instead of, or beside, the example's. */
  readonly files?: Readonly<Record<string, string>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
}

export interface ExampleRepository {
  readonly name: string;
  /** Commit of the default branch. */
  readonly sha: string;
}

/** Text of each file of a folder of `examples/` by its path. */
export function exampleFiles(example = 'shop'): Record<string, string> {
  const root = join(REPOSITORY_ROOT, 'examples', example);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [relative(root, file), readFileSync(file, 'utf8')] as const),
  );
}

/**
 * Puts the example application on the local GitHub as its users have it: its callers of our
 * workflows, variables and secrets, an environment with reviewers, and roles in AWS that trust it.
 */
export async function createExample(
  cloud: LocalCloud,
  options: ExampleOptions = {},
): Promise<ExampleRepository> {
  const { github } = cloud;
  const name = options.name ?? 'acme/shop';
  const { sha } = github.createRepository({
    name,
    files: { ...exampleFiles(options.example), ...options.files },
    collaborators: options.collaborators ?? { ada: 'write', mona: 'maintain' },
  });
  await trustRepository(cloud, name);
  github.setSettings({
    repo: name,
    secrets: { PASSPHRASE: cloud.env['PULUMI_CONFIG_PASSPHRASE'] ?? '', ...options.secrets },
    variables: { ...variablesOf(cloud), ...options.variables },
  });
  const reviewers = [...(options.reviewers ?? ['mona'])];
  github.protectEnvironment({ repo: name, name: 'preview', reviewers });
  return { name, sha };
}

function variablesOf({ region, env }: LocalCloud): Record<string, string> {
  const roles = TRUST_ROLES.map((role) => [`${role.toUpperCase()}_ROLE`, roleArn(role)] as const);
  return {
    AWS_REGION: region,
    IMAGE_REPOSITORY: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/macro-infra`,
    PULUMI_BACKEND_URL: env['PULUMI_BACKEND_URL'] ?? '',
    ...Object.fromEntries(roles),
  };
}
