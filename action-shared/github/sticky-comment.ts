import { z } from 'zod';
import { UserError } from '../errors.ts';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

/** Which comment is ours: the hidden marker its body starts with, and who wrote it. */
export interface Sticky {
  /** Number of the pull request. */
  readonly number: number;
  /** An HTML comment, for example `<!-- macro-infra:preview app=shop pr=42 -->`. */
  readonly marker: string;
  /** Logins whose comments count as ours. @default the token's own */
  readonly authorLogins?: readonly string[];
}

export interface StickyComment {
  readonly id: number;
  readonly url: string;
  readonly body: string;
  readonly changed: 'created' | 'updated' | 'unchanged';
}

/** Who writes with `github.token`, which may not ask for its own login. */
const ACTIONS_LOGIN = 'github-actions[bot]';

/** Largest comment that GitHub takes, in characters (its answer is 422 beyond). */
const LONGEST_COMMENT = 65_536;

const WRITE = 'pull-requests: write';

const commentSchema = z.object({
  id: z.number(),
  body: z.string().nullish(),
  html_url: z.string(),
  user: z.object({ login: z.string() }).nullable(),
});
type Comment = z.infer<typeof commentSchema>;

/**
 * Writes the one comment: makes it, edits it, or leaves it when its text is the same already. Of
 * several of ours (two runs at once) the oldest stays and the others are deleted.
 *
 * @param sticky.render makes the whole body from the existing one (null: there is none yet)
 */
export async function upsertSticky(
  gh: GitHub,
  sticky: Sticky & { readonly render: (existing: string | null) => string },
): Promise<StickyComment> {
  const logins = await ownLogins(gh, sticky);
  const [oldest, ...others] = await findOurs(gh, sticky, logins);
  for (const other of others) await deleteComment(gh, other.id);
  const body = checked(sticky.render(oldest?.body ?? null), sticky.marker);
  if (!oldest) return written(await createComment(gh, sticky, logins, body), body, 'created');
  if (oldest.body === body) return written(oldest, body, 'unchanged');
  const answer = await gh.send({
    route: 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
    permission: WRITE,
    parameters: { comment_id: oldest.id, body },
  });
  return written(parseAnswer(commentSchema, answer, 'a comment'), body, 'updated');
}

/** Body of our comment; null when there is none. */
export async function readSticky(gh: GitHub, sticky: Sticky): Promise<string | null> {
  const ours = await findOurs(gh, sticky, await ownLogins(gh, sticky));
  return ours.at(0)?.body ?? null;
}

/** Deletes every comment of ours; false when there was none. */
export async function deleteSticky(gh: GitHub, sticky: Sticky): Promise<boolean> {
  const ours = await findOurs(gh, sticky, await ownLogins(gh, sticky));
  for (const comment of ours) await deleteComment(gh, comment.id);
  return ours.length > 0;
}

async function createComment(
  gh: GitHub,
  sticky: Sticky,
  logins: ReadonlySet<string>,
  body: string,
): Promise<Comment> {
  const answer = await gh.create(
    {
      route: 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
      permission: WRITE,
      parameters: { issue_number: sticky.number, body },
    },
    async () => (await findOurs(gh, sticky, logins)).at(0) ?? null,
  );
  return parseAnswer(commentSchema, answer, 'a comment');
}

/** All comments of ours, oldest first. Others may copy the marker: only its author cannot be copied. */
async function findOurs(
  gh: GitHub,
  sticky: Sticky,
  logins: ReadonlySet<string>,
): Promise<Comment[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    permission: 'pull-requests: read',
    parameters: { issue_number: sticky.number },
  });
  return parseAnswer(z.array(commentSchema), answers, 'comments')
    .filter((comment) => comment.body?.startsWith(sticky.marker) === true)
    .filter((comment) => logins.has(comment.user?.login ?? ''))
    .sort((a, b) => a.id - b.id);
}

/** A token's login does not change while it is used. */
const loginsOfToken = new WeakMap<GitHub, ReadonlySet<string>>();

async function ownLogins(gh: GitHub, sticky: Sticky): Promise<ReadonlySet<string>> {
  if (sticky.authorLogins) return new Set(sticky.authorLogins);
  const logins = loginsOfToken.get(gh) ?? new Set([await loginOf(gh)]);
  loginsOfToken.set(gh, logins);
  return logins;
}

async function loginOf(gh: GitHub): Promise<string> {
  try {
    const answer = await gh.send({ route: 'GET /user', permission: 'user' });
    return parseAnswer(z.object({ login: z.string() }), answer, 'the user').login;
  } catch (error) {
    if (statusOf(error) === 403) return ACTIONS_LOGIN;
    throw error;
  }
}

async function deleteComment(gh: GitHub, id: number): Promise<void> {
  try {
    await gh.send({
      route: 'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
      permission: WRITE,
      parameters: { comment_id: id },
    });
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

function checked(body: string, marker: string): string {
  if (!body.startsWith(marker)) throw new Error('The sticky comment must start with its marker.');
  if (body.length <= LONGEST_COMMENT) return body;
  throw new UserError(
    `The comment has ${body.length} characters; GitHub takes ${LONGEST_COMMENT}. Shorten \`body\`.`,
  );
}

function written(comment: Comment, body: string, changed: StickyComment['changed']): StickyComment {
  return { id: comment.id, url: comment.html_url, body, changed };
}
