import * as core from '@actions/core';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { UserError, errorMessage } from '../errors.ts';
import { parseContext } from './context.ts';
import type { RunContext } from './context.ts';
import { Masker } from './masking.ts';
import { plainLines } from './plain-lines.ts';
import { fittingSummary } from './summary-size.ts';

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
  /** Adds Markdown to the job's summary; to be awaited before the process may end. */
  summary(markdown: string): Promise<void>;
  /** Fails the step: a UserError by its message alone, anything else with its causes and, in the debug log, its stack. */
  fail(error: unknown): void;
}

/** Where the runner's cancellation signals arrive; replaced in tests. */
export interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
}

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
/** A shorter one (a passphrase of an experiment) protects nothing, and masking it would blank all text. */
const SHORTEST_VARIABLE = 4;
/** The form of AWS's own key ids; an emulator's is an account's number, which is no secret. */
const AWS_KEY_ID = /^A[A-Z]{3}[A-Z0-9]{12,}$/;

/** Values of the environment that must not be shown. */
function secretsOf(env: NodeJS.ProcessEnv): readonly string[] {
  const values = SECRET_VARIABLES.map((name) => env[name] ?? '');
  const keyId = env['AWS_ACCESS_KEY_ID'] ?? '';
  const keyIds = AWS_KEY_ID.test(keyId) ? [keyId] : [];
  return [...values.filter((value) => value.length >= SHORTEST_VARIABLE), ...keyIds];
}

/**
 * The runner of this job, spoken to through `@actions/core`, which knows the process's environment and
 * output. Registers the tokens among the inputs and the secrets of the environment at once, and starts to listen for
 * the runner's cancellation signals.
 */
export function githubRunner(signals: Signals = process): Runner {
  const { env } = process;
  const masker = new Masker();
  const log = logOf(masker);
  const setSecret = (secret: string): void => {
    // The runner finds base64 and escapes by itself, but not for the lines of a secret.
    for (const form of masker.add(secret)) core.setSecret(form);
  };
  for (const name of ['github-token', 'pulumi-access-token']) setSecret(core.getInput(name));
  for (const secret of secretsOf(env)) setSecret(secret);
  let context: RunContext | undefined;
  return {
    input: (name) => core.getInput(name),
    get context() {
      return (context ??= parseContext(env, readEvent(env)));
    },
    tempDir: env['RUNNER_TEMP'] ?? tmpdir(),
    debugging: core.isDebug(),
    cancelled: cancellation(signals, log.info),
    masker,
    setSecret,
    ...filesOf(env, masker),
    ...log,
    fail: (error) => {
      core.setFailed(masker.mask(describe(error)));
      if (!(error instanceof UserError) && error instanceof Error) log.debug(error.stack ?? '');
    },
  };
}

type Log = Pick<Runner, 'info' | 'debug' | 'notice' | 'warning' | 'error' | 'group'>;

function logOf(masker: Masker): Log {
  const titled = (title?: string): core.AnnotationProperties =>
    title === undefined ? {} : { title: masker.mask(title) };
  return {
    info: (text) => core.info(plainLines(masker.mask(text))),
    debug: (text) => core.debug(masker.mask(text)),
    notice: (text, title) => core.notice(masker.mask(text), titled(title)),
    warning: (text, title) => core.warning(masker.mask(text), titled(title)),
    error: (text, title) => core.error(masker.mask(text), titled(title)),
    group: (title, body) => core.group(masker.mask(title), body),
  };
}

type Files = Pick<Runner, 'setOutput' | 'saveState' | 'getState' | 'summary'>;

/** A plain shell has none of the runner's files: there, nothing is written. */
function filesOf(env: NodeJS.ProcessEnv, masker: Masker): Files {
  const has = (file: string): boolean => (env[file] ?? '') !== '';
  return {
    setOutput(name, value) {
      const checked = plainName(name);
      if (has('GITHUB_OUTPUT')) core.setOutput(checked, masker.mask(String(value)));
    },
    saveState(name, value) {
      const checked = plainName(name);
      if (has('GITHUB_STATE')) core.saveState(checked, masker.mask(value));
    },
    getState: (name) => core.getState(name),
    async summary(markdown) {
      if (!has('GITHUB_STEP_SUMMARY')) return;
      await core.summary.addRaw(fittingSummary(masker.mask(markdown))).write();
    },
  };
}

/** A name that stays one line of the runner's file; the library checks only for its delimiter. */
function plainName(name: string): string {
  if (/[\r\n=]|<</.test(name))
    throw new Error(`"${name}" cannot be the name of an output or state`);
  return name;
}

function cancellation(signals: Signals, info: (text: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    signals.on(signal, () => {
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
