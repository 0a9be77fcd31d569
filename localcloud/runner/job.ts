import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { TRACKING_VARIABLE, isErrno } from './processes.ts';

/** The run that a job belongs to. */
export interface RunIdentity {
  /** `owner/name`. */
  readonly repository: string;
  /** Commit of the run; for a pull request GitHub gives the merge commit. */
  readonly sha: string;
  readonly ref?: string;
  readonly runId: number;
  /** @default 1 */
  readonly runAttempt?: number;
  readonly job: string;
  readonly eventName: string;
  readonly actor: string;
  /** Value of `${{ github.token }}`; masked in the log. */
  readonly token: string;
  readonly apiUrl: string;
  readonly serverUrl: string;
  /** `GITHUB_*` variables that say more, or other, than the fields above. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Folders and identity of one job; files of the runner's protocol live in its temp folder. */
export interface Job {
  readonly github: RunIdentity;
  readonly trackingId: string;
  readonly tempDir: string;
  readonly workspace: string;
  readonly eventFile: string;
}

/** Makes a job's folders and writes its event. */
export function prepareJob(
  github: RunIdentity,
  event: unknown,
  folders: { readonly tempDir?: string; readonly workspace?: string },
): Job {
  const tempDir = folders.tempDir ?? mkdtempSync(join(tmpdir(), 'macro-infra-job-'));
  const workspace = folders.workspace ?? join(tempDir, 'workspace');
  for (const folder of [tempDir, workspace, join(tempDir, COMMANDS)]) {
    mkdirSync(folder, { recursive: true });
  }
  const eventFile = join(tempDir, 'event.json');
  writeFileSync(eventFile, JSON.stringify(event ?? {}));
  return { github, trackingId: `github_${randomUUID()}`, tempDir, workspace, eventFile };
}

const COMMANDS = '_runner_file_commands';

const KINDS = ['OUTPUT', 'STATE', 'ENV', 'PATH', 'STEP_SUMMARY'] as const;
type Kind = (typeof KINDS)[number];

/** The files through which one step tells the runner something. */
export type StepFiles = Readonly<Record<Kind, string>>;

/** New empty files for a step. */
export function stepFiles(job: Job): StepFiles {
  const id = randomUUID();
  const path = (kind: Kind): string => join(job.tempDir, COMMANDS, `${kind.toLowerCase()}_${id}`);
  for (const kind of KINDS) writeFileSync(path(kind), '');
  return {
    OUTPUT: path('OUTPUT'),
    STATE: path('STATE'),
    ENV: path('ENV'),
    PATH: path('PATH'),
    STEP_SUMMARY: path('STEP_SUMMARY'),
  };
}

/** Text of a file of the protocol; `''` when the step removed it. */
export function readStepFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  }
}

/** What a machine gives every process; nothing else of ours reaches a step. */
const MACHINE_VARIABLES = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/**
 * The environment of a step.
 *
 * @param machine environment of this process, of which only the machine's own variables are passed
 * @param own variables of the job (a workflow's `env:`), and what earlier steps added
 * @param paths folders that earlier steps put before PATH, newest first
 */
export function stepEnvironment(
  job: Job,
  files: StepFiles,
  machine: NodeJS.ProcessEnv,
  own: Readonly<Record<string, string | undefined>>,
  paths: readonly string[],
): NodeJS.ProcessEnv {
  const inherited = MACHINE_VARIABLES.map((name) => [name, machine[name]] as const);
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(inherited), ...own };
  return {
    ...env,
    ...(paths.length > 0 ? { PATH: [...paths, env['PATH'] ?? ''].join(delimiter) } : {}),
    ...githubVariables(job),
    ...Object.fromEntries(KINDS.map((kind) => [`GITHUB_${kind}`, files[kind]])),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    RUNNER_TEMP: job.tempDir,
    RUNNER_TOOL_CACHE: join(job.tempDir, '_tool'),
    RUNNER_OS: 'Linux',
    RUNNER_ARCH: process.arch.toUpperCase(),
    RUNNER_NAME: 'local',
    RUNNER_ENVIRONMENT: 'self-hosted',
    [TRACKING_VARIABLE]: job.trackingId,
  };
}

function githubVariables(job: Job): Readonly<Record<string, string>> {
  const { github } = job;
  const [owner = ''] = github.repository.split('/');
  return {
    GITHUB_REPOSITORY: github.repository,
    GITHUB_REPOSITORY_OWNER: owner,
    GITHUB_SHA: github.sha,
    GITHUB_REF: github.ref ?? 'refs/heads/main',
    GITHUB_RUN_ID: String(github.runId),
    GITHUB_RUN_NUMBER: String(github.runId),
    GITHUB_RUN_ATTEMPT: String(github.runAttempt ?? 1),
    GITHUB_JOB: github.job,
    GITHUB_WORKFLOW: github.job,
    GITHUB_EVENT_NAME: github.eventName,
    GITHUB_EVENT_PATH: job.eventFile,
    GITHUB_ACTOR: github.actor,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_GRAPHQL_URL: `${github.apiUrl}/graphql`,
    GITHUB_WORKSPACE: job.workspace,
    ...github.variables,
  };
}
