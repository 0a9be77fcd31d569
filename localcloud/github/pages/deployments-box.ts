import type { Deployment, DeploymentState } from '../state/model.ts';
import { stateOf } from '../state/readers.ts';
import type { View } from '../shapes/view.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { ago, externalLink, stateBadge } from './layout.ts';

/** GitHub calls a successful deployment "active". */
export function shownState(state: DeploymentState): string {
  return state === 'success' ? 'active' : state;
}

/** The newest deployment of each environment. */
export function newestPerEnvironment(all: readonly Deployment[]): readonly Deployment[] {
  return [...new Map(all.map((one) => [one.environment, one])).values()];
}

/** The box under a pull request's conversation: where it runs, with a way there. */
export function deploymentsBox(view: View, all: readonly Deployment[]): Html {
  const newest = newestPerEnvironment(all);
  if (newest.length === 0) return nothing;
  const active = newest.filter((one) => stateOf(one) === 'success').length;
  const rows = newest.map((one) => html`<div>${deploymentRow(view, one)}</div>`);
  return html`<div class="box" style="margin-left:56px">
    <div class="bar"><b>${headline(newest)}</b> ${active} active</div>
    <div class="rows">${rows}</div>
  </div>`;
}

function headline(newest: readonly Deployment[]): string {
  const states = newest.map(stateOf);
  if (states.some((state) => state === 'failure' || state === 'error')) {
    return 'This branch had an error being deployed';
  }
  if (states.some((state) => ['queued', 'pending', 'in_progress'].includes(state))) {
    return 'This branch is being deployed';
  }
  return states.includes('success')
    ? 'This branch was successfully deployed'
    : 'This branch is not deployed any more';
}

/** Environment, commit, state and, while it is active, the way there. */
export function deploymentRow(view: View, one: Deployment): Html {
  const status = one.statuses.at(-1);
  const state = stateOf(one);
  const place = one.statuses.findLast((past) => past.environmentUrl !== '')?.environmentUrl ?? '';
  const open = state === 'success' ? externalLink(place, 'View deployment') : nothing;
  const name = encodeURIComponent(one.environment);
  return html`<span class="status ${shownState(state)}"></span>
    <span class="grow">
      <a href="/${one.repo}/deployments/${name}"><b>${one.environment}</b></a>
      <span class="ref">${one.sha.slice(0, 7)}</span><br />
      <span class="mute mini">${status?.description ?? one.description}</span>
    </span>
    <span class="mute mini">${ago(one.updatedAt, view.store.epochSeconds())}</span>
    ${stateBadge(shownState(state))} ${externalLink(status?.logUrl ?? '', 'Logs')} ${open}`;
}
