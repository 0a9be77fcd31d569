import { isUntrusted } from '../../action-shared/admission/admission.ts';
import type { Admission } from '../../action-shared/admission/admission.ts';
import { parseCommand } from '../../action-shared/admission/commands.ts';
import { besideThePoint, decideAdmission } from '../../action-shared/admission/decide.ts';
import { appOfRepository } from '../../action-shared/config/app-name.ts';
import { startDeployment } from './start-deployment.ts';
import type { Event } from './event.ts';
import { gather } from './gather.ts';
import type { Gathered } from './gather.ts';
import type { AdmitInputs } from './inputs.ts';
import { askingOf } from './known.ts';
import type { Deps } from './ports.ts';
import { resultOf } from './result.ts';
import type { Result } from './result.ts';

/** Decides about the event's commit or command, tells it where people look, and hands over what follows. */
export async function admit(inputs: AdmitInputs, event: Event, deps: Deps): Promise<Result> {
  const { number } = inputs;
  const nothing = number === null ? 'The event is about no pull request.' : beside(event);
  if (number === null || nothing !== null) {
    return resultOf({ decision: 'skip', reason: nothing ?? '', number, sha: inputs.sha });
  }
  const asking = askingOf(deps);
  const gathered = await gather({ ...inputs, number }, event, asking);
  const admission = decideAdmission(gathered.facts);
  const subject = subjectOf(inputs, gathered);
  if (admission.dispatch) {
    const started = await startDeployment(inputs, gathered, { ...subject, admission }, deps);
    return resultOf({ ...started, number, sha: subject.sha }, { ...started, untrusted: true });
  }
  await announce(inputs, admission, subject, deps);
  return resultOf(
    { decision: admission.decision, reason: admission.reason, number, sha: subject.sha },
    { ...extras(admission, gathered), approvedBy: admission.askedBy },
  );
}

/** Decided before anything is asked: most comments are no commands. */
function beside({ name, action, label, comment }: Event): string | null {
  const request = comment === null ? null : parseCommand(comment.body);
  return besideThePoint({ event: name, action, label, request, policy: 'unknown' });
}

interface Subject {
  readonly app: string;
  readonly base: string | null;
  /** Commit that the run is about. */
  readonly sha: string | null;
  readonly head: string | null;
}

function subjectOf(inputs: AdmitInputs, { file, pull }: Gathered): Subject {
  const head = pull === 'unknown' ? null : (pull?.headSha ?? null);
  return {
    app: file?.app ?? inputs.app ?? appOfRepository(inputs.repository),
    base: file?.base ?? inputs.base,
    sha: inputs.sha ?? head,
    head,
  };
}

function extras(admission: Admission, { facts, pull }: Gathered): Partial<Result> {
  const { serving, request, pull: about } = facts;
  const served = serving === 'unknown' ? null : serving;
  const head = pull === 'unknown' ? null : pull?.headSha;
  // Images of an older commit say nothing of the head: then they are built for the plan.
  const usable = served?.sha === head ? (served?.images ?? null) : null;
  const { command, makeRoom } = admission;
  const extended = command === 'extend' && request?.command.name === 'extend';
  const bot = facts.event === 'pull_request' && facts.actor.bot;
  return {
    command,
    makeRoom,
    ttl: extended ? request.command.ttl : null,
    images: command === 'extend' || command === 'plan' ? usable : null,
    untrusted:
      pull !== 'unknown' && about !== 'unknown' && about !== null && (bot || isUntrusted(about)),
  };
}

const STATES = { deploy: 'approved', ask: 'waiting', skip: 'skipped' } as const;

async function announce(
  inputs: AdmitInputs,
  admission: Admission,
  { app, base, sha, head }: Subject,
  { announce: to }: Deps,
): Promise<void> {
  const { decision, reason, queued } = admission;
  if (admission.say === 'answer') return to.answer(app, reason);
  if (admission.say === 'nothing' || sha === null) return;
  if (decision === 'deploy' && admission.askedBy === null) return to.clear(app);
  const state = STATES[decision];
  const link = { text: 'Run', address: inputs.runUrl };
  const { images, runId } = inputs;
  const note = { state, app, base, sha, reason, link, images, runId, queued } as const;
  await (sha === head ? to.decision(note) : to.correction(note));
}
