import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { errorMessage } from '../../action-shared/errors.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import { describeImage } from '../containers/image.ts';
import { writeOciLayout } from '../containers/oci-layout.ts';
import type { LocalCloud } from '../cloud.ts';
import type { JsonObject } from './expressions/evaluate.ts';
import { executeJob } from './executor/execute-job.ts';
import type { ExecutorDeps } from './executor/ports.ts';
import { tokenPermissions } from './plan/permissions.ts';
import { openSources } from './repository-sources.ts';
import type { RepositorySources } from './repository-sources.ts';
import type { JobRequest, RunsPort, SchedulerDeps } from './scheduler/ports.ts';
import { openSourceScripts } from './source-scripts.ts';
import { createScheduler } from './scheduler/scheduler.ts';

export interface WorkflowsOptions {
  readonly cloud: Pick<
    LocalCloud,
    'github' | 'env' | 'gateway' | 'pushImage' | 'registryDir' | 'stateDir'
  >;
  /** Repositories that are folders on this disk, at every ref: `{ 'org/macro-infra': root }`. */
  readonly repositories: Readonly<Record<string, string>>;
  /** Runs `index.ts` of our actions instead of their bundles. @default false */
  readonly sources?: boolean;
  /**
   * `oidc`: a job has the credentials of AWS that it signs in for. `runner`: every job has those of
   * the local cloud, as on a machine with a role of its own. @default 'oidc'
   */
  readonly credentials?: 'oidc' | 'runner';
  /** Jobs that run at the same time. @default 4: those that only wait for a person are many */
  readonly jobsAtOnce?: number;
  /** Receives one line per run that begins, and faults. @default silent */
  readonly log?: (line: string) => void;
}

export interface Workflows {
  /** Waits until no job runs or waits for a runner. Jobs that wait for a person may remain. */
  idle(): Promise<void>;
  /** Runs that have not ended, also those that wait for a person. */
  active(): readonly number[];
  /** Kills what runs; nothing is left. The cloud goes on. */
  stop(): Promise<void>;
}

/** Lets the events of the local GitHub start the workflows of its repositories, for real. */
export function startWorkflows(options: WorkflowsOptions): Workflows {
  const { github } = options.cloud;
  const log = options.log ?? (() => undefined);
  const cacheDir = join(options.cloud.stateDir, 'actions');
  const sources = openSources(github, options.repositories, cacheDir);
  const kill = new AbortController();
  const executor = executorOf(options, sources, kill.signal);
  const scheduler = createScheduler({
    ...outsideOf(options, sources),
    runs: runsOf(github),
    executeJob: (request, signal) => executeJob(executor, request, signal),
    jobsAtOnce: options.jobsAtOnce ?? 4,
  });
  const endEvents = github.onEvent((delivery) => {
    try {
      const payload = delivery.payload as JsonObject;
      const runs = scheduler.deliver({ ...delivery, payload });
      const what = [delivery.event, delivery.action].filter(Boolean).join(' ');
      log(`${delivery.repository}: ${what} by ${delivery.actor}: ${runs.length} run(s)`);
      return runs;
    } catch (error) {
      // The listener of an event: what fails here must not fail whoever pushed or commented.
      log(`${delivery.repository}: ${delivery.event}: ${errorMessage(error)}`);
      return [];
    }
  });
  const endControls = github.onRunControl((control) => scheduler.control(control));
  return {
    idle: () => scheduler.idle(),
    active: () => scheduler.active(),
    stop: async () => {
      endEvents();
      endControls();
      kill.abort();
      await scheduler.stop();
    },
  };
}

type GitHub = WorkflowsOptions['cloud']['github'];

function runsOf(github: GitHub): RunsPort {
  return {
    createRun: (run) => github.createRun({ ...run, job: null }),
    addJob: (job) => github.addJob({ ...job, needs: [...job.needs] }),
    updateJob: (job) => github.updateJob(job),
    appendJobLog: (log) => github.appendJobLog(log),
    completeRun: (run) => github.completeRun(run),
  };
}

function outsideOf(
  { cloud: { github } }: WorkflowsOptions,
  sources: RepositorySources,
): Omit<SchedulerDeps, 'runs' | 'executeJob' | 'jobsAtOnce'> {
  return {
    requestEnvironment: (request) => github.requestEnvironment(request),
    after: (milliseconds, callback) => {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    repository: (repo) => {
      const found = github.repository({ repo });
      if (found === null) throw new Error(`the local GitHub has no repository ${repo}`);
      return found;
    },
    settings: (repo, environment) => ({
      secrets: github.secretsOf(repo, environment),
      variables: github.variablesOf(repo, environment),
    }),
    filesAt: sources.filesAt,
    findFile: sources.findFile,
    urls: { api: github.apiUrl, server: github.serverUrl },
  };
}

function executorOf(
  { cloud, credentials, sources: fromSources }: WorkflowsOptions,
  sources: RepositorySources,
  kill: AbortSignal,
): ExecutorDeps {
  const { github } = cloud;
  return {
    record: {
      updateStep: (step) => github.updateStep(step),
      appendJobLog: (log) => github.appendJobLog(log),
      appendJobSummary: (log) => github.appendJobSummary(log),
    },
    tokenFor: ({ runId, jobId, permissions }) =>
      github.createToken({
        kind: 'installation',
        permissions: tokenPermissions(permissions),
        job: { runId, jobId },
      }),
    identityFor: (request) => identityOf(github, request),
    actionFolder: sources.actionFolder,
    scriptsOf: fromSources === true ? sourceScripts(cloud) : (_, scripts) => scripts,
    cloud: {
      resolveRef: sources.resolveRef,
      filesAt: sources.filesAt,
      pushImage: (folder, repository, tag) => cloud.pushImage(folder, repository, tag),
      digestOf: (folder) => describeImage(folder).digest,
      writeOciLayout: (folder, file) => void writeOciLayout(folder, file),
      addArtifact: (artifact) => github.addArtifact(artifact).artifactId,
      artifactsDir: join(cloud.stateDir, 'artifacts'),
      awsEndpoint: cloud.gateway.url,
    },
    env: withTools(cloud, credentials === 'runner' ? cloud.env : withoutCredentials(cloud.env)),
    kill,
    jobFolder: () => mkdtempSync(join(tmpdir(), 'macro-infra-job-')),
  };
}

function sourceScripts({ stateDir }: Pick<LocalCloud, 'stateDir'>): ExecutorDeps['scriptsOf'] {
  return openSourceScripts(join(stateDir, 'source-scripts'), REPOSITORY_ROOT);
}

function identityOf(github: GitHub, { runId, jobId }: JobRequest): Record<string, string> {
  const request = github.idTokenRequest({ runId, jobId });
  if (request === null) return {};
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: request.url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: request.token,
  };
}

/** Puts what stands for `skopeo` before PATH. */
function withTools(
  { stateDir, registryDir }: WorkflowsOptions['cloud'],
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const folder = join(stateDir, 'tools');
  mkdirSync(folder, { recursive: true });
  const command = [process.execPath, join(import.meta.dirname, 'skopeo.ts'), registryDir];
  const quoted = command.map((part) => `'${part}'`).join(' ');
  writeFileSync(join(folder, 'skopeo'), `#!/bin/sh\nexec ${quoted} "$@"\n`, { mode: 0o755 });
  return { ...env, PATH: [folder, env['PATH'] ?? process.env['PATH'] ?? ''].join(delimiter) };
}

function withoutCredentials(env: Readonly<Record<string, string>>): Record<string, string> {
  const secret = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  return Object.fromEntries(Object.entries(env).filter(([name]) => !secret.includes(name)));
}
