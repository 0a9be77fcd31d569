import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Access, Scope } from '../operations.ts';
import { ensureUser } from './store.ts';
import type { Store } from './store.ts';

const scopes = [
  'actions',
  'administration',
  'checks',
  'contents',
  'deployments',
  'issues',
  'metadata',
  'pull_requests',
  'statuses',
] as const satisfies readonly Scope[];

/** A workflow writes `pull-requests: write`, GitHub's API `pull_requests`: both are taken. */
const permissions = z
  .record(z.string(), z.enum(['read', 'write', 'none']))
  .transform((map) =>
    Object.fromEntries(
      Object.entries(map)
        .map(([scope, access]) => [scope.replaceAll('-', '_'), access] as const)
        .filter(([scope, access]) => access !== 'none' && scope !== 'id_token'),
    ),
  )
  .pipe(z.partialRecord(z.enum(scopes), z.enum(['read', 'write'])));

export const tokenInput = z.strictObject({
  kind: z.enum(['installation', 'user']),
  /** Who speaks; an installation's default is GitHub Actions. */
  login: z.string().default('github-actions[bot]'),
  /** Default: an installation reads contents (GitHub's restricted default), a person may do all. */
  permissions: permissions.optional(),
  /** Full names that the token is good for. Default: all. */
  repositories: z.array(z.string()).nullable().default(null),
  /** The token itself, where a test wants to know it before. */
  token: z.string().min(1).optional(),
});

/** Issues a token; `ghs_` is an installation's, `ghp_` a person's. */
export function createToken(store: Store, input: z.output<typeof tokenInput>): string {
  const prefix = input.kind === 'installation' ? 'ghs' : 'ghp';
  const token = input.token ?? `${prefix}_${randomBytes(18).toString('hex')}`;
  ensureUser(store, input.login);
  const { kind, login, repositories } = input;
  const granted: Partial<Record<Scope, Access>> | null =
    input.permissions ?? (kind === 'installation' ? { contents: 'read' } : null);
  store.state.tokens.push({ token, kind, login, permissions: granted, repositories });
  return token;
}
