import { stepEnvironment, stepFiles } from '../../runner/job.ts';
import { killTracked } from '../../runner/processes.ts';
import { runStep } from '../../runner/step.ts';
import { readTold } from '../../runner/told.ts';
import type { Told } from '../../runner/told.ts';
import type { Json } from '../expressions/evaluate.ts';
import type { StepResult } from './ports.ts';
import { githubOf } from './session.ts';
import type { Frame, Session } from './session.ts';

export interface ProcessRequest {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** The step's own variables: its `env:`, inputs, saved state. */
  readonly env: Readonly<Record<string, string>>;
  /** `GITHUB_ACTION*`. */
  readonly github?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** Runs a process of a step and takes in what it tells the runner. */
export async function runProcess(
  session: Session,
  frame: Frame,
  request: ProcessRequest,
): Promise<{ readonly result: StepResult; readonly told: Told }> {
  const { job, log, deps, kill } = session;
  const files = stepFiles(job);
  const variables = { ...githubVariables(session, frame), ...request.github };
  const identified = { ...job, github: { ...job.github, variables } };
  const own = { ...deps.env, ...session.identity, ...frame.env, ...session.env, ...request.env };
  const ended = await runStep({
    command: request.command,
    cwd: request.cwd,
    env: stepEnvironment(identified, files, process.env, own, session.paths),
    cancel: request.signal,
    kill,
    onLine: (line) => log.line(line),
    killAll: () => killTracked(job.trackingId),
  });
  const told = readTold(files, log);
  takeIn(session, told);
  if (request.signal.aborted || kill.aborted) return { result: 'cancelled', told };
  const good = ended.exitCode === 0 && told.valid;
  if (ended.exitCode !== 0) {
    const code = ended.exitCode ?? ended.signal ?? 'unknown';
    log.own(`##[error]Process completed with exit code ${code}.`);
  }
  return { result: good ? 'success' : 'failure', told };
}

/** Variables, folders and summary are the job's; outputs and state are the step's. */
function takeIn(session: Session, told: Told): void {
  Object.assign(session.env, told.env);
  session.paths.unshift(...told.paths);
  if (told.summary === '') return;
  const { runId, jobId } = session.request;
  session.deps.record.appendJobSummary({ runId, jobId, text: told.summary });
}

/** Names of the `github` context that are variables too (actions/runner, `GitHubContext`). */
const EXPORTED = [
  'action',
  'action_path',
  'action_ref',
  'action_repository',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
] as const;

function githubVariables(session: Session, frame: Frame): Readonly<Record<string, string>> {
  const context: Readonly<Record<string, Json>> = githubOf(session, frame);
  const pairs = EXPORTED.flatMap((name) => {
    const value = context[name];
    return value === undefined || value === null || typeof value === 'object'
      ? []
      : [[`GITHUB_${name.toUpperCase()}`, String(value)] as const];
  });
  return Object.fromEntries(pairs);
}
