import type { Repository } from '../state/model.ts';
import { statusOf } from '../state/run-status.ts';
import type { Job, Run, RunAttempt, Step } from '../state/run-model.ts';
import type { PageView } from './forms.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { jobGraph, seconds, timeOf } from './job-graph.ts';
import { ago, page, person, stateBadge } from './layout.ts';
import { renderLog } from './log.ts';
import { renderMarkdown } from './markdown.ts';
import { controlForm, reviewsBox } from './reviews-box.ts';

export interface Shown {
  readonly run: Run;
  readonly attempt: RunAttempt;
  /** The only job that is shown with its log; `null`: all. */
  readonly job: Job | null;
}

/** One attempt of a run: what it waits for, its jobs, their summaries and logs. */
export function runPage(view: PageView, repository: Repository, shown: Shown): string {
  const { run, attempt, job } = shown;
  const jobs = job === null ? attempt.jobs : [job];
  const body = html`<h1 class="title">
      ${run.title} <span class="number">${run.name} #${run.number}</span>
    </h1>
    ${headline(view, run, attempt)}
    <div class="controls">${controlForm(view, repository, run)}</div>
    ${reviewsBox(view, run, attempt)} ${jobGraph(run, attempt.jobs)}
    ${jobs.map((one) => summary(view, run, one))}
    ${jobs.map((one) => jobBox(one, job !== null || attempt.jobs.length === 1))}
    ${attempt.jobs.length === 0 ? html`<div class="box blank">No job yet.</div>` : nothing}`;
  return page(`${run.title} · ${run.name} #${run.number}`, repository, 'actions', body);
}

function headline(view: PageView, run: Run, attempt: RunAttempt): Html {
  const { name } = person(view, attempt.triggeringActor);
  const pull =
    run.pull === null
      ? nothing
      : html`for <a href="/${run.repo}/pull/${run.pull}">#${run.pull}</a>`;
  const when = ago(attempt.startedAt, view.store.epochSeconds());
  return html`<div class="meta">
    ${stateBadge(attempt.conclusion ?? statusOf(attempt), false)}
    <span>${name} · ${run.event} ${pull} · ${when}</span>
    <span>${duration(attempt)}</span>
    <a class="ref" href="/${run.repo}/commit/${run.headSha}">${run.headSha.slice(0, 7)}</a>
    <span class="mini">${run.workflow}</span> ${attempts(run, attempt)}
  </div>`;
}

function duration({ startedAt, completedAt }: RunAttempt): string {
  if (completedAt === null) return 'still running';
  return seconds(Date.parse(completedAt) - Date.parse(startedAt));
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

/** Open when it is the only one, when it runs and when it failed: that is what one looks for. */
function jobBox(job: Job, alone: boolean): Html {
  const looked = job.status === 'in_progress' || job.conclusion === 'failure';
  const bar = html`${stateBadge(job.conclusion ?? job.status)} <b>${job.name}</b>
    <span class="mute mini">${timeOf(job)}</span>
    ${job.environment === null ? nothing : html`<span class="tag">${job.environment}</span>`}`;
  const log = job.log === '' ? html`<div class="blank">No log yet.</div>` : renderLog(job.log);
  const inner = html`${steps(job.steps)} ${log}`;
  const open = alone || looked ? ' open' : '';
  return html`<details class="box job" id="job-${job.id}" ${open}>
    <summary class="bar">${bar}</summary>
    ${inner}
  </details>`;
}

function steps(all: readonly Step[]): Html {
  if (all.length === 0) return nothing;
  const items = all.map(
    (step) => html`<li>${stateBadge(step.conclusion ?? step.status)} ${step.name}</li>`,
  );
  return html`<ol class="steps">
    ${items}
  </ol>`;
}

function summary(view: PageView, run: Run, job: Job): Html {
  if (job.summary === '') return nothing;
  const shown = renderMarkdown(job.summary, `${view.urls.server}/${run.repo}`, view.urls.server);
  return html`<div class="box" style="margin-bottom:16px">
    <div class="bar"><b>${job.name} summary</b></div>
    <div class="md">${shown}</div>
  </div>`;
}
