import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Access, Scope } from '../operations.ts';
import { requireJob } from './job-life.ts';
import type { Run } from './run-model.ts';
import { ensureUser, findIssue } from './store.ts';
import type { Store } from './store.ts';

const scopes = [
  'actions',
  'administration',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'id_token',
  'issues',
  'metadata',
  'packages',
  'pull_requests',
  'statuses',
] as const satisfies readonly (Scope | 'id_token')[];

/** A workflow writes `pull-requests: write`, GitHub's API `pull_requests`: both are taken. */
const permissions = z
  .record(z.string(), z.enum(['read', 'write', 'none']))
  .transform((map) =>
    Object.fromEntries(
      Object.entries(map)
        .map(([scope, access]) => [scope.replaceAll('-', '_'), access] as const)
        .filter(([, access]) => access !== 'none'),
    ),
  )
  .pipe(z.partialRecord(z.enum(scopes), z.enum(['read', 'write'])));

export const tokenInput = z.strictObject({
  kind: z.enum(['installation', 'user']),
  /** Who speaks; an installation's default is GitHub Actions. */
  login: z.string().default('github-actions[bot]'),
  /** Default: an installation reads contents (GitHub's restricted default), a person may do all. */
  permissions: permissions.optional(),
  /** Full names that the token is good for. Default: all; of a job its repository. */
  repositories: z.array(z.string()).nullable().default(null),
  /** The job that it is for: it ends with the job, and is read-only for forks and Dependabot. */
  job: z.strictObject({ runId: z.int(), jobId: z.int() }).nullable().default(null),
  /** The token itself, where a test wants to know it before. */
  token: z.string().min(1).optional(),
});

type Permissions = z.output<typeof permissions>;

/** Issues a token; `ghs_` is an installation's, `ghp_` a person's. */
export function createToken(store: Store, input: z.output<typeof tokenInput>): string {
  const prefix = input.kind === 'installation' ? 'ghs' : 'ghp';
  const token = input.token ?? `${prefix}_${randomBytes(18).toString('hex')}`;
  ensureUser(store, input.login);
  const { kind, login, job } = input;
  const asked =
    input.permissions ?? (kind === 'installation' ? { contents: 'read' as const } : null);
  const { idToken, granted, repositories } = forJob(store, input, asked);
  if (job !== null) requireJob(store, job).job.idToken = idToken;
  store.state.tokens.push({ token, kind, login, permissions: granted, repositories, job });
  return token;
}

interface Granted {
  readonly idToken: boolean;
  readonly granted: Partial<Record<Scope, Access>> | null;
  readonly repositories: readonly string[] | null;
}

function forJob(
  store: Store,
  { job, repositories }: z.output<typeof tokenInput>,
  asked: Permissions | null,
): Granted {
  if (asked === null) return { idToken: false, granted: null, repositories };
  const { id_token: identity, ...granted } = asked;
  if (job === null) return { idToken: false, granted, repositories };
  const { run } = requireJob(store, job);
  const only = repositories ?? [run.repo];
  if (isTrusted(store, run)) return { idToken: identity === 'write', granted, repositories: only };
  const reads = Object.keys(granted).map((scope) => [scope, 'read'] as const);
  return { idToken: false, granted: Object.fromEntries(reads), repositories: only };
}

/**
 * Whether a run gets secrets, a token that writes and OIDC: not when a fork's pull request or
 * Dependabot started it. Source: docs.github.com, "Events that trigger workflows", "Automating
 * Dependabot with GitHub Actions".
 */
export function isTrusted(store: Store, run: Run): boolean {
  if (!run.event.startsWith('pull_request') || run.event === 'pull_request_target') return true;
  if (run.actor === 'dependabot[bot]') return false;
  const issue = run.pull === null ? undefined : findIssue(store.state, run.repo, run.pull);
  return (issue?.pull?.fork ?? null) === null;
}
