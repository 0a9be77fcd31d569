import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { UserError, errorMessage } from '../errors.ts';
import { parseContext } from './context.ts';
import type { RunContext } from './context.ts';
import { appendTo, fittingSummary, keyValueBlock } from './file-commands.ts';
import { Masker } from './masking.ts';
import { commandLine, plainLines } from './workflow-commands.ts';
import type { CommandName } from './workflow-commands.ts';

/** The job's runner, as an action sees it. All text that goes out is masked first. */
export interface Runner {
  /** Raw text of an input as given or as `action.yml` defaults it, trimmed; `''` when absent. */
  input(name: string): string;
  /** The run and its event; read when first asked for. */
  readonly context: RunContext;
  /** Folder for files of this job, emptied by the runner afterwards. */
  readonly tempDir: string;
  /** True when the workflow asked for debug logging. */
  readonly debugging: boolean;
  /** Aborted at the first SIGINT or SIGTERM, with a `UserError` as its reason. */
  readonly cancelled: AbortSignal;
  readonly masker: Masker;
  /** Registers a secret with the runner and with us, in every form in which it may be printed. */
  setSecret(secret: string): void;
  setOutput(name: string, value: string | number | boolean): void;
  /** Keeps a value for the action's `post`; never give it a secret. */
  saveState(name: string, value: string): void;
  /** What the main step saved; `''` when it saved nothing. */
  getState(name: string): string;
  info(text: string): void;
  debug(text: string): void;
  notice(text: string, title?: string): void;
  warning(text: string, title?: string): void;
  error(text: string, title?: string): void;
  /** Runs `body` inside a foldable group of the log. */
  group<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** Adds Markdown to the job's summary. */
  summary(markdown: string): void;
  /** Fails the step: a UserError by its message alone, anything else with its causes and, in the debug log, its stack. */
  fail(error: unknown): void;
}

/** The process the runner object lives in; replaced in tests. */
export interface Host {
  readonly env: NodeJS.ProcessEnv;
  write(text: string): void;
  setExitCode(code: number): void;
  onSignal(signal: 'SIGINT' | 'SIGTERM', listener: () => void): void;
}

const processHost: Host = {
  env: process.env,
  write: (text) => void process.stdout.write(text),
  setExitCode(code) {
    process.exitCode = code;
  },
  onSignal: (signal, listener) => void process.on(signal, listener),
};

/** Secrets that a job's environment may hold, whatever the action needs of them. */
const SECRET_VARIABLES = [
  'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  'ACTIONS_RUNTIME_TOKEN',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'PULUMI_ACCESS_TOKEN',
  'PULUMI_CONFIG_PASSPHRASE',
];
/** The form of AWS's own key ids; an emulator's is an account's number, which is no secret. */
const AWS_KEY_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/**
 * The runner of this job. Registers tokens of inputs and secrets of the environment at once, and
 * starts to listen for the runner's cancellation signals.
 */
export function githubRunner(host: Host = processHost): Runner {
  const { env } = host;
  const masker = new Masker();
  const log = logOf(host, masker);
  const setSecret = (secret: string): void => {
    // The runner finds base64 and escapes by itself, but not for the lines of a secret.
    for (const form of masker.add(secret)) host.write(commandLine('add-mask', form));
  };
  const input = inputOf(env);
  for (const name of ['github-token', 'pulumi-access-token']) setSecret(input(name));
  for (const name of SECRET_VARIABLES) setSecret(env[name] ?? '');
  if (AWS_KEY_ID.test(env['AWS_ACCESS_KEY_ID'] ?? '')) setSecret(env['AWS_ACCESS_KEY_ID'] ?? '');
  let context: RunContext | undefined;
  return {
    input,
    get context() {
      return (context ??= parseContext(env, readEvent(env)));
    },
    tempDir: env['RUNNER_TEMP'] ?? tmpdir(),
    debugging: env['RUNNER_DEBUG'] === '1',
    cancelled: cancellation(host, log.info),
    masker,
    setSecret,
    ...filesOf(env, masker),
    ...log,
    fail: (error) => {
      host.setExitCode(1);
      log.error(describe(error));
      if (!(error instanceof UserError) && error instanceof Error) log.debug(error.stack ?? '');
    },
  };
}

/** The runner's own rule for the variable of an input: spaces become `_`, letters upper case. */
function inputOf(env: NodeJS.ProcessEnv): (name: string) => string {
  return (name) => (env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '').trim();
}

type Log = Pick<Runner, 'info' | 'debug' | 'notice' | 'warning' | 'error' | 'group'>;

function logOf(host: Host, masker: Masker): Log {
  const write = (name: CommandName, text: string, title?: string): void => {
    const properties = title === undefined ? {} : { title: masker.mask(title) };
    host.write(commandLine(name, masker.mask(text), properties));
  };
  return {
    info: (text) => host.write(`${plainLines(masker.mask(text))}\n`),
    debug: (text) => write('debug', text),
    notice: (text, title) => write('notice', text, title),
    warning: (text, title) => write('warning', text, title),
    error: (text, title) => write('error', text, title),
    async group(title, body) {
      write('group', title);
      try {
        return await body();
      } finally {
        write('endgroup', '');
      }
    },
  };
}

type Files = Pick<Runner, 'setOutput' | 'saveState' | 'getState' | 'summary'>;

function filesOf(env: NodeJS.ProcessEnv, masker: Masker): Files {
  return {
    setOutput: (name, value) =>
      appendTo(env['GITHUB_OUTPUT'], keyValueBlock(name, masker.mask(String(value)))),
    saveState: (name, value) =>
      appendTo(env['GITHUB_STATE'], keyValueBlock(name, masker.mask(value))),
    getState: (name) => env[`STATE_${name}`] ?? '',
    summary: (markdown) =>
      appendTo(env['GITHUB_STEP_SUMMARY'], fittingSummary(masker.mask(markdown))),
  };
}

function cancellation(host: Host, info: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    host.onSignal(signal, () => {
      if (controller.signal.aborted) return;
      info(`Received ${signal}: the run was cancelled.`);
      controller.abort(new UserError('The run was cancelled.'));
    });
  }
  return controller.signal;
}

function readEvent(env: NodeJS.ProcessEnv): unknown {
  const file = env['GITHUB_EVENT_PATH'] ?? '';
  if (file === '') return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`The event file ${file} cannot be read: ${errorMessage(cause)}.`, {
      cause,
    });
  }
}

/** An error with its causes, outermost first; what is ours to fix says so. */
function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const messages: string[] = [];
  for (let at: unknown = error; at !== undefined && messages.length < 5;) {
    messages.push(errorMessage(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return `Unexpected error: ${messages.join(': ')}. Its stack is in the debug log (re-run with debug logging).`;
}
