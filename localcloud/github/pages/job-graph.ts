import type { Job, Run } from '../state/run-model.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { stateBadge } from './layout.ts';

/** Columns of jobs: each stands right of all that it needs. */
export function jobGraph(run: Run, jobs: readonly Job[]): Html {
  if (jobs.length < 2) return nothing;
  const columns = stagesOf(jobs).map(
    (stage) => html`<div class="stage">${stage.map((job) => card(run, job))}</div>`,
  );
  return html`<div class="box graph">${columns}</div>`;
}

/** Jobs by how many others stand between them and the start, in the order they were added. */
export function stagesOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const byKey = new Map(jobs.map((job) => [job.key, job]));
  const depths = new Map<string, number>();
  const depth = (job: Job, above: readonly string[] = []): number => {
    const known = depths.get(job.key);
    if (known !== undefined) return known;
    const needed = job.needs.flatMap((key) => (above.includes(key) ? [] : (byKey.get(key) ?? [])));
    const found = Math.max(0, ...needed.map((one) => depth(one, [...above, job.key]) + 1));
    depths.set(job.key, found);
    return found;
  };
  const stages = Map.groupBy(jobs, (job) => depth(job));
  return [...stages.entries()].sort(([a], [b]) => a - b).map(([, stage]) => stage);
}

function card(run: Run, job: Job): Html {
  const place = `/${run.repo}/actions/runs/${run.id}/job/${job.id}`;
  const needs = job.needs.length === 0 ? '' : `after ${job.needs.join(', ')}`;
  return html`<a class="card" href="${place}"
    >${stateBadge(job.conclusion ?? job.status)} <b>${job.name}</b>
    <span class="mute mini">${timeOf(job)} ${needs}</span></a
  >`;
}

/** How long a job took; nothing when it has not begun or still runs. */
export function timeOf({ startedAt, completedAt, conclusion }: Job): string {
  if (startedAt === null || completedAt === null || conclusion === 'skipped') return '';
  return seconds(Date.parse(completedAt) - Date.parse(startedAt));
}

/** Milliseconds in words: `42 s`, `3 min 5 s`. */
export function seconds(milliseconds: number): string {
  const whole = Math.round(milliseconds / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
