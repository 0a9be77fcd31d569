import { z } from 'zod';
import { UserError } from '../../../action-shared/errors.ts';
import type { Comment } from './model.ts';
import { keptName, requirePull, requireRepository } from './require.ts';
import { ensureUser } from './store.ts';
import type { Store } from './store.ts';

const inputValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** What else comes from outside: comments, a click on "Run workflow", the clock. */
export const outsideInputs = {
  addComment: z.strictObject({
    repo: z.string(),
    number: z.int(),
    author: z.string(),
    body: z.string(),
  }),
  editComment: z.strictObject({
    commentId: z.int(),
    body: z.string(),
    /** Who edits. @default the author */
    actor: z.string().optional(),
  }),
  dispatchWorkflow: z.strictObject({
    repo: z.string(),
    /** File name or path: `preview.yml`. */
    workflow: z.string(),
    /** @default the default branch */
    ref: z.string().optional(),
    inputs: inputValues.default({}),
    actor: z.string(),
  }),
  runSchedule: z.strictObject({
    repo: z.string(),
    /** Cron line that is due. @default every one */
    cron: z.string().nullable().default(null),
    /** File name or path. @default every workflow with a schedule */
    workflow: z.string().nullable().default(null),
  }),
} as const;

type Input<K extends keyof typeof outsideInputs> = z.output<(typeof outsideInputs)[K]>;

/** Adds a comment as anyone, past all limits and permissions; gives its id. */
export function addComment(store: Store, input: Input<'addComment'>): number {
  const { repo, number } = requirePull(store, input.repo, input.number);
  const author = ensureUser(store, input.author).login;
  return keepComment(store, { repo, issue: number, author, body: input.body }).id;
}

/** Keeps a comment that may be written, and tells of it. */
export function keepComment(
  store: Store,
  wanted: Pick<Comment, 'repo' | 'issue' | 'author' | 'body'>,
): Comment {
  const now = store.now();
  const { repo, issue, body, author } = wanted;
  const id = store.id();
  const comment: Comment = { id, repo, issue, body, author, createdAt: now, updatedAt: now };
  store.state.comments.push(comment);
  tell(store, comment, wanted.author, { action: 'created' });
  return comment;
}

/** Changes a comment as anyone. */
export function editComment(store: Store, input: Input<'editComment'>): void {
  const comment = store.state.comments.find((one) => one.id === input.commentId);
  if (comment === undefined) {
    throw new UserError(`The local GitHub has no comment ${input.commentId}.`);
  }
  changeComment(store, comment, input.body, input.actor ?? comment.author);
}

/** Changes a comment that may be changed, and tells of it. */
export function changeComment(store: Store, comment: Comment, body: string, actor: string): void {
  const before = comment.body;
  comment.body = body;
  comment.updatedAt = store.now();
  tell(store, comment, actor, { action: 'edited', before });
}

/** Starts a workflow by hand; gives the runs that it made. */
export function dispatchWorkflow(
  store: Store,
  input: Input<'dispatchWorkflow'>,
): { readonly runIds: readonly number[] } {
  const { defaultBranch } = requireRepository(store, input.repo);
  const inputs = Object.entries(input.inputs).map(([key, value]) => [key, String(value)] as const);
  const made = store.signals.happenings.emit({
    event: 'workflow_dispatch',
    repo: keptName(store, input.repo),
    actor: ensureUser(store, input.actor).login,
    workflow: workflowPath(input.workflow),
    ref: (input.ref ?? defaultBranch).replace(/^refs\/heads\//, ''),
    inputs: Object.fromEntries(inputs),
  });
  return { runIds: made.flat() };
}

/** Lets a schedule be due; gives the runs that it made. */
export function runSchedule(
  store: Store,
  input: Input<'runSchedule'>,
): { readonly runIds: readonly number[] } {
  const { owner } = requireRepository(store, input.repo);
  const made = store.signals.happenings.emit({
    event: 'schedule',
    repo: keptName(store, input.repo),
    // GitHub names who last changed the workflow's cron line: here the owner.
    actor: owner,
    cron: input.cron,
    workflow: input.workflow === null ? null : workflowPath(input.workflow),
  });
  return { runIds: made.flat() };
}

/** Where a workflow's file is, of its name or path. */
export function workflowPath(name: string): string {
  return name.includes('/') ? name : `.github/workflows/${name}`;
}

function tell(
  store: Store,
  comment: Comment,
  actor: string,
  what: { readonly action: 'created' } | { readonly action: 'edited'; readonly before: string },
): void {
  const { repo, id: commentId } = comment;
  store.signals.happenings.emit({ event: 'issue_comment', repo, actor, commentId, ...what });
}
