import { parseCommand } from '../../action-shared/admission/commands.ts';
import { DEFAULT_POLICY, isMaintainer } from '../../action-shared/admission/facts.ts';
import type {
  AdmissionFacts,
  CommandRequest,
  Known,
  Person,
  PullFacts,
} from '../../action-shared/admission/facts.ts';
import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';
import { maintainerAsking } from './asked-by.ts';
import { readBaseFile } from './base-file.ts';
import type { BaseFile } from './base-file.ts';
import { commentBinding } from './comment-binding.ts';
import type { Account, Event } from './event.ts';
import type { AdmitInputs } from './inputs.ts';
import type { Asking } from './known.ts';

/** The facts of a decision, with what else was learnt on the way. */
export interface Gathered {
  readonly facts: AdmissionFacts;
  readonly pull: Known<PullOrigin | null>;
  /** Null: nothing is known of the pull request. */
  readonly file: BaseFile | null;
}

/** Asks GitHub for what the decision needs and no more: a stranger's comment costs few requests. */
export async function gather(
  inputs: AdmitInputs & { readonly number: number },
  event: Event,
  asking: Asking,
): Promise<Gathered> {
  const person = personsOf(asking);
  const pull = await currentPull(inputs, event, asking);
  const command = event.comment === null ? null : parseCommand(event.comment.body);
  const actor = await person(event.actor);
  const triggeringActor = await person(event.triggeringActor);
  const by = event.comment === null || command === null ? null : await person(event.comment.author);
  const fixed = {
    event: event.name,
    action: event.action,
    label: event.label,
    actor,
    triggeringActor,
    sha: inputs.sha,
    onBaseBranch: onBaseBranch(event, pull),
  };
  const file =
    pull === 'unknown' || pull === null ? null : await readBaseFile(inputs, pull.baseRef, asking);
  const followed = by === null || isMaintainer(by);
  if (pull === 'unknown' || pull === null || file === null || !followed) {
    const request = command === null || by === null ? null : { command, by, boundToHead: false };
    const shown = pull === 'unknown' || pull === null ? pull : factsOf(pull, NOT_ASKED);
    return { facts: { ...fixed, ...NOTHING, pull: shown, request }, pull, file };
  }
  const request = await requestOf(command, by, { pull, event, asking });
  const facts = {
    ...fixed,
    pull: factsOf(pull, await person(pull.author)),
    request,
    policy: file.policy,
    ...(await circumstances({ inputs, event, asking, pull, file, request })),
  };
  return { facts, pull, file };
}

/** Seconds after which GitHub's copies agree about a push that has just been told. */
const SETTLING_SECONDS = 3;

/** The pull request, asked about twice when it seems to be behind or ahead of the event. */
async function currentPull(
  inputs: AdmitInputs & { readonly number: number },
  event: Event,
  { reads, known, pause }: Asking,
): Promise<Known<PullOrigin | null>> {
  const ask = (): Promise<Known<PullOrigin | null>> =>
    known('the pull request', () => reads.pull(inputs.number));
  const pull = await ask();
  const settled = pull === 'unknown' || pull === null || pull.headSha === inputs.sha;
  if (settled || event.name !== 'pull_request') return pull;
  await pause(SETTLING_SECONDS);
  return ask();
}

/** Stands for all that is not asked when the command is refused, or nothing is known of the pull request. */
const NOTHING = {
  policy: DEFAULT_POLICY,
  changedFiles: 'unknown',
  previews: 'unknown',
  serving: 'unknown',
  askedBy: 'unknown',
} as const;
const NOT_ASKED: Person = { login: '', role: 'unknown', bot: false };

function factsOf(pull: PullOrigin, author: Person): PullFacts {
  const { number, open, merged, draft, fork, headSha, baseRef, labels } = pull;
  return { number, open, merged, draft, fork, headSha, baseRef, labels, author };
}

/** People with their roles; each is asked about once. */
function personsOf({ reads, known }: Asking): (account: Account) => Promise<Person> {
  const asked = new Map<string, Promise<Person['role']>>();
  return async ({ login, bot }) => {
    if (bot) return { login, bot, role: 'none' };
    const role = asked.get(login) ?? known(`the role of ${login}`, () => reads.role(login));
    asked.set(login, role);
    return { login, bot, role: await role };
  };
}

function onBaseBranch({ ref, defaultBranch }: Event, pull: Known<PullOrigin | null>): boolean {
  if (pull === 'unknown' || pull === null) return false;
  return [pull.baseRef, defaultBranch].some((branch) => ref === `refs/heads/${branch ?? ''}`);
}

interface Circumstances {
  readonly inputs: AdmitInputs & { readonly number: number };
  readonly event: Event;
  readonly asking: Asking;
  readonly pull: PullOrigin;
  readonly file: BaseFile;
  readonly request: CommandRequest | null;
}

type Circumstance = Pick<AdmissionFacts, 'changedFiles' | 'previews' | 'serving' | 'askedBy'>;

async function circumstances(about: Circumstances): Promise<Circumstance> {
  const { asking, pull, file, request, event } = about;
  const { reads, known } = asking;
  const { number } = pull;
  const policy = file.policy === 'unknown' ? DEFAULT_POLICY : file.policy;
  const { app } = file;
  const name = request?.command.name ?? null;
  const wanted = name === null || name === 'deploy';
  const { max } = policy;
  const served = name === 'extend' || name === 'plan';
  const dispatchedByApp = event.name === 'workflow_dispatch' && event.actor.bot;
  return {
    changedFiles:
      policy.paths !== null && (event.name === 'pull_request' || dispatchedByApp)
        ? await known('the changed files', () => reads.changedFiles(number))
        : [],
    previews:
      max !== null && wanted
        ? await known('the number of previews', () => reads.previews(number, app, max))
        : { others: 0, own: false },
    serving: served ? await known('what is served', () => reads.serving(number, app)) : null,
    askedBy: dispatchedByApp
      ? await known('who asked for it', () => maintainerAsking(pull, about.inputs.sha, reads))
      : null,
  };
}

async function requestOf(
  command: CommandRequest['command'] | null,
  by: Person | null,
  { pull, event, asking }: { pull: PullOrigin; event: Event; asking: Asking },
): Promise<CommandRequest | null> {
  if (command === null || by === null) return null;
  const createdAt = event.comment?.createdAt ?? '';
  const binds = command.name === 'deploy' && command.sha === null;
  const bound = binds
    ? await asking.known('when the head was pushed', () =>
        commentBinding(pull, createdAt, asking.reads),
      )
    : false;
  return { command, by, boundToHead: bound };
}
