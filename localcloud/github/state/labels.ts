import type { Issue } from './model.ts';
import { ensureUser, sameName } from './store.ts';
import type { Store } from './store.ts';

/** Puts a label on an issue and tells of it; one that is there stays. */
export function putLabel(store: Store, issue: Issue, label: string, actor: string): void {
  if (issue.labels.some((known) => sameName(known, label))) return;
  issue.labels.push(label);
  changed(store, issue, 'labeled', label, actor);
}

/** Takes a label off an issue and tells of it; one that is not there is no fault. */
export function takeLabel(store: Store, issue: Issue, name: string, actor: string): void {
  const label = issue.labels.find((known) => sameName(known, name));
  if (label === undefined) return;
  issue.labels = issue.labels.filter((known) => known !== label);
  changed(store, issue, 'unlabeled', label, actor);
}

function changed(
  store: Store,
  issue: Issue,
  action: 'labeled' | 'unlabeled',
  label: string,
  login: string,
): void {
  issue.updatedAt = store.now();
  if (issue.pull === null) return;
  const { repo, number } = issue;
  const actor = ensureUser(store, login).login;
  store.signals.happenings.emit({ event: 'pull_request', action, repo, actor, number, label });
}
