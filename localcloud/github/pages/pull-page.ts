import type { Comment, Deployment, Issue, PullRequest, Repository } from '../state/model.ts';
import { stateOf } from '../state/readers.ts';
import { statusOf } from '../state/run-status.ts';
import { resolveCommit } from '../state/store.ts';
import { labelShape } from '../shapes/thread.ts';
import type { View } from '../shapes/view.ts';
import { checksBox } from './checks-box.ts';
import { deploymentsBox, shownState } from './deployments-box.ts';
import type { PageView } from './forms.ts';
import { html, nothing } from './html.ts';
import type { Html } from './html.ts';
import { ago, externalLink, page, person, stateBadge } from './layout.ts';
import { renderMarkdown } from './markdown.ts';
import { labelForm, pullForms } from './pull-forms.ts';

/** The pull request: conversation, deployments, labels. */
export function pullPage(
  view: PageView,
  repository: Repository,
  issue: Issue,
  pull: PullRequest,
): string {
  const mine = deploymentsOf(view, issue, pull);
  const body = html`<h1 class="title">
      ${issue.title} <span class="number">#${issue.number}</span>
    </h1>
    ${summaryLine(view, issue, pull)}
    <div class="columns">
      <div>
        <div class="thread">${timeline(view, repository, issue, pull, mine)}</div>
        ${checksBox(view, issue.repo, pull.headSha)} ${deploymentsBox(view, mine)}
        ${pullForms(view, issue, pull)}
      </div>
      <aside>${sidebar(view, issue, pull)}</aside>
    </div>`;
  return page(`${issue.title} · #${issue.number} · ${issue.repo}`, repository, 'pulls', body);
}

/** The word that GitHub shows for a pull request. */
export function pullState(issue: Issue, pull: PullRequest): string {
  if (pull.mergedAt !== null) return 'merged';
  return issue.state === 'open' && pull.draft ? 'draft' : issue.state;
}

/** Deployments of any commit of this pull request. */
function deploymentsOf(view: View, issue: Issue, pull: PullRequest): readonly Deployment[] {
  const shas = new Set(pull.pushes.map((one) => one.sha));
  return view.store.state.deployments.filter((one) => one.repo === issue.repo && shas.has(one.sha));
}

function summaryLine(view: View, issue: Issue, pull: PullRequest): Html {
  const { name, badge } = person(view, issue.author);
  const commits = `${pull.pushes.length} commit${pull.pushes.length === 1 ? '' : 's'}`;
  const verb = pull.mergedAt === null ? 'wants to merge' : 'merged';
  const from = pull.fork === null ? pull.headBranch : `${pull.fork}:${pull.headBranch}`;
  return html`<div class="meta">
    ${stateBadge(pullState(issue, pull), false)}
    <span>${name} ${badge} ${verb} ${commits} into</span>
    <span class="ref">${pull.baseBranch}</span> from <span class="ref">${from}</span>
  </div>`;
}

interface Moment {
  readonly at: string;
  readonly order: number;
  readonly shown: Html;
}

function timeline(
  view: View,
  repository: Repository,
  issue: Issue,
  pull: PullRequest,
  deployments: readonly Deployment[],
): readonly Html[] {
  const { comments } = view.store.state;
  const moments: Moment[] = [
    ...pull.pushes.map((one) => pushed(view, repository, issue, one)),
    ...comments
      .filter((one) => one.repo === issue.repo && one.issue === issue.number)
      .map((one) => ({ at: one.createdAt, order: one.id, shown: commentBox(view, one) })),
    ...deployments.map((one) => deployed(view, one)),
    ...ended(view, issue, pull),
  ];
  moments.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
  return [description(view, issue), ...moments.map((one) => one.shown)];
}

function description(view: View, issue: Issue): Html {
  const text = issue.body ?? '';
  const shown =
    text === ''
      ? html`<span class="mute"><i>No description provided.</i></span>`
      : markdown(view, issue.repo, text);
  return bubble(view, issue.author, issue.createdAt, 'opened', shown, `issue-${issue.id}`);
}

