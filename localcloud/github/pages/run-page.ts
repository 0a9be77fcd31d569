import type { Repository } from '../state/model.ts';
import { statusOf } from '../state/run-status.ts';
import type { Job, Run, RunAttempt } from '../state/run-model.ts';
import type { View } from '../shapes/view.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { ago, page, person, stateBadge } from './layout.ts';
import { renderLog } from './log.ts';
import { renderMarkdown } from './markdown.ts';

/** One attempt of a run: state, summary, log. */
export function runPage(view: View, repository: Repository, run: Run, attempt: RunAttempt): string {
  const { name } = person(view, run.actor);
  const pull =
    run.pull === null
      ? nothing
      : html`for <a href="/${run.repo}/pull/${run.pull}">#${run.pull}</a>`;
  const body = html`<h1 class="title">
      ${run.title} <span class="number">${run.name} #${run.number}</span>
    </h1>
    <div class="meta">
      ${stateBadge(attempt.conclusion ?? statusOf(attempt), false)}
      <span
        >${name} · ${run.event} ${pull} · ${ago(attempt.startedAt, view.store.epochSeconds())}</span
      >
      <span>${duration(attempt)}</span>
      <a class="ref" href="/${run.repo}/commit/${run.headSha}">${run.headSha.slice(0, 7)}</a>
      ${attempts(run, attempt)}
    </div>
    ${attempt.jobs.map((job) => summary(view, run, job))}
    ${attempt.jobs.map((job) => jobBox(run, job))}`;
  return page(`${run.title} · ${run.name} #${run.number}`, repository, 'actions', body);
}

function duration({ startedAt, completedAt }: RunAttempt): string {
  if (completedAt === null) return 'still running';
  const seconds = Math.round((Date.parse(completedAt) - Date.parse(startedAt)) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

function attempts(run: Run, shown: RunAttempt): Html {
  if (run.attempts.length === 1) return nothing;
  const links = run.attempts.map(({ attempt }) =>
    attempt === shown.attempt
      ? html`<b>attempt ${attempt}</b> `
      : html`<a href="/${run.repo}/actions/runs/${run.id}/attempts/${attempt}"
          >attempt ${attempt}</a
        > `,
  );
  return html`<span>${links}</span>`;
}

function jobBox(run: Run, job: Job): Html {
  return html`<div class="box" style="margin-bottom:16px">
    <div class="bar">
      ${stateBadge(job.conclusion ?? job.status)} <b>${job.name}</b>
      <span class="mute mini">${run.workflow}</span>
    </div>
    ${job.log === '' ? html`<div class="blank">No log yet.</div>` : renderLog(job.log)}
  </div>`;
}

function summary(view: View, run: Run, job: Job): Html {
  if (job.summary === '') return nothing;
  const shown = renderMarkdown(job.summary, `${view.urls.server}/${run.repo}`, view.urls.server);
  return html`<div class="box" style="margin-bottom:16px">
    <div class="bar"><b>${job.name} summary</b></div>
    <div class="md">${shown}</div>
  </div>`;
}
