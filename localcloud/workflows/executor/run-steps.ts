import { errorMessage } from '../../../action-shared/errors.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { holds, resolve, resolveText, resolveTexts } from '../expressions/evaluate.ts';
import type { StepFile } from '../files/workflow-file.ts';
import { runActionStep } from './action-step.ts';
import type { StepResult } from './ports.ts';
import { runScriptStep } from './script-step.ts';
import type { Frame, Session } from './session.ts';
import { statusOf, stepScope } from './session.ts';
import type { StepEnd } from './step-end.ts';

/** Told of each step of the job itself as it begins and ends. */
export interface StepObserver {
  begin(step: StepFile, name: string): void;
  /** Also of a step that is skipped, which never began. */
  end(step: StepFile, name: string, conclusion: StepResult): void;
}

/** Runs steps one after another; what fails decides which of the later ones run. */
export async function runSteps(
  session: Session,
  frame: Frame,
  steps: readonly StepFile[],
  observer: StepObserver | null,
  outer?: AbortSignal,
): Promise<void> {
  for (const step of steps) {
    // A composite action whose time is over ends; one that was cancelled has steps that always run.
    const over = outer?.aborted === true && !session.cancel.aborted;
    if (session.kill.aborted || over) return;
    session.log.newStep();
    const name = nameOf(session, frame, step);
    const { outcome, conclusion, outputs } = await runStep(
      session,
      frame,
      step,
      () => observer?.begin(step, name),
      outer,
    );
    if (step.id !== null) frame.steps[step.id] = { outputs: { ...outputs }, outcome, conclusion };
    if (conclusion === 'failure') frame.failed = true;
    observer?.end(step, name, conclusion);
  }
}

interface Finished {
  /** Before `continue-on-error`. */
  readonly outcome: StepResult;
  readonly conclusion: StepResult;
  readonly outputs: Readonly<Record<string, string>>;
}

const SKIPPED: Finished = { outcome: 'skipped', conclusion: 'skipped', outputs: {} };

async function runStep(
  session: Session,
  frame: Frame,
  step: StepFile,
  onBegin: () => void,
  outer: AbortSignal | undefined,
): Promise<Finished> {
  try {
    const bare = stepScope(session, frame);
    const env = resolveTexts(step.env, bare);
    const scope = stepScope(session, frame, env);
    if (!holds(step.if, scope)) return SKIPPED;
    onBegin();
    const { result, outputs } = await limited(session, frame, step, scope, outer, (signal) =>
      runOne(session, frame, step, scope, env, signal),
    );
    const tolerated = result === 'failure' && resolve(step.continueOnError, scope) === true;
    return { outcome: result, conclusion: tolerated ? 'success' : result, outputs };
  } catch (error) {
    session.log.annotate('error', errorMessage(error));
    return { outcome: 'failure', conclusion: 'failure', outputs: {} };
  }
}

function runOne(
  session: Session,
  frame: Frame,
  step: StepFile,
  scope: Scope,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<StepEnd> {
  if (step.uses === null) return runScriptStep(session, frame, step, scope, env, signal);
  const inner = (below: Frame, steps: readonly StepFile[], until: AbortSignal): Promise<void> =>
    runSteps(session, below, steps, null, until);
  return runActionStep(step.uses, { session, frame, step, scope, env, signal, runSteps: inner });
}

/** Ends a step at its time limit, and with the job's cancellation unless its condition still holds. */
async function limited(
  session: Session,
  frame: Frame,
  step: StepFile,
  scope: Scope,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<StepEnd>,
): Promise<StepEnd> {
  const controller = new AbortController();
  const minutes = Number(resolve(step.timeoutMinutes, scope) ?? 0);
  const timer = setTimeout(
    () => controller.abort(TIMED_OUT),
    minutes > 0 ? minutes * 60_000 : LONGEST_TIMER_MILLISECONDS,
  );
  const onCancel = (): void => {
    const status = statusOf(session, frame);
    if (!holds(step.if, { ...scope, status })) controller.abort();
  };
  const onOuter = (): void => controller.abort();
  // A step that begins after the cancellation was asked for already, by its condition.
  session.cancel.addEventListener('abort', onCancel);
  outer?.addEventListener('abort', onOuter);
  try {
    const end = await run(controller.signal);
    if (controller.signal.reason !== TIMED_OUT) return end;
    session.log.annotate('error', `The action has timed out after ${minutes} minutes.`);
    return { ...end, result: 'failure' };
  } finally {
    clearTimeout(timer);
    session.cancel.removeEventListener('abort', onCancel);
    outer?.removeEventListener('abort', onOuter);
  }
}

const TIMED_OUT = 'timed out';

/** No limit of its own: the job's ends it. The longest that a timer of Node takes. */
const LONGEST_TIMER_MILLISECONDS = 2 ** 31 - 1;

function nameOf(session: Session, frame: Frame, step: StepFile): string {
  try {
    if (step.name !== null) return resolveText(step.name, stepScope(session, frame));
  } catch {
    // What is wrong with the name is said when the step runs.
  }
  if (step.uses !== null) return `Run ${step.uses}`;
  return `Run ${(typeof step.run === 'string' ? step.run : 'script').trim().split('\n')[0] ?? ''}`;
}
