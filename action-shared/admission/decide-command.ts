import { deploy, isUntrusted, short, skip } from './admission.ts';
import type { Admission } from './admission.ts';
import { decideCommit } from './decide-commit.ts';
import { isMaintainer } from './facts.ts';
import type { AdmissionFacts, CommandRequest, PullFacts } from './facts.ts';
import { firstUnknown } from './unknown.ts';

/** What becomes of a `/preview` command. Whatever is refused is answered, each answer once. */
export function decideCommand(facts: AdmissionFacts, pull: PullFacts): Admission {
  const { request } = facts;
  if (request === null) return skip('The comment is no command.', { say: 'nothing' });
  const refusal = refusalOf(facts, request, pull);
  if (refusal !== null) return skip(refusal, { say: 'answer' });
  const { command, by } = request;
  switch (command.name) {
    case 'destroy':
      return skip(`${by.login} asked to remove the preview.`, {
        command: 'destroy',
        say: 'nothing',
      });
    case 'plan':
      return plan(facts, pull, by.login);
    case 'extend':
      return extension(facts, pull, by.login);
    default:
      return deployment(facts, pull, request);
  }
}

/** Why a command is not followed; null when it is. */
function refusalOf(
  { triggeringActor }: AdmissionFacts,
  { command, by }: CommandRequest,
  pull: PullFacts,
): string | null {
  if (by.role === 'unknown' || triggeringActor.role === 'unknown') {
    return 'GitHub could not tell whether who commented may give commands, so nothing was done. Write the command again.';
  }
  if (!isMaintainer(by) || !isMaintainer(triggeringActor)) {
    return 'A command was not followed: commands are for people with write permission. Ask a maintainer to write it.';
  }
  if (command.name === 'invalid') return command.problem;
  const needsPull = command.name !== 'destroy' && !pull.open;
  return needsPull
    ? 'The pull request is closed and has no preview. Reopen it, then write the command again.'
    : null;
}

function deployment(facts: AdmissionFacts, pull: PullFacts, request: CommandRequest): Admission {
  const stale = staleRequest(request, pull);
  if (stale !== null) return skip(stale, { say: 'answer' });
  const by = { askedBy: request.by.login, command: 'deploy' } as const;
  const admission = decideCommit(facts, pull, by);
  if (admission.decision === 'skip') return { ...admission, command: '', say: 'answer' };
  return admission.decision === 'deploy'
    ? { ...admission, dispatch: isUntrusted(pull) }
    : admission;
}

/** Why the command is not about the present head; null when it is. */
function staleRequest({ command, boundToHead }: CommandRequest, pull: PullFacts): string | null {
  const named = command.name === 'deploy' ? command.sha : null;
  const head = short(pull.headSha);
  if (named !== null) {
    return named === pull.headSha
      ? null
      : `The head of the pull request is ${head}, not the commit that was named. Look at it, then ask for it.`;
  }
  if (boundToHead === 'unknown') {
    return `It cannot be told whether ${head} was the head when the command was written. Look at it, then write \`/preview deploy ${pull.headSha}\`.`;
  }
  return boundToHead
    ? null
    : `${head} was pushed after the command was written. Look at it, then write \`/preview deploy\` again.`;
}

/** Nobody's images but those of the head tell what its deployment would change. */
function plan({ serving }: AdmissionFacts, pull: PullFacts, by: string): Admission {
  const served = serving !== 'unknown' && serving?.sha === pull.headSha;
  return isUntrusted(pull) && !served
    ? skip(
        'There is no plan before the first deployment of this commit: its images come with it. Write `/preview deploy`; the plan is shown before a reviewer approves it.',
        answer,
      )
    : skip(`${by} asked for a plan.`, { command: 'plan', say: 'nothing' });
}

function extension(facts: AdmissionFacts, pull: PullFacts, by: string): Admission {
  const { serving } = facts;
  if (firstUnknown(facts, pull) !== null || serving === 'unknown') {
    return skip('GitHub could not tell what is served now. Write the command again.', answer);
  }
  if (serving === null) {
    return skip('There is no preview to extend. Write `/preview deploy` to make one.', answer);
  }
  if (serving.sha !== pull.headSha) {
    const served = `The preview serves ${short(serving.sha)}, not the head ${short(pull.headSha)}`;
    return skip(`${served}. Extend it when the head is deployed.`, answer);
  }
  return deploy(`${by} extended the preview.`, { command: 'extend', askedBy: by, say: 'nothing' });
}

const answer = { say: 'answer' } as const;
