import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import { runAction } from '../runner/run-action.ts';
import type { RunResult } from '../runner/run-action.ts';
import { checkOut } from './organisation.ts';
import type { Organisation, Repository } from './organisation.ts';

export interface JobRequest {
  /** Folder of the action below `actions/`. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly repository: Repository;
  /** The pull request the event is about; null for a job started by hand. */
  readonly number: number | null;
  /** Head of that pull request in the event; default: its present one. */
  readonly headSha?: string;
  /** `synchronize`, `closed`, ... @default 'synchronize' */
  readonly eventAction?: string;
  /** Text of the app's file in the workspace; null: nothing is checked out. @default the repository's */
  readonly appFile?: string | null;
  readonly env?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly cancel?: AbortSignal;
  readonly kill?: AbortSignal;
  /** Leaves the run `in_progress` on GitHub, as a lost machine does for a while. */
  readonly leaveRunning?: boolean;
  readonly onLine?: (line: string) => void;
  readonly token?: string;
  /** Runs the action's source, which may be newer than its bundle. @default false */
  readonly fromSource?: boolean;
}

export interface JobResult extends RunResult {
  readonly runId: number;
  readonly seconds: number;
}

/** Runs one action as the only step of a job: with a run on GitHub, an event, a workspace, a log. */
export async function runJob(org: Organisation, request: JobRequest): Promise<JobResult> {
  const { github, env } = org.cloud;
  const { repository, number } = request;
  const { runId, attempt } = github.createRun({
    repo: repository.name,
    number,
    name: request.action,
    job: request.action,
    event: number === null ? 'workflow_dispatch' : 'pull_request',
  });
  const headSha = request.headSha ?? headOf(org, repository, number);
  const started = Date.now();
  const result = await runAction({
    actionDir: join(REPOSITORY_ROOT, 'actions', request.action),
    inputs: request.inputs,
    event: eventOf(request, headSha),
    github: {
      repository: repository.name,
      sha: headSha,
      runId,
      runAttempt: attempt,
      job: request.action,
      eventName: number === null ? 'workflow_dispatch' : 'pull_request',
      actor: 'ada',
      token: request.token ?? repository.token,
      apiUrl: github.apiUrl,
      serverUrl: github.serverUrl,
    },
    env: { ...env, ...request.env },
    workspace: checkOut(org, workspaceFiles(request)),
    ...(request.fromSource === true ? { scripts: sourceOf(request.action) } : {}),
    ...pick(request),
  });
  github.appendLog({ runId, text: result.log });
  if (result.summary !== '') github.appendSummary({ runId, text: result.summary });
  const conclusion = result.conclusion === 'killed' ? 'failure' : result.conclusion;
  if (request.leaveRunning !== true) github.completeRun({ runId, conclusion });
  return { ...result, runId, seconds: (Date.now() - started) / 1000 };
}

function sourceOf(action: string) {
  return { main: join(REPOSITORY_ROOT, 'actions', action, 'index.ts') };
}

function pick(request: JobRequest): Pick<JobRequest, 'secrets' | 'cancel' | 'kill' | 'onLine'> {
  const { secrets, cancel, kill, onLine } = request;
  return {
    ...(secrets ? { secrets } : {}),
    ...(cancel ? { cancel } : {}),
    ...(kill ? { kill } : {}),
    ...(onLine ? { onLine } : {}),
  };
}

function workspaceFiles({ appFile, repository }: JobRequest): Record<string, string> {
  if (appFile === null) return {};
  return { '.github/macro-infra.yml': appFile ?? repository.appFile };
}

function headOf(org: Organisation, repository: Repository, number: number | null): string {
  if (number === null) return repository.sha;
  const pulls = org.cloud.github.pullRequests({ repo: repository.name });
  const found = pulls.find((one) => one.number === number);
  if (found?.pull == null) throw new Error(`${repository.name} has no pull request ${number}`);
  return found.pull.headSha;
}

function eventOf(request: JobRequest, headSha: string): unknown {
  const { number, eventAction = 'synchronize' } = request;
  if (number === null) return {};
  return {
    action: eventAction,
    number,
    pull_request: { number, head: { sha: headSha }, base: { ref: 'main' } },
  };
}
