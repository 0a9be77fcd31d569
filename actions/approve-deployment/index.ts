import { readFileSync } from 'node:fs';
import { UserError, errorMessage } from '../../action-shared/errors.ts';
import { createGitHub } from '../../action-shared/github/client.ts';
import type { GitHub } from '../../action-shared/github/client.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import { githubRunner } from '../../action-shared/runner/runner.ts';
import { createAnnouncer } from './announcer.ts';
import { realDeps } from './deps.ts';
import { parseEvent } from './event.ts';
import { parseInputs } from './inputs.ts';
import type { Inputs } from './inputs.ts';
import { failedResult, outputsOf } from './result.ts';
import type { Result } from './result.ts';
import { run } from './run.ts';
import { summaryOf } from './summary.ts';

const runner = githubRunner();

async function main(): Promise<void> {
  const { context } = runner;
  runner.setSecret(runner.input('approval-token'));
  const inputs = parseInputs((name) => runner.input(name), context);
  const event = parseEvent(readEvent(process.env['GITHUB_EVENT_PATH']), context, process.env);
  const gh = gitHub(inputs.token);
  const approver =
    inputs.mode === 'gate' && inputs.approvalToken !== null ? gitHub(inputs.approvalToken) : null;
  const log = {
    info: (line: string) => runner.info(line),
    warning: (line: string) => runner.warning(line),
  };
  const mask = (text: string): string => runner.masker.mask(text);
  const { number, comment: enabled } = inputs;
  const announce = createAnnouncer(gh, { number, enabled, mask, log });
  const deps = realDeps(inputs, {
    gh,
    approver,
    announce,
    log,
    clock: systemClock,
    cancelled: runner.cancelled,
  });
  const result = await run(inputs, event, deps).catch((error: unknown) => {
    setOutputs(inputs, failedResult(inputs));
    throw error;
  });
  setOutputs(inputs, result);
  await runner.summary(summaryOf(result));
  runner.info(`${result.decision}: ${result.reason}`);
  if (result.ending === 'fail') runner.fail(new UserError(result.reason));
  if (result.ending === 'cancel-run') await deps.gate.cancelRun();
}

function setOutputs(inputs: Inputs, result: Result): void {
  for (const [name, value] of Object.entries(outputsOf(result, inputs.environment))) {
    runner.setOutput(name, value);
  }
}

function gitHub(token: string): GitHub {
  const { apiUrl, repository } = runner.context;
  const { cancelled: signal } = runner;
  return createGitHub({ token, apiUrl, repository, signal, log: (line) => runner.info(line) });
}

function readEvent(file: string | undefined): unknown {
  if (file === undefined || file === '') return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`The event file ${file} cannot be read: ${errorMessage(cause)}.`, {
      cause,
    });
  }
}

main().catch((error: unknown) => runner.fail(error));
