import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { LocalCloud } from '../cloud.ts';

/** A repository on the local GitHub with the token that its workflows get. */
export interface Repository {
  /** `owner/name`. */
  readonly name: string;
  /** Default branch's commit. */
  readonly sha: string;
  /** Text of its `.github/macro-infra.yml`. */
  readonly appFile: string;
  /** What `github.token` is in its jobs. */
  readonly token: string;
}

/** An organisation on the local cloud: what demo, tests and bench tell their stories with. */
export interface Organisation {
  readonly cloud: LocalCloud;
  /** Folder of what does not belong to the cloud: workspaces, values of bases. */
  readonly folder: string;
  /** YAML file of the base's values. */
  readonly baseConfig: string;
}

/** Permissions of a job as the README's workflow asks for them. */
export const JOB_PERMISSIONS = {
  contents: 'read',
  'pull-requests': 'write',
  deployments: 'write',
  actions: 'read',
} as const;

/** Values of a local base: a domain that every browser resolves, and the edge's own ports. */
export function localBaseValues(cloud: LocalCloud): Record<string, unknown> {
  return {
    domain: 'localhost',
    certificateDomains: ['*.localhost', '*.api.localhost'],
    listenerPorts: { http: cloud.edge.httpPort, https: cloud.edge.httpsPort },
    limits: {
      maxCpu: 1024,
      maxMemory: 2048,
      maxServices: 5,
      secrets: ['secretsmanager:*', 'ssm:*'],
    },
  };
}

export function createOrganisation(cloud: LocalCloud): Organisation {
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-org-'));
  const baseConfig = join(folder, 'base.yaml');
  writeFileSync(baseConfig, stringify(localBaseValues(cloud)));
  return { cloud, folder, baseConfig };
}

/** Makes a repository whose default branch holds the app's file. */
export function createRepository(
  { cloud: { github } }: Organisation,
  name: string,
  appFile: string,
): Repository {
  const files = { '.github/macro-infra.yml': appFile };
  const { sha } = github.createRepository({ name, files, collaborators: { ada: 'write' } });
  const token = github.createToken({
    kind: 'installation',
    permissions: { ...JOB_PERMISSIONS },
    repositories: [name],
  });
  return { name, sha, appFile, token };
}

/** A checkout of a repository as a job's workspace has it. */
export function checkOut(
  { folder }: Organisation,
  files: Readonly<Record<string, string>>,
): string {
  const workspace = mkdtempSync(join(folder, 'workspace-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(workspace, path)), { recursive: true });
    writeFileSync(join(workspace, path), text);
  }
  return workspace;
}
