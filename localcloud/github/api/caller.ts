import type { Access, Requirement, Scope } from '../operations.ts';
import type { Repository, Role, Token } from '../state/model.ts';
import { fullName, sameName } from '../state/store.ts';
import type { Store } from '../state/store.ts';
import type { Caller } from './call.ts';
import { ApiError, notFound } from './reply.ts';

/** Finds out who calls from the `Authorization` header; 401 when the token is not known. */
export function authenticate(store: Store, header: string | undefined): Caller {
  if (header === undefined) return { token: null, login: '' };
  const presented = /^(?:token|bearer)\s+(\S+)$/i.exec(header)?.[1];
  const token = store.state.tokens.find((one) => one.token === presented);
  if (token === undefined) throw new ApiError(401, 'Bad credentials');
  return { token, login: token.login };
}

/** Throws what GitHub answers to a caller who may not do this; returns when it is allowed. */
export function authorize(
  caller: Caller,
  requirement: Requirement,
  repository: Repository | null,
): void {
  if (repository !== null && !canSee(caller, repository)) throw notFound();
  if (requirement.length === 0) return;
  const reads = requirement.every(([, access]) => access === 'read');
  if (reads && repository?.private === false) return;
  if (caller.token === null) throw new ApiError(401, 'Requires authentication');
  const { token } = caller;
  const covered = repository === null || covers(token, repository);
  if (covered && requirement.some((one) => grants(token, one, repository))) return;
  throw new ApiError(403, refusal(token), {
    headers: { 'x-accepted-github-permissions': acceptedPermissions(requirement) },
  });
}

/** The header's form: `issues=write; pull_requests=write` means that one of the two is enough. */
export function acceptedPermissions(requirement: Requirement): string {
  return requirement.map(([scope, access]) => `${scope}=${access}`).join('; ');
}

/** The role that a person has in a repository: the owner is its administrator. */
export function roleOf(repository: Repository, login: string): Role {
  if (sameName(repository.owner, login)) return 'admin';
  const known = Object.entries(repository.collaborators).find(([name]) => sameName(name, login));
  return known?.[1] ?? (repository.private ? 'none' : 'read');
}

/** Whether a role may push. */
export function writes(role: Role): boolean {
  return role === 'admin' || role === 'maintain' || role === 'write';
}

function canSee({ token }: Caller, repository: Repository): boolean {
  if (!repository.private) return true;
  if (token === null || !covers(token, repository)) return false;
  return token.kind === 'installation' || roleOf(repository, token.login) !== 'none';
}

function covers(token: Token, repository: Repository): boolean {
  const name = fullName(repository);
  return token.repositories?.some((one) => sameName(one, name)) ?? true;
}

function grants(
  token: Token,
  [scope, access]: readonly [Scope, Access],
  repository: Repository | null,
): boolean {
  const implied = scope === 'metadata' && access === 'read';
  const granted = token.permissions === null ? 'write' : token.permissions[scope];
  const byToken = implied || granted === 'write' || granted === access;
  if (token.kind === 'installation' || repository === null) return byToken;
  return byToken && roleAllows(roleOf(repository, token.login), scope, access);
}

/** Readers may take part in conversations, writers may do all but administrate. */
function roleAllows(role: Role, scope: Scope, access: Access): boolean {
  if (role === 'admin') return true;
  if (role === 'none') return false;
  if (access === 'read') return true;
  if (writes(role)) return scope !== 'administration';
  return scope === 'issues' || (role === 'triage' && scope === 'pull_requests');
}

function refusal(token: Token): string {
  if (token.kind === 'installation') return 'Resource not accessible by integration';
  return token.permissions === null
    ? 'Must have admin rights to Repository.'
    : 'Resource not accessible by personal access token';
}
