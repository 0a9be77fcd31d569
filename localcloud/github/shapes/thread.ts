import { createHash } from 'node:crypto';
import { roleOf } from '../api/caller.ts';
import { changedFiles, mergeCommit } from '../state/merge.ts';
import { findRepository } from '../state/store.ts';
import type { Comment, Issue, PullRequest, Repository, TimelineEvent } from '../state/model.ts';
import { repositoryUrl, wholeRepository } from './repository.ts';
import { appOf, simpleUser } from './user.ts';
import { nodeId } from './view.ts';
import type { View } from './view.ts';

/** `issue`; with `pull_request` when it is one. */
export function issueShape(view: View, issue: Issue): Record<string, unknown> {
  const url = `${repositoryUrl(view, issue.repo)}/issues/${issue.number}`;
  return {
    ...common(view, issue),
    url,
    repository_url: repositoryUrl(view, issue.repo),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: threadPage(view, issue),
    node_id: nodeId(issue.pull === null ? 'I' : 'PR', issue.id),
    comments: commentsOf(view, issue),
    ...(issue.pull === null ? {} : { pull_request: pullLinks(view, issue, issue.pull) }),
  };
}

/** `issue-event-for-issue`, of a change of state. */
export function eventShape(
  view: View,
  issue: Issue,
  { id, event, actor, at }: TimelineEvent,
): Record<string, unknown> {
  return {
    id,
    node_id: nodeId('IE', id),
    url: `${repositoryUrl(view, issue.repo)}/issues/events/${id}`,
    actor: simpleUser(view, actor),
    event,
    commit_id: null,
    commit_url: null,
    created_at: at,
    performed_via_github_app: null,
  };
}

/** `pull-request-simple`, as in lists. */
export function pullSimple(view: View, issue: Issue, pull: PullRequest): Record<string, unknown> {
  const base = repositoryUrl(view, issue.repo);
  const url = `${base}/pulls/${issue.number}`;
  const page = threadPage(view, issue);
  const issueUrl = `${base}/issues/${issue.number}`;
  const more = {
    comments_url: `${issueUrl}/comments`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${base}/pulls/comments{/number}`,
    commits_url: `${url}/commits`,
    statuses_url: `${base}/statuses/${pull.headSha}`,
  };
  return {
    ...common(view, issue),
    ...more,
    url,
    node_id: nodeId('PR', issue.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: issueUrl,
    draft: pull.draft,
    merged_at: pull.mergedAt,
    merge_commit_sha: mergeCommitSha(view, issue, pull),
    auto_merge: null,
    requested_reviewers: [],
    requested_teams: [],
    head: endOf(view, pull.fork ?? issue.repo, pull.headBranch, pull.headSha),
    base: endOf(view, issue.repo, pull.baseBranch, pull.baseSha),
    _links: pullEndLinks(url, page, issueUrl, more),
  };
}

/** `pull-request`. */
export function pullShape(view: View, issue: Issue, pull: PullRequest): Record<string, unknown> {
  return {
    ...pullSimple(view, issue, pull),
    merged: pull.mergedAt !== null,
    mergeable: true,
    rebaseable: true,
    mergeable_state: 'clean',
    merged_by: null,
    comments: commentsOf(view, issue),
    review_comments: 0,
    maintainer_can_modify: pull.fork !== null,
    commits: pull.pushes.length,
    additions: pull.pushes.length,
    deletions: 0,
    changed_files: changedFilesOf(view, issue, pull),
  };
}

/** Of an open one the commit behind its merge ref; afterwards the one that merged it. */
function mergeCommitSha(view: View, issue: Issue, pull: PullRequest): string | null {
  const repository = findRepository(view.store.state, issue.repo);
  if (pull.mergedAt !== null || repository === undefined) return pull.mergeSha;
  return mergeCommit(view.store, repository, { ...issue, pull });
}

function changedFilesOf(view: View, issue: Issue, pull: PullRequest): number {
  const repository = findRepository(view.store.state, issue.repo);
  return repository === undefined ? 0 : changedFiles(repository, { ...issue, pull }).length;
}

/** `issue-comment`. */
export function commentShape(view: View, comment: Comment): Record<string, unknown> {
  const base = repositoryUrl(view, comment.repo);
  const issue = view.store.state.issues.find(
    (one) => one.repo === comment.repo && one.number === comment.issue,
  );
  const page = issue === undefined ? '' : threadPage(view, issue);
  return {
    id: comment.id,
    node_id: nodeId('IC', comment.id),
    url: `${base}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${base}/issues/${comment.issue}`,
    body: comment.body,
    user: simpleUser(view, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(findRepository(view.store.state, comment.repo), comment.author),
    performed_via_github_app: appOf(view, comment.author),
  };
}

/** `label`. Its colour comes from its name. */
export function labelShape(view: View, repo: string, name: string): Record<string, unknown> {
  const digest = createHash('sha256').update(name).digest();
  return {
    id: digest.readUInt32BE(0),
    node_id: nodeId('LA', digest.readUInt32BE(0)),
    url: `${repositoryUrl(view, repo)}/labels/${encodeURIComponent(name)}`,
    name,
    color: digest.toString('hex', 4, 7),
    default: false,
    // Lists of pull requests know no null here, other answers do.
    description: '',
  };
}

function common(view: View, issue: Issue): Record<string, unknown> {
  return {
    id: issue.id,
    number: issue.number,
    state: issue.state,
    locked: false,
    active_lock_reason: null,
    title: issue.title,
    body: issue.body,
    user: simpleUser(view, issue.author),
    labels: issue.labels.map((name) => labelShape(view, issue.repo, name)),
    assignee: null,
    assignees: [],
    milestone: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(findRepository(view.store.state, issue.repo), issue.author),
  };
}

function association(repository: Repository | undefined, login: string): string {
  if (repository === undefined || login.endsWith('[bot]')) return 'NONE';
  if (repository.owner === login) return 'OWNER';
  const listed = login in repository.collaborators && roleOf(repository, login) !== 'none';
  return listed ? 'COLLABORATOR' : 'NONE';
}

function commentsOf(view: View, issue: Issue): number {
  const { comments } = view.store.state;
  return comments.filter((one) => one.repo === issue.repo && one.issue === issue.number).length;
}

function threadPage(view: View, issue: Issue): string {
  const kind = issue.pull === null ? 'issues' : 'pull';
  return `${view.urls.server}/${issue.repo}/${kind}/${issue.number}`;
}

function pullLinks(view: View, issue: Issue, pull: PullRequest): Record<string, unknown> {
  const page = threadPage(view, issue);
  return {
    url: `${repositoryUrl(view, issue.repo)}/pulls/${issue.number}`,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    merged_at: pull.mergedAt,
  };
}

function endOf(view: View, repo: string, ref: string, sha: string): Record<string, unknown> {
  const repository = findRepository(view.store.state, repo);
  const owner = repo.split('/')[0] ?? repo;
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: simpleUser(view, owner),
    repo: repository === undefined ? null : wholeRepository(view, repository),
  };
}

function pullEndLinks(
  self: string,
  html: string,
  issue: string,
  more: Record<
    'comments_url' | 'review_comments_url' | 'review_comment_url' | 'commits_url' | 'statuses_url',
    string
  >,
): Record<string, { href: string }> {
  return {
    self: { href: self },
    html: { href: html },
    issue: { href: issue },
    comments: { href: more.comments_url },
    review_comments: { href: more.review_comments_url },
    review_comment: { href: more.review_comment_url },
    commits: { href: more.commits_url },
    statuses: { href: more.statuses_url },
  };
}
