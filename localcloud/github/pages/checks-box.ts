import { allChecks } from '../shapes/check.ts';
import type { View } from '../shapes/view.ts';
import type { CheckRun, CommitStatus } from '../state/model.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { externalLink, stateBadge } from './layout.ts';

/** The box under a pull request's conversation: checks and statuses of its head. */
export function checksBox(view: View, repo: string, sha: string): Html {
  const checks = allChecks(view, repo).filter((one) => one.headSha === sha);
  const statuses = newestStatuses(view, repo, sha);
  if (checks.length + statuses.length === 0) return nothing;
  const rows = [...checks.map(checkRow), ...statuses.map(statusRow)];
  return html`<div class="box" style="margin:0 0 16px 56px">
    <div class="bar"><b>${headline(checks, statuses)}</b></div>
    <div class="rows">${rows}</div>
  </div>`;
}

function newestStatuses(view: View, repo: string, sha: string): readonly CommitStatus[] {
  const all = view.store.state.commitStatuses.filter((one) => one.repo === repo && one.sha === sha);
  return [...new Map(all.map((one) => [one.context, one])).values()];
}

function headline(checks: readonly CheckRun[], statuses: readonly CommitStatus[]): string {
  const bad = ['failure', 'error', 'timed_out', 'cancelled', 'action_required'];
  const failed =
    checks.filter((one) => bad.includes(one.conclusion ?? '')).length +
    statuses.filter((one) => bad.includes(one.state)).length;
  const open =
    checks.filter((one) => one.status !== 'completed').length +
    statuses.filter((one) => one.state === 'pending').length;
  if (failed > 0) return `Some checks were not successful (${failed})`;
  return open > 0 ? `Some checks have not completed yet (${open})` : 'All checks have passed';
}

function checkRow(check: CheckRun): Html {
  return html`<div>
    ${stateBadge(check.conclusion ?? check.status)}
    <span class="grow"
      ><b>${check.name}</b> <span class="mute mini">${check.output.title ?? ''}</span></span
    >${externalLink(check.detailsUrl ?? '', 'Details')}
  </div>`;
}

function statusRow(status: CommitStatus): Html {
  return html`<div>
    ${stateBadge(status.state)}
    <span class="grow"
      ><b>${status.context}</b> <span class="mute mini">${status.description ?? ''}</span></span
    >${externalLink(status.targetUrl ?? '', 'Details')}
  </div>`;
}
