import type { JsonObject, Scope } from '../expressions/evaluate.ts';
import { asText, resolveText, resolveTexts } from '../expressions/evaluate.ts';
import type { ActionDefinition, Scripts } from '../files/action-definition.ts';
import { readActionDefinition } from '../files/action-definition.ts';
import type { StepFile } from '../files/workflow-file.ts';
import { findAction } from './action-reference.ts';
import type { FoundAction } from './action-reference.ts';
import type { ActionUse } from './action-use.ts';
import { runEquivalent } from './equivalent-step.ts';
import { runProcess } from './run-process.ts';
import type { Frame, Session } from './session.ts';
import type { StepEnd } from './step-end.ts';

/** Runs a step that uses an action, and notes what that wants to do at the job's end. */
export async function runActionStep(uses: string, use: ActionUse): Promise<StepEnd> {
  const { session, step, scope } = use;
  const found = findAction(uses, session);
  const given = resolveTexts(step.with, scope);
  showUse(session, uses, given);
  if (found.kind === 'equivalent') return runEquivalent(found.equivalent, given, use);
  const action = readActionDefinition(found.folder);
  const inputs = inputsOf(session, action, given, scope);
  return action.runs.using === 'composite'
    ? runComposite(action, action.runs.steps, inputs, found, use)
    : runScripts(action, action.runs, inputs, found, use);
}

function showUse({ log }: Session, uses: string, given: Readonly<Record<string, string>>): void {
  log.own(`##[group]Run ${uses}`);
  const pairs = Object.entries(given);
  if (pairs.length > 0) log.own('with:');
  for (const [name, value] of pairs) log.own(`  ${name}: ${value}`);
  log.own('##[endgroup]');
}

/** Given inputs and defaults by lower-case name; unknown ones are warned of and handed over too. */
function inputsOf(
  { log }: Session,
  action: ActionDefinition,
  given: Readonly<Record<string, string>>,
  scope: Scope,
): Readonly<Record<string, string>> {
  const lower = (name: string): string => name.toLowerCase();
  const known = Object.keys(action.inputs);
  const unknown = Object.keys(given).filter((name) => !known.map(lower).includes(lower(name)));
  if (unknown.length > 0) {
    const [names, valid] = [unknown, known].map((all) => all.map((one) => `'${one}'`).join(', '));
    log.annotate('warning', `Unexpected input(s) ${names}, valid inputs are [${valid}]`);
  }
  const defaults = Object.entries(action.inputs).map(
    ([name, value]) => [lower(name), resolveText(value, scope)] as const,
  );
  const set = Object.entries(given).map(([name, value]) => [lower(name), value] as const);
  return Object.fromEntries([...defaults, ...set]);
}

type FolderAction = FoundAction & { readonly kind: 'folder' };

async function runScripts(
  action: ActionDefinition,
  own: Scripts,
  inputs: Readonly<Record<string, string>>,
  found: FolderAction,
  use: ActionUse,
): Promise<StepEnd> {
  const { session, frame, step, env, signal } = use;
  const scripts = session.deps.scriptsOf(action.folder, own);
  const state: Record<string, string> = {};
  const variables = Object.entries(inputs).map(
    ([name, value]) => [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value] as const,
  );
  const run = async (script: string, until: AbortSignal) => {
    const saved = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value] as const);
    const { result, told } = await runProcess(session, frame, {
      command: [process.execPath, script],
      cwd: session.job.workspace,
      env: { ...env, ...Object.fromEntries([...variables, ...saved]) },
      github: actionVariables(step, found),
      signal: until,
    });
    Object.assign(state, told.state);
    return { result, outputs: told.outputs };
  };
  const { pre, post } = scripts;
  if (pre !== null) await run(pre, signal);
  if (post !== null) {
    const { postIf: condition } = scripts;
    const name = `Post ${step.name === null ? action.name : resolveText(step.name, use.scope)}`;
    const atEnd = async (until: AbortSignal) => (await run(post, until)).result;
    session.posts.push({ name, condition, frame, run: atEnd });
  }
  return run(scripts.main, signal);
}

function actionVariables(step: StepFile, { context }: FolderAction): Record<string, string> {
  const { action_path: path, action_repository: repository, action_ref: ref } = context;
  return {
    GITHUB_ACTION: step.id ?? '__run',
    GITHUB_ACTION_PATH: asText(path ?? null),
    GITHUB_ACTION_REPOSITORY: asText(repository ?? null),
    GITHUB_ACTION_REF: asText(ref ?? null),
  };
}

async function runComposite(
  action: ActionDefinition,
  steps: readonly StepFile[],
  inputs: JsonObject,
  found: FolderAction,
  use: ActionUse,
): Promise<StepEnd> {
  const { session, frame, env, scope, signal } = use;
  const inner: Frame = {
    steps: {},
    env: { ...frame.env, ...env },
    inputs,
    action: found.context,
    failed: false,
  };
  await use.runSteps(inner, steps, signal);
  const contexts = { ...scope.contexts, inputs, steps: inner.steps };
  const outputs = resolveTexts(action.outputs, { ...scope, contexts });
  if (signal.aborted || session.kill.aborted) return { result: 'cancelled', outputs };
  return { result: inner.failed ? 'failure' : 'success', outputs };
}
