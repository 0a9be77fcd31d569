import { z } from 'zod';
import { SLUG_FORM } from '../../action-shared/naming/slug.ts';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';
import { readNumber, readOptionalNumber } from '../../action-shared/session/common-inputs.ts';

export const decisions = ['deploy', 'ask', 'skip'] as const;
export type Decision = (typeof decisions)[number];

interface Common {
  readonly token: string;
  /** Null: from the app's file, else the repository's name. */
  readonly app: string | null;
  readonly configFile: string;
  /** Null: from the app's file. */
  readonly base: string | null;
  /** The gate's environment. */
  readonly environment: string;
  /** Template of the environments of previews. */
  readonly environmentName: string;
  readonly comment: boolean;
  /** Typed digests, for who approves; empty when none were. */
  readonly images: Readonly<Record<string, string>>;
  /** `owner/name`. */
  readonly repository: string;
  readonly serverUrl: string;
  readonly runUrl: string;
  readonly runId: number;
}

export interface AdmitInputs extends Common {
  readonly mode: 'admit';
  /** Null: the event is about no pull request. */
  readonly number: number | null;
  /** Null: the head. */
  readonly sha: string | null;
  readonly dispatchWorkflow: string;
}

export interface GateInputs extends Common {
  readonly mode: 'gate' | 'confirm';
  readonly number: number;
  readonly sha: string;
  readonly decision: Decision;
  readonly runAttempt: number;
  /** Null: none was given. */
  readonly approvalToken: string | null;
  readonly timeoutSeconds: number;
}

export type Inputs = AdmitInputs | GateInputs;

/**
 * Reads the action's inputs.
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, context: RunContext): Inputs {
  return readInputs<Inputs>(input, (read) => {
    const mode = read.choice('mode', ['admit', 'gate', 'confirm']);
    const common = readCommon(read, context);
    return mode === 'admit'
      ? { ...common, mode, ...readAdmit(read, context) }
      : { ...common, mode, ...readGate(read, context) };
  });
}

function readCommon(read: InputReader, context: RunContext): Common {
  return {
    token: read.secret('github-token', { required: true }),
    app: read.text('app', SLUG_FORM) || null,
    configFile: read.text('config-file', { required: true }),
    base: read.text('base', SLUG_FORM) || null,
    environment: read.text('environment', { required: true }),
    environmentName: read.text('environment-name', {
      required: true,
      pattern: /\{number\}/,
      allowed: 'a name with `{number}` in it',
    }),
    comment: read.boolean('comment'),
    images: read.parsed('images', parseDigests, 'a JSON object or lines `service=sha256:...`', {}),
    repository: context.repository,
    serverUrl: context.serverUrl,
    // Not of the attempt: running again what is approved already must not change the comment.
    runUrl: context.runUrl.replace(/\/attempts\/\d+$/, ''),
    runId: context.runId,
  };
}

const fullSha = { pattern: /^[0-9a-f]{40}$/, allowed: 'a commit with all of its 40 hex digits' };

function readAdmit(
  read: InputReader,
  context: RunContext,
): Pick<AdmitInputs, 'number' | 'sha' | 'dispatchWorkflow'> {
  const dispatched = context.eventName === 'workflow_dispatch';
  const given = read.text('sha', { ...fullSha, required: dispatched });
  return {
    number: dispatched ? readNumber(read, context) : readOptionalNumber(read, context),
    sha: given === '' ? context.headSha : given,
    dispatchWorkflow: read.text('dispatch-workflow', {
      required: true,
      pattern: /^[\w.-]+\.ya?ml$/,
      allowed: 'the file name of a workflow, such as `preview-fork.yml`',
    }),
  };
}

/** A runner's job ends after six hours (GitHub docs, "Usage limits"); some is left for the end. */
const LONGEST_WAIT_MINUTES = 350;

function readGate(
  read: InputReader,
  context: RunContext,
): Omit<GateInputs, Exclude<keyof Common, 'runId'> | 'mode'> {
  const minutes = read.integer('timeout-minutes', { min: 1, max: LONGEST_WAIT_MINUTES });
  const bounds = { min: 1, max: Number.MAX_SAFE_INTEGER };
  return {
    number: readNumber(read, context),
    sha: read.text('sha', { ...fullSha, required: true }),
    decision: read.choice('decision', decisions),
    runId: read.optionalInteger('run-id', bounds) ?? context.runId,
    runAttempt: context.runAttempt,
    approvalToken: read.secret('approval-token') || null,
    timeoutSeconds: minutes * 60,
  };
}

const digests = z.record(z.string().max(40), z.string().max(300));

/** A JSON object, or lines `service=reference`; what they are worth is checked by who deploys them. */
function parseDigests(text: string): Readonly<Record<string, string>> {
  if (text.startsWith('{')) return digests.parse(JSON.parse(text));
  const lines = text.split(/\r?\n/).filter((line) => /^\s*[^#\s]/.test(line));
  return digests.parse(Object.fromEntries(lines.map(pairOf)));
}

function pairOf(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  if (at < 1) throw new Error('a line is not service=digest');
  return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
}