function commentBox(view: View, comment: Comment): Html {
  const edited = comment.updatedAt === comment.createdAt ? 'commented' : 'commented (edited)';
  const shown = markdown(view, comment.repo, comment.body);
  const anchor = `issuecomment-${comment.id}`;
  return bubble(view, comment.author, comment.createdAt, edited, shown, anchor);
}

function markdown(view: View, repo: string, text: string): Html {
  return renderMarkdown(text, `${view.urls.server}/${repo}`, view.urls.server);
}

function bubble(
  view: View,
  login: string,
  at: string,
  verb: string,
  shown: Html,
  anchor: string,
): Html {
  const { name, picture, badge } = person(view, login);
  const when = ago(at, view.store.epochSeconds());
  return html`<div class="item" id="${anchor}">
    <div>${picture}</div>
    <div class="box">
      <div class="bar">${name} ${badge} ${verb} ${when}</div>
      <div class="md">${shown}</div>
    </div>
  </div>`;
}

function event(mark: string, shown: Html): Html {
  return html`<div class="event"><span class="dot">${mark}</span>${shown}</div>`;
}

function pushed(
  view: View,
  repository: Repository,
  issue: Issue,
  { id, sha, at }: PullRequest['pushes'][number],
): Moment {
  const commit = resolveCommit(repository, sha);
  const { name } = person(view, commit?.author ?? issue.author);
  const link = html`<a class="ref" href="/${issue.repo}/commit/${sha}">${sha.slice(0, 7)}</a>`;
  const shown = event('⎇', html`${name} pushed ${link} <span>${commit?.message ?? ''}</span>`);
  return { at, order: id, shown };
}

function deployed(view: View, deployment: Deployment): Moment {
  const { name, badge } = person(view, deployment.creator);
  const state = stateOf(deployment);
  const url = deployment.statuses.findLast((one) => one.environmentUrl !== '')?.environmentUrl;
  const kind = deployment.transient ? 'temporarily deployed' : 'deployed';
  const link =
    state === 'success' && url !== undefined ? externalLink(url, 'View deployment') : nothing;
  const shown = event(
    '🚀',
    html`${name} ${badge} ${kind} to
      <b>${deployment.environment}</b> ${ago(deployment.createdAt, view.store.epochSeconds())}
      ${stateBadge(shownState(state))} ${link}`,
  );
  return { at: deployment.createdAt, order: deployment.id, shown };
}

function ended(view: View, issue: Issue, pull: PullRequest): readonly Moment[] {
  if (issue.closedAt === null) return [];
  const { name } = person(view, issue.author);
  const verb = pull.mergedAt === null ? 'closed this' : 'merged this';
  const when = ago(issue.closedAt, view.store.epochSeconds());
  const mark = pull.mergedAt === null ? '✕' : '⇄';
  return [{ at: issue.closedAt, order: 0, shown: event(mark, html`${name} ${verb} ${when}`) }];
}

function sidebar(view: PageView, issue: Issue, pull: PullRequest): Html {
  const labels = issue.labels.map((name) => {
    const colour = String(labelShape(view, issue.repo, name)['color']);
    return html`<span class="label" style="border-color:#${colour}">${name}</span> `;
  });
  const { runs } = view.store.state;
  const mine = runs.filter((one) => one.repo === issue.repo && one.pull === issue.number);
  const links = mine.reverse().map((run) => {
    const attempt = run.attempts.at(-1);
    const state = attempt === undefined ? 'queued' : (attempt.conclusion ?? statusOf(attempt));
    const place = `/${run.repo}/actions/runs/${run.id}`;
    return html`<div><a href="${place}">${run.name} #${run.number}</a> ${stateBadge(state)}</div>`;
  });
  return html`<section>
      <h3>Labels</h3>
      ${labels.length === 0 ? html`<span class="mute mini">None yet</span>` : labels}
      ${labelForm(view, issue)}
    </section>
    <section>
      <h3>Head</h3>
      <a class="ref" href="/${issue.repo}/commit/${pull.headSha}">${pull.headSha.slice(0, 7)}</a>
    </section>
    <section>
      <h3>Workflow runs</h3>
      ${links.length === 0 ? html`<span class="mute mini">None yet</span>` : links}
    </section>`;
}
