import { htmlReply, textReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import type { Repository } from '../state/model.ts';
import { findIssue, findRepository, fullName } from '../state/store.ts';
import type { View } from '../shapes/view.ts';
import { avatar } from './avatar.ts';
import { html } from './html.ts';
import { page } from './layout.ts';
import {
  commitPage,
  environmentPage,
  environmentsPage,
  pullsPage,
  repositoriesPage,
  runsPage,
} from './lists.ts';
import { pullPage } from './pull-page.ts';
import { runPage } from './run-page.ts';

/** Answers a person's browser. Pages show everything: there is no login on a local GitHub. */
export function answerPage(view: View, path: string): HttpReply {
  const parts = decoded(path);
  if (parts === null) return missing();
  if (parts.length === 0) return htmlReply(200, repositoriesPage(view));
  const [first = '', second = '', ...rest] = parts;
  if (first === 'avatars') return avatar(second);
  const repository = findRepository(view.store.state, `${first}/${second}`);
  const log = repository === undefined ? null : jobLog(view, repository, rest);
  if (log !== null) return textReply(log);
  const found = repository === undefined ? null : repositoryPage(view, repository, rest);
  return found === null ? missing() : htmlReply(200, found);
}

function decoded(path: string): readonly string[] | null {
  try {
    return path.split('/').filter(Boolean).map(decodeURIComponent);
  } catch {
    return null; // a broken percent sign: no such page
  }
}

function missing(): HttpReply {
  const body = html`<div class="blank">
    <h2>404</h2>
    This is not the page you are looking for.
  </div>`;
  return htmlReply(404, page('Page not found', null, null, body));
}

function repositoryPage(
  view: View,
  repository: Repository,
  [kind = 'pulls', ...rest]: readonly string[],
): string | null {
  const [name = ''] = rest;
  switch (kind) {
    case 'pulls':
      return pullsPage(view, repository);
    case 'pull':
      return onePull(view, repository, Number(name));
    case 'deployments':
      return name === ''
        ? environmentsPage(view, repository)
        : environmentPage(view, repository, name);
    case 'actions':
      return actionsPage(view, repository, rest);
    case 'commit':
      return commitPage(view, repository, name);
    default:
      return null;
  }
}

/** `actions/runs/<id>/job/<id>/log`: where the API sends who wants a job's log. */
function jobLog(view: View, repository: Repository, path: readonly string[]): string | null {
  const [actions, runs, id, part, jobId, log] = path;
  if (actions !== 'actions' || runs !== 'runs' || part !== 'job' || log !== 'log') return null;
  const run = view.store.state.runs.find(
    (one) => one.id === Number(id) && one.repo === fullName(repository),
  );
  const jobs = run?.attempts.flatMap((one) => one.jobs) ?? [];
  return jobs.find((one) => one.id === Number(jobId))?.log ?? null;
}

function onePull(view: View, repository: Repository, number: number): string | null {
  const issue = findIssue(view.store.state, fullName(repository), number);
  return issue?.pull == null ? null : pullPage(view, repository, issue, issue.pull);
}

/** `actions`, `actions/runs/<id>`, `.../attempts/<n>`, `.../job/<id>`. */
function actionsPage(
  view: View,
  repository: Repository,
  [runs, id, part, which]: readonly string[],
): string | null {
  if (runs === undefined) return runsPage(view, repository);
  const run = view.store.state.runs.find(
    (one) => one.id === Number(id) && one.repo === fullName(repository),
  );
  const byPart = run?.attempts.find((one) =>
    part === 'job'
      ? one.jobs.some((job) => job.id === Number(which))
      : one.attempt === Number(which),
  );
  const attempt = part === undefined ? run?.attempts.at(-1) : byPart;
  return run === undefined || attempt === undefined
    ? null
    : runPage(view, repository, run, attempt);
}
