import { minimalRepository, wholeRepository } from '../shapes/repository.ts';
import { commentShape, issueShape, labelShape, pullShape } from '../shapes/thread.ts';
import { simpleUser } from '../shapes/user.ts';
import type { View } from '../shapes/view.ts';
import type { Comment } from '../state/model.ts';
import { requirePull, requireRepository } from '../state/require.ts';
import type { Happening } from '../state/signals.ts';
import { findIssue } from '../state/store.ts';

export type Payload = Readonly<Record<string, unknown>>;

/** What GitHub's webhook, and so `github.event`, holds of a happening. */
export function payloadOf(view: View, happening: Happening): Payload {
  const repository = requireRepository(view.store, happening.repo);
  const common = {
    repository: wholeRepository(view, repository),
    sender: simpleUser(view, happening.actor),
  };
  switch (happening.event) {
    case 'pull_request':
      return { ...pullRequest(view, happening), ...common };
    case 'issue_comment':
      return { ...issueComment(view, happening), ...common };
    case 'push':
      return { ...push(view, happening), ...common };
    case 'workflow_dispatch':
      return {
        inputs: Object.keys(happening.inputs).length === 0 ? null : { ...happening.inputs },
        ref: `refs/heads/${happening.ref}`,
        workflow: happening.workflow,
        ...common,
      };
    case 'schedule':
      return {
        schedule: happening.cron ?? '',
        workflow: happening.workflow ?? '',
        ...common,
      };
  }
}

type Of<E extends Happening['event']> = Extract<Happening, { event: E }>;

function pullRequest(
  view: View,
  { repo, number, action, label, before }: Of<'pull_request'>,
): Payload {
  const issue = requirePull(view.store, repo, number);
  return {
    action,
    number,
    pull_request: pullShape(view, issue, issue.pull),
    ...(label === undefined ? {} : { label: labelShape(view, repo, label) }),
    ...(before === undefined ? {} : { before, after: issue.pull.headSha }),
  };
}

function issueComment(view: View, happening: Of<'issue_comment'>): Payload {
  const { action, before, repo } = happening;
  const comment = commentOf(view, happening);
  const issue = findIssue(view.store.state, repo, comment.issue);
  return {
    action,
    ...(before === undefined ? {} : { changes: { body: { from: before } } }),
    issue: issue === undefined ? null : issueShape(view, issue),
    comment: commentShape(view, comment),
  };
}

function commentOf(view: View, { commentId }: Of<'issue_comment'>): Comment {
  const found = view.store.state.comments.find((one) => one.id === commentId);
  if (found === undefined) throw new Error(`no comment ${commentId} to tell of`);
  return found;
}

/** A branch that is new has a `before` of zeros. */
const noCommit = '0'.repeat(40);

function push(view: View, { repo, branch, sha, before, actor }: Of<'push'>): Payload {
  const repository = requireRepository(view.store, repo);
  const commit = repository.commits[sha];
  const home = String(minimalRepository(view, repository)['html_url']);
  const author = { name: actor, email: `${actor}@users.noreply.github.com`, username: actor };
  const head = {
    id: sha,
    tree_id: sha,
    distinct: true,
    message: commit?.message ?? '',
    timestamp: commit?.date ?? view.store.now(),
    url: `${home}/commit/${sha}`,
    author,
    committer: author,
    ...fileLists(before === null ? undefined : repository.commits[before]?.files, commit?.files),
  };
  return {
    ref: `refs/heads/${branch}`,
    before: before ?? noCommit,
    after: sha,
    base_ref: null,
    compare: `${home}/compare/${(before ?? noCommit).slice(0, 12)}...${sha.slice(0, 12)}`,
    created: before === null,
    deleted: false,
    forced: false,
    commits: [head],
    head_commit: head,
    pusher: { name: actor, email: author.email },
  };
}

type Files = Readonly<Record<string, string>>;

function fileLists(
  before: Files = {},
  after: Files = {},
): { added: string[]; modified: string[]; removed: string[] } {
  const paths = Object.keys(after);
  return {
    added: paths.filter((path) => before[path] === undefined),
    modified: paths.filter((path) => before[path] !== undefined && before[path] !== after[path]),
    removed: Object.keys(before).filter((path) => after[path] === undefined),
  };
}
