import type { Template } from '../files/template.ts';
import { isTemplateMapping } from '../files/template.ts';

export type Access = 'none' | 'read' | 'write';

/** Scope to access; a scope that is not named has none. */
export type Permissions = Readonly<Record<string, Access>>;

/** Scopes of `permissions:` (GitHub docs, "Workflow syntax", `permissions`). */
const SCOPES = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'discussions',
  'id-token',
  'issues',
  'models',
  'packages',
  'pages',
  'pull-requests',
  'security-events',
  'statuses',
] as const;

/** What a repository made today gives when a file says nothing. */
export const DEFAULT_PERMISSIONS: Permissions = { contents: 'read', packages: 'read' };

/** What a `permissions:` gives; `undefined` when there is none. */
export function permissionsOf(template: Template | undefined): Permissions | undefined {
  if (template === undefined || template === null) return undefined;
  if (template === 'read-all') return every((scope) => (scope === 'id-token' ? 'none' : 'read'));
  if (template === 'write-all') return every(() => 'write');
  if (!isTemplateMapping(template)) return {};
  const granted = Object.entries(template).filter(([, access]) => access !== 'none');
  return Object.fromEntries(granted.map(([scope, access]) => [scope, access as Access]));
}

/** What `wanted` asks for and `allowed` does not give, as GitHub words it. */
export function exceeding(wanted: Permissions, allowed: Permissions): readonly string[] {
  return Object.entries(wanted)
    .filter(([scope, access]) => rank(access) > rank(allowed[scope] ?? 'none'))
    .map(
      ([scope, access]) =>
        `is requesting '${scope}: ${access}', but is only allowed '${scope}: ${allowed[scope] ?? 'none'}'`,
    );
}

/** The token of a fork's pull request reads at most, and is no identity. */
export function readOnly(permissions: Permissions): Permissions {
  const pairs = Object.entries(permissions).filter(([scope]) => scope !== 'id-token');
  return Object.fromEntries(pairs.map(([scope]) => [scope, 'read' as const]));
}

function rank(access: Access): number {
  return { none: 0, read: 1, write: 2 }[access];
}

function every(access: (scope: string) => Access): Permissions {
  const pairs = SCOPES.map((scope) => [scope, access(scope)] as const);
  return Object.fromEntries(pairs.filter(([, one]) => one !== 'none'));
}

/** Scopes that the local GitHub's API knows. */
const API_SCOPES: readonly string[] = [
  'actions',
  'attestations',
  'checks',
  'contents',
  'deployments',
  'id-token',
  'issues',
  'packages',
  'pull-requests',
  'statuses',
];

/** What a token of the API is made with; metadata can always be read. */
export function tokenPermissions(permissions: Permissions): Record<string, Access> {
  const known = Object.entries(permissions).filter(([scope]) => API_SCOPES.includes(scope));
  return { ...Object.fromEntries(known), metadata: 'read' };
}
