import type { Repository } from '../state/model.ts';
import type { Run, RunAttempt } from '../state/run-model.ts';
import { findEnvironment } from '../state/environments.ts';
import { reviewHindrance, waitingJobs } from '../state/gates.ts';
import { actorField, form } from './forms.ts';
import type { PageView } from './forms.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { ago, person, stateBadge } from './layout.ts';
import { writersOf } from './people.ts';

/** Environments that wait for a person, each with the form to answer; then who answered before. */
export function reviewsBox(view: PageView, run: Run, attempt: RunAttempt): Html {
  const newest = run.attempts.at(-1) === attempt;
  const asked = newest ? attempt.jobs.filter((job) => job.reviewAskedAt !== null) : [];
  const names = [...new Set(asked.flatMap((job) => job.environment ?? []))];
  return html`${names.map((name) => waitingBox(view, run, attempt, name))}
  ${answers(view, run, attempt)}`;
}

function waitingBox(view: PageView, run: Run, attempt: RunAttempt, name: string): Html {
  const environment = findEnvironment(view.store, run.repo, name);
  if (environment === undefined) return nothing;
  const may = environment.reviewers.filter(
    (login) => reviewHindrance(environment, attempt, login) === null,
  );
  const jobs = waitingJobs(run, name).map((job) => job.name);
  const fields = html`<input type="hidden" name="environment" value="${name}" />
    <input class="grow" name="comment" placeholder="Leave a comment" aria-label="Comment" />
    ${actorField(may)}`;
  const path = `/${run.repo}/actions/runs/${run.id}/review`;
  const shown =
    may.length === 0
      ? html`<p class="mute">
          Nobody may review this: ${attempt.triggeringActor} started the run, and the environment
          prevents self-reviews.
        </p>`
      : form(view, path, fields, [
          { text: 'Reject', look: 'danger', choice: 'reject' },
          { text: 'Approve and deploy', look: 'primary', choice: 'approve' },
        ]);
  return html`<div class="box attention">
    <div class="bar">
      ${stateBadge('waiting')} <b>${name}</b> waits for a review before ${jobs.join(', ')} may run
    </div>
    <div class="pad">
      <p class="mute">Reviewers: ${environment.reviewers.join(', ')}</p>
      ${shown}
    </div>
  </div>`;
}

function answers(view: PageView, run: Run, { attempt }: RunAttempt): readonly Html[] {
  return run.reviews
    .filter((one) => one.attempt === attempt)
    .map((one) => {
      const { name } = person(view, one.by);
      const when = ago(one.at, view.store.epochSeconds());
      const words = one.comment === '' ? nothing : html`: <i>${one.comment}</i>`;
      return html`<p class="answer">
        ${stateBadge(one.state)} ${name} ${one.state} <b>${one.environment}</b> ${when}${words}
      </p>`;
    });
}

/** Buttons to cancel a run or to run it again, by somebody who may. */
export function controlForm(view: PageView, repository: Repository, run: Run): Html {
  const attempt = run.attempts.at(-1);
  const writers = writersOf(repository);
  if (attempt === undefined || writers.length === 0) return nothing;
  const running = attempt.status !== 'completed';
  if (running && run.cancelRequestedBy !== null) {
    return html`<span class="mute">${run.cancelRequestedBy} asked to cancel this run</span>`;
  }
  const again = { text: 'Re-run all jobs', choice: 'rerun' };
  const failed = { text: 'Re-run failed jobs', choice: 'rerun-failed' };
  const ended = attempt.conclusion === 'success' ? [again] : [failed, again];
  const buttons = running ? [{ text: 'Cancel run', choice: 'cancel' }] : ended;
  const path = `/${run.repo}/actions/runs/${run.id}/control`;
  return form(view, path, actorField(writers), buttons);
}
