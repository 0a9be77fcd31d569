import { z } from 'zod';
import { commentShape } from '../../shapes/thread.ts';
import { changeComment, keepComment } from '../../state/outside.ts';
import { findIssue, fullName } from '../../state/store.ts';
import type { Comment, Issue } from '../../state/model.ts';
import type { ApiCall, OperationFamily } from '../call.ts';
import { roleOf, writes } from '../caller.ts';
import { pagedList } from '../pagination.ts';
import { ApiError, created, noContent, notFound, ok, validationFailed } from '../reply.ts';
import type { ApiReply } from '../reply.ts';

/** GitHub's limit, in characters of any size (code points), not in bytes. */
export const maxCommentCharacters = 65_536;

/** Comments of issues and of pull requests. */
export const comments: OperationFamily = {
  'issues/list-comments': (call) => {
    const issue = issueOf(call);
    return list(call, (one) => one.issue === issue.number);
  },
  'issues/list-comments-for-repo': (call) => list(call, () => true),
  'issues/create-comment': create,
  'issues/get-comment': (call) => ok(commentShape(call, commentOf(call))),
  'issues/update-comment': update,
  'issues/delete-comment': (call) => {
    const comment = commentOf(call);
    mayChange(call, comment);
    const { state } = call.store;
    state.comments = state.comments.filter((one) => one !== comment);
    return noContent;
  },
};

/** The issue or pull request that the path names. */
export function issueOf(call: ApiCall): Issue {
  const number = Number(call.params['issue_number']);
  const issue = findIssue(call.store.state, fullName(call.repository()), number);
  if (issue === undefined) throw notFound();
  return issue;
}

function list(call: ApiCall, belongs: (comment: Comment) => boolean): ApiReply {
  const repo = fullName(call.repository());
  const since = Date.parse(call.query['since'] ?? '1970-01-01T00:00:00Z');
  const found = call.store.state.comments
    .filter((one) => one.repo === repo && belongs(one) && Date.parse(one.updatedAt) >= since)
    .sort((a, b) => a.id - b.id);
  const ordered = call.query['direction'] === 'desc' ? found.reverse() : found;
  return pagedList(call, ordered, (one) => commentShape(call, one));
}

function create(call: ApiCall): ApiReply {
  const issue = issueOf(call);
  const { repo, number } = issue;
  const author = call.caller.login;
  const comment = keepComment(call.store, { repo, issue: number, author, body: bodyOf(call) });
  issue.updatedAt = comment.createdAt;
  const shape = commentShape(call, comment);
  return created(shape, String(shape['url']));
}

function update(call: ApiCall): ApiReply {
  const comment = commentOf(call);
  mayChange(call, comment);
  changeComment(call.store, comment, bodyOf(call), call.caller.login);
  return ok(commentShape(call, comment));
}

function commentOf(call: ApiCall): Comment {
  const id = Number(call.params['comment_id']);
  const repo = fullName(call.repository());
  const comment = call.store.state.comments.find((one) => one.id === id && one.repo === repo);
  if (comment === undefined) throw notFound();
  return comment;
}

/** People who may not write to the repository change their own comments only. */
function mayChange(call: ApiCall, comment: Comment): void {
  const { token, login } = call.caller;
  if (token?.kind === 'installation' || comment.author === login) return;
  if (!writes(roleOf(call.repository(), login))) {
    throw new ApiError(403, 'Must have admin rights to Repository.');
  }
}

function codePoints(text: string): number {
  return Array.from(text).length;
}

function bodyOf(call: ApiCall): string {
  const { body } = z.object({ body: z.string() }).parse(call.body);
  const complain = (message: string): ApiError =>
    validationFailed({ resource: 'IssueComment', field: 'data', code: 'custom', message });
  if (body.trim() === '') throw complain('Body cannot be blank');
  if (codePoints(body) > maxCommentCharacters) {
    throw complain(`Body is too long (maximum is ${maxCommentCharacters} characters)`);
  }
  return body;
}
