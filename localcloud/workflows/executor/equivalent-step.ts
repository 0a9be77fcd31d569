import { errorMessage } from '../../../action-shared/errors.ts';
import type { Equivalent, EquivalentCall } from '../equivalents/equivalent.ts';
import type { ActionUse } from './action-use.ts';
import { githubOf } from './session.ts';
import type { StepEnd } from './step-end.ts';

/** Does what an action would do, by the local means of the table. */
export async function runEquivalent(
  equivalent: Equivalent,
  given: Readonly<Record<string, string>>,
  use: ActionUse,
): Promise<StepEnd> {
  const { log } = use.session;
  const outputs: Record<string, string> = {};
  log.own(`Local equivalent of ${equivalent.replaces}: ${equivalent.does}`);
  try {
    await equivalent.run(callOf(given, use, outputs));
  } catch (error) {
    if (use.signal.aborted) return { result: 'cancelled', outputs };
    log.annotate('error', errorMessage(error));
    return { result: 'failure', outputs };
  }
  return { result: use.signal.aborted ? 'cancelled' : 'success', outputs };
}

function callOf(
  given: Readonly<Record<string, string>>,
  { session, frame, env, signal }: ActionUse,
  outputs: Record<string, string>,
): EquivalentCall {
  const inputs = new Map(Object.entries(given).map(([name, one]) => [name.toLowerCase(), one]));
  const { log, job, request, deps } = session;
  return {
    input: (name) => (inputs.get(name) ?? '').trim(),
    workspace: job.workspace,
    tempDir: job.tempDir,
    github: githubOf(session, frame),
    request,
    cloud: deps.cloud,
    env: { ...deps.env, ...session.identity, ...frame.env, ...session.env, ...env },
    signal,
    log: (line) => log.own(line),
    warn: (line) => log.annotate('warning', line),
    mask: (secret) => log.mask(secret),
    setOutput: (name, value) => void (outputs[name] = value),
    exportVariable: (name, value) => void (session.env[name] = value),
  };
}
