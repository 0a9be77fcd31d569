import { parseCommand } from '../../action-shared/admission/commands.ts';
import { isMaintainer } from '../../action-shared/admission/facts.ts';
import type { IssueComment } from '../../action-shared/github/issue-comments.ts';
import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';
import { commentBinding } from './comment-binding.ts';
import type { AdmissionReads } from './ports.ts';

/** People whose roles are looked up: however often strangers comment, they cannot crowd a maintainer out. */
const MOST_AUTHORS = 50;

/**
 * The maintainer whose comment asks for this commit of the pull request. A run that an app dispatched
 * proves nothing by itself: the comment does, when a maintainer wrote it, nobody changed it since, and
 * the commit was the head already.
 *
 * @param sha the commit of the run
 * @returns login; null when there is no such comment
 */
export async function maintainerAsking(
  pull: PullOrigin,
  sha: string | null,
  reads: Pick<AdmissionReads, 'comments' | 'role' | 'pullRuns'>,
): Promise<string | null> {
  const commands = (await reads.comments(pull.number)).filter(isDeployCommand);
  const authors = [...new Set(commands.map(({ author }) => author.login))].slice(0, MOST_AUTHORS);
  for (const login of authors) {
    const own = commands.filter(({ author }) => author.login === login && !author.bot);
    if (own.length === 0) continue;
    const role = await reads.role(login);
    if (!isMaintainer({ login, bot: false, role })) continue;
    for (const comment of own) if (await asksFor(comment, pull, sha, reads)) return login;
  }
  return null;
}

function isDeployCommand({ body, edited }: IssueComment): boolean {
  return !edited && parseCommand(body)?.name === 'deploy';
}

async function asksFor(
  comment: IssueComment,
  pull: PullOrigin,
  sha: string | null,
  reads: Pick<AdmissionReads, 'pullRuns'>,
): Promise<boolean> {
  const command = parseCommand(comment.body);
  if (command?.name !== 'deploy' || sha !== pull.headSha) return false;
  if (command.sha !== null) return command.sha === sha;
  return (await commentBinding(pull, comment.createdAt, reads)) === true;
}
