import { htmlReply, textReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import type { Repository } from '../state/model.ts';
import { findIssue, findRepository, fullName } from '../state/store.ts';
import { avatar } from './avatar.ts';
import type { PageView } from './forms.ts';
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
export function answerPage(view: PageView, path: string): HttpReply {
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
  view: PageView,
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
function jobLog(view: PageView, repository: Repository, path: readonly string[]): string | null {
  const [actions, runs, id, part, jobId, log] = path;
  if (actions !== 'actions' || runs !== 'runs' || part !== 'job' || log !== 'log') return null;
  const run = view.store.state.runs.find(
    (one) => one.id === Number(id) && one.repo === fullName(repository),
  );
  const jobs = run?.attempts.flatMap((one) => one.jobs) ?? [];
  return jobs.find((one) => one.id === Number(jobId))?.log ?? null;
}

function onePull(view: PageView, repository: Repository, number: number): string | null {
  const issue = findIssue(view.store.state, fullName(repository), number);
  return issue?.pull == null ? null : pullPage(view, repository, issue, issue.pull);
}

/** `actions`, `actions/runs/<id>`, `.../attempts/<n>`, `.../job/<id>`. */
function actionsPage(
  view: PageView,
  repository: Repository,
  [runs, id, part, which]: readonly string[],
): string | null {
  if (runs === undefined) return runsPage(view, repository);
  const run = view.store.state.runs.find(
    (one) => one.id === Number(id) && one.repo === fullName(repository),
  );
  if (run === undefined) return null;
  const jobs = run.attempts.toReversed().flatMap((one) => one.jobs);
  const job = part === 'job' ? (jobs.find((one) => one.id === Number(which)) ?? null) : null;
  const attempt = run.attempts.findLast(
    (one) =>
      part === undefined || (job === null ? one.attempt === Number(which) : one.jobs.includes(job)),
  );
  return attempt === undefined ? null : runPage(view, repository, { run, attempt, job });
}
