import type { Environment, Repository } from '../state/model.ts';
import { statusOf } from '../state/run-status.ts';
import { fullName, resolveCommit, sameName } from '../state/store.ts';
import type { View } from '../shapes/view.ts';
import { deploymentRow, newestPerEnvironment } from './deployments-box.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { ago, list, page, person, stateBadge } from './layout.ts';
import { pullState } from './pull-page.ts';

/** All repositories: the start page. */
export function repositoriesPage(view: View): string {
  const rows = view.store.state.repositories.map(
    (one) => html`<a href="/${fullName(one)}/pulls"><b>${fullName(one)}</b></a>`,
  );
  const body = html`<h2>Repositories</h2>
    ${list(rows, 'No repository yet.')}`;
  return page('Local GitHub', null, null, body);
}

/** Pull requests of a repository, newest first. */
export function pullsPage(view: View, repository: Repository): string {
  const name = fullName(repository);
  const rows = view.store.state.issues
    .filter((one) => one.repo === name)
    .flatMap((issue): Html[] => {
      if (issue.pull === null) return [];
      const { name: author } = person(view, issue.author);
      const when = ago(issue.createdAt, view.store.epochSeconds());
      const title = html`<a href="/${name}/pull/${issue.number}"><b>${issue.title}</b></a>`;
      return [
        html`${stateBadge(pullState(issue, issue.pull))}
          <span class="grow"
            >${title}<br /><span class="mute mini"
              >#${issue.number} opened ${when} by ${author}</span
            ></span
          ><span class="ref">${issue.pull.headBranch}</span>`,
      ];
    })
    .reverse();
  const body = html`<h2>Pull requests</h2>
    ${list(rows, 'No pull request yet.')}`;
  return page(`Pull requests · ${name}`, repository, 'pulls', body);
}

/** Environments with their newest deployment. */
export function environmentsPage(view: View, repository: Repository): string {
  const name = fullName(repository);
  const { deployments, environments } = view.store.state;
  const newest = newestPerEnvironment(deployments.filter((one) => one.repo === name));
  const rows = environments
    .filter((one) => one.repo === name)
    .map((environment) => {
      const last = newest.find((one) => sameName(one.environment, environment.name));
      const shown =
        last === undefined
          ? html`<b>${environment.name}</b> <span class="mute">never deployed</span>`
          : deploymentRow(view, last);
      return html`${shown} ${rulesOf(environment)}`;
    });
  const body = html`<h2>Environments</h2>
    ${list(rows, 'No environment: none was deployed to, or all were deleted.')}`;
  return page(`Deployments · ${name}`, repository, 'deployments', body);
}

function rulesOf({ reviewers, preventSelfReview, waitMinutes }: Environment): Html {
  const rules = [
    ...(reviewers.length === 0 ? [] : [`Required reviewers: ${reviewers.join(', ')}`]),
    ...(preventSelfReview ? ['no self-review'] : []),
    ...(waitMinutes === 0 ? [] : [`waits ${waitMinutes} min`]),
  ];
  if (rules.length === 0) return nothing;
  return html`<span class="mute mini" style="flex-basis:100%">${rules.join(' · ')}</span>`;
}

/** The history of one environment, newest first. */
export function environmentPage(view: View, repository: Repository, environment: string): string {
  const name = fullName(repository);
  const rows = view.store.state.deployments
    .filter((one) => one.repo === name && sameName(one.environment, environment))
    .map((one) => deploymentRow(view, one))
    .reverse();
  const body = html`<h2>${environment}</h2>
    ${list(rows, 'Nothing was deployed here.')}`;
  return page(`${environment} · ${name}`, repository, 'deployments', body);
}

/** Runs of workflows, newest first. */
export function runsPage(view: View, repository: Repository): string {
  const name = fullName(repository);
  const rows = view.store.state.runs
    .filter((one) => one.repo === name)
    .map((run) => {
      const attempt = run.attempts.at(-1);
      const when = ago(run.createdAt, view.store.epochSeconds());
      const state = attempt === undefined ? 'queued' : (attempt.conclusion ?? statusOf(attempt));
      return html`${stateBadge(state)}
        <span class="grow"
          ><a href="/${name}/actions/runs/${run.id}"><b>${run.title}</b></a
          ><br /><span class="mute mini"
            >${run.name} #${run.number}: ${run.event} ${when}</span
          ></span
        ><span class="ref">${run.headBranch}</span>`;
    })
    .reverse();
  const body = html`<h2>Workflow runs</h2>
    ${list(rows, 'No run yet.')}`;
  return page(`Actions · ${name}`, repository, 'actions', body);
}

/** A commit: its message and files. `null` when there is none. */
export function commitPage(view: View, repository: Repository, sha: string): string | null {
  const commit = resolveCommit(repository, sha);
  if (commit === undefined) return null;
  const { name } = person(view, commit.author);
  const files = Object.keys(commit.files).map((path) => html`<code>${path}</code>`);
  const body = html`<h2>${commit.message}</h2>
    <p class="mute">
      ${name} committed ${ago(commit.date, view.store.epochSeconds())}
      <span class="ref">${commit.sha}</span>
    </p>
    ${list(files, 'No files are known of this commit.')}`;
  return page(`${commit.message} · ${sha.slice(0, 7)}`, repository, 'pulls', body);
}
