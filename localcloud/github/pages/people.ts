import { roleOf, writes } from '../api/caller.ts';
import type { View } from '../shapes/view.ts';
import type { Repository } from '../state/model.ts';

/** Choices of a page are no longer than this. */
const mostPeople = 50;

/** People (no bots) that this GitHub knows; the one to choose by default first. */
export function people(view: View, first: string): readonly string[] {
  const known = view.store.state.users.filter((one) => one.type === 'User');
  const logins = known.map((one) => one.login);
  return [...new Set([...(logins.includes(first) ? [first] : []), ...logins])].slice(0, mostPeople);
}

/** People who may push to a repository; collaborators before the owner. */
export function writersOf(repository: Repository): readonly string[] {
  const known = [...Object.keys(repository.collaborators), repository.owner];
  return [...new Set(known)].filter((login) => writes(roleOf(repository, login)));
}
