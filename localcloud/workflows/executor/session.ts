import type { Json, JsonObject, Scope, Status } from '../expressions/evaluate.ts';
import type { Job } from '../../runner/job.ts';
import type { StepLog } from '../../runner/step-log.ts';
import type { JobRequest } from '../scheduler/ports.ts';
import { hashFiles } from './hash-files.ts';
import type { ExecutorDeps, StepResult } from './ports.ts';

/** Something that runs when the job's steps have ended. */
export interface Post {
  readonly name: string;
  readonly condition: string;
  readonly frame: Frame;
  run(signal: AbortSignal): Promise<StepResult>;
}

/** A job while it runs. */
export interface Session {
  readonly request: JobRequest;
  readonly deps: ExecutorDeps;
  readonly job: Job;
  readonly log: StepLog;
  /** The job was cancelled. */
  readonly cancel: AbortSignal;
  /** Everything ends now: the machine is lost, or a cancellation took too long. */
  readonly kill: AbortSignal;
  readonly token: string;
  /** What steps put into GITHUB_ENV. */
  readonly env: Record<string, string>;
  /** What steps put into GITHUB_PATH, newest first. */
  readonly paths: string[];
  /** In the order they are to be run backwards. */
  readonly posts: Post[];
  readonly identity: Readonly<Record<string, string>>;
}

/** Steps that follow one another: of a job, or of a composite action. */
export interface Frame {
  /** What earlier steps gave, by their ids. */
  readonly steps: Record<string, Json>;
  /** `env:` of workflow and job, or of the step that uses a composite action. */
  readonly env: Readonly<Record<string, string>>;
  /** Inputs of the composite action; null: those of the workflow. */
  readonly inputs: JsonObject | null;
  /** Folder, repository and ref of the composite action; nothing: the job's own steps. */
  readonly action: JsonObject;
  failed: boolean;
}

export function statusOf(session: Session, frame: Frame): Status {
  const cancelled = session.cancel.aborted;
  return { success: !frame.failed, failure: frame.failed, cancelled };
}

/** Longer than the job itself, a job has to end after a cancellation (GitHub docs, step 5). */
export const CANCELLATION_MILLISECONDS = 5 * 60_000;

/**
 * What a step's keys may name.
 * @param env the step's own `env:`, once it is evaluated
 */
export function stepScope(
  session: Session,
  frame: Frame,
  env: Readonly<Record<string, string>> = {},
): Scope {
  const { request, job } = session;
  const inputs = frame.inputs ?? request.contexts['inputs'] ?? {};
  return {
    status: statusOf(session, frame),
    hashFiles: (patterns) => hashFiles(job.workspace, patterns),
    contexts: {
      ...request.contexts,
      inputs,
      github: githubOf(session, frame),
      secrets: { ...request.secrets, GITHUB_TOKEN: session.token },
      env: { ...frame.env, ...session.env, ...env },
      job: jobContext(session, frame),
      steps: { ...frame.steps },
      runner: runnerContext(job),
    },
  };
}

/** The whole `github` context of a step. */
export function githubOf(session: Session, frame: Frame): JsonObject {
  const common = session.request.contexts['github'] as JsonObject;
  return {
    ...common,
    token: session.token,
    workspace: session.job.workspace,
    event_path: session.job.eventFile,
    ...frame.action,
  };
}

function jobContext({ request, cancel }: Session, frame: Frame): JsonObject {
  const { repository, path, ref, sha } = request.holder;
  return {
    status: cancel.aborted ? 'cancelled' : frame.failed ? 'failure' : 'success',
    check_run_id: request.jobId,
    workflow_ref: `${repository}/${path}@${ref}`,
    workflow_sha: sha,
    workflow_repository: repository,
    workflow_file_path: path,
  };
}

function runnerContext(job: Job): JsonObject {
  return {
    name: 'local',
    os: 'Linux',
    arch: process.arch.toUpperCase(),
    temp: job.tempDir,
    tool_cache: `${job.tempDir}/_tool`,
    environment: 'self-hosted',
    debug: '',
  };
}
