import type { Repository } from '../state/model.ts';
import { fullName, sameName } from '../state/store.ts';
import type { View } from '../shapes/view.ts';
import { escapeHtml, html, nothing, trusted } from './html.ts';
import type { Html } from './html.ts';
import { styles } from './styles.ts';

export type Tab = 'pulls' | 'deployments' | 'actions' | null;

/** A whole page of a repository. */
export function page(title: string, repository: Repository | null, tab: Tab, body: Html): string {
  const head = `<title>${escapeHtml(title)}</title><style>${styles}</style>`;
  const meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">';
  const top = repository === null ? plainTop : repositoryTop(repository, tab);
  return `<!doctype html><html lang="en"><head>${meta}${head}</head><body>${top.html}<main>${body.html}</main></body></html>`;
}

const local = html`<span class="local">local GitHub, not github.com</span>`;
const plainTop = html`<header class="top">
  <div class="name" style="padding-bottom:14px">
    <a href="/"><b>Repositories</b></a
    >${local}
  </div>
</header>`;

function repositoryTop(repository: Repository, tab: Tab): Html {
  const home = `/${fullName(repository)}`;
  const visibility = repository.private ? 'Private' : 'Public';
  const link = (name: Tab, path: string, text: string): Html =>
    html`<a class="${name === tab ? 'here' : ''}" href="${home}${path}">${text}</a>`;
  return html`<header class="top">
    <div class="name">
      <a href="/">${repository.owner}</a> / <a href="${home}/pulls"><b>${repository.name}</b></a>
      <span class="tag">${visibility}</span>${local}
    </div>
    <nav>
      ${link('pulls', '/pulls', 'Pull requests')}
      ${link('deployments', '/deployments', 'Deployments')}
      ${link('actions', '/actions', 'Actions')}
    </nav>
  </header>`;
}

/** Picture and name of someone; bots carry a badge. */
export function person(view: View, login: string): { name: Html; picture: Html; badge: Html } {
  const bot = login.endsWith('[bot]');
  const shown = bot ? login.slice(0, -'[bot]'.length) : login;
  const known = view.store.state.users.find((one) => sameName(one.login, login));
  const picture = `/avatars/${encodeURIComponent(known?.login ?? login)}`;
  const square = bot ? ' square' : '';
  return {
    name: html`<b>${shown}</b>`,
    picture: html`<img class="avatar${square}" src="${picture}" alt="" />`,
    badge: bot ? html`<span class="tag">bot</span>` : nothing,
  };
}

/** A point in time, as long ago as it is at `now`; the exact time when pointed at. */
export function ago(at: string, nowSeconds: number): Html {
  const seconds = Math.max(0, nowSeconds - Math.floor(Date.parse(at) / 1000));
  const steps = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
  ] as const;
  const step = steps.find(([size]) => seconds >= size);
  const count = step === undefined ? 0 : Math.floor(seconds / step[0]);
  const text = step === undefined ? 'now' : `${count} ${step[1]}${count === 1 ? '' : 's'} ago`;
  return html`<time datetime="${at}" title="${at}">${text}</time>`;
}

/** A coloured word for a state. */
export function stateBadge(state: string, small = true): Html {
  const text = state.replaceAll('_', ' ');
  const shown = text.charAt(0).toUpperCase() + text.slice(1);
  return html`<span class="badge ${state}${small ? ' small' : ''}">${shown}</span>`;
}

/** Only web addresses become links: anything else is text. */
export function externalLink(url: string, text: string, kind = 'button'): Html {
  if (!/^https?:\/\//.test(url)) return nothing;
  return html`<a class="${kind}" rel="nofollow" href="${url}">${text}</a>`;
}

const emptyBox = (text: string): Html =>
  html`<div class="box"><div class="blank">${text}</div></div>`;

/** Rows in a box, or a sentence when there are none. */
export function list(rows: readonly Html[], empty: string): Html {
  if (rows.length === 0) return emptyBox(empty);
  return html`<div class="box rows">
    ${trusted(rows.map((row) => `<div>${row.html}</div>`).join(''))}
  </div>`;
}
