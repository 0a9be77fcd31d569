import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { EquivalentCloud } from '../equivalents/equivalent.ts';
import { readWorkflowFile } from '../files/workflow-file.ts';
import type { JobOutcome, JobRequest } from '../scheduler/ports.ts';
import { delivery, pullPayload } from '../scheduler/world.fixture.ts';
import { executeJob } from './execute-job.ts';
import type { ExecutorDeps, StepUpdate } from './ports.ts';

export interface ExecutedJob extends JobOutcome {
  readonly log: string;
  readonly summary: string;
  /** Name to conclusion, in the order they began. */
  readonly steps: Readonly<Record<string, string>>;
}

export interface JobScenario {
  /** YAML of `jobs.test` (with `steps:`), indented by four spaces. */
  readonly job: string;
  /** YAML above `jobs:`. */
  readonly top?: string;
  /** Files of `org/tools`, by path. */
  readonly actions?: Readonly<Record<string, string>>;
  readonly request?: Partial<JobRequest>;
  readonly cloud?: Partial<EquivalentCloud>;
  readonly identity?: Readonly<Record<string, string>>;
  /** Cancels when this text is in the log. */
  readonly cancelAt?: string;
}

const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ['a'.repeat(40)]: { 'README.md': 'merged', 'images/web/image.json': '{}' },
  ['c'.repeat(40)]: { 'README.md': 'head' },
};

/** Runs a job with real processes; nothing else is needed. */
export async function execute(root: string, scenario: JobScenario): Promise<ExecutedJob> {
  const folder = mkdtempSync(join(root, 'job-'));
  writeAll(join(folder, 'tools'), scenario.actions ?? {});
  const record = { log: '', summary: '', steps: new Map<number, StepUpdate>() };
  const cancel = new AbortController();
  const deps = depsOf(folder, scenario, record, () => {
    if (scenario.cancelAt !== undefined && record.log.includes(scenario.cancelAt)) cancel.abort();
  });
  const outcome = await executeJob(deps, requestOf(scenario), cancel.signal);
  const steps = [...record.steps.values()].map(
    ({ name, conclusion }) => [name ?? '', conclusion ?? 'open'] as const,
  );
  const named: Record<string, string> = Object.fromEntries(steps);
  return { ...outcome, log: record.log, summary: record.summary, steps: named };
}

function depsOf(
  folder: string,
  { identity, cloud }: JobScenario,
  record: { log: string; summary: string; readonly steps: Map<number, StepUpdate> },
  onLog: () => void,
): ExecutorDeps {
  return {
    record: {
      updateStep: (step) =>
        void record.steps.set(step.number, { ...record.steps.get(step.number), ...step }),
      appendJobLog: ({ text }) => {
        record.log += text;
        onLog();
      },
      appendJobSummary: ({ text }) => void (record.summary += text),
    },
    tokenFor: () => 'ghs_token',
    identityFor: () => identity ?? {},
    actionFolder: ({ repository, path }) =>
      repository === 'org/tools' ? join(folder, 'tools', path) : null,
    scriptsOf: (_, scripts) => scripts,
    cloud: {
      resolveRef: (_, ref) => (/^[ac]{40}$/.test(ref) ? ref : null),
      filesAt: (_, sha) => files[sha] ?? {},
      pushImage: () => Promise.resolve({ digest: `sha256:${'e'.repeat(64)}`, ref: '' }),
      digestOf: () => `sha256:${'e'.repeat(64)}`,
      writeOciLayout: (_, file) => writeFileSync(file, 'layout'),
      addArtifact: () => 11,
      artifactsDir: join(folder, 'artifacts'),
      awsEndpoint: 'http://127.0.0.1:1',
      ...cloud,
    },
    env: { LOCAL_CLOUD: 'yes' },
    kill: new AbortController().signal,
    jobFolder: () => mkdtempSync(join(tmpdir(), 'workflow-job-')),
  };
}

function requestOf({ job, top = '', request }: JobScenario): JobRequest {
  const text = `on: push\n${top}\njobs:\n  test:\n    runs-on: ubuntu-latest\n${job}`;
  const { file, errors } = readWorkflowFile('.github/workflows/test.yml', text);
  const [only] = file?.jobs ?? [];
  if (file === null || only === undefined) throw new Error(errors?.join('\n'));
  const identity = {
    repository: 'acme/shop',
    path: file.path,
    ref: 'refs/heads/main',
    sha: 'a'.repeat(40),
  };
  const github = {
    api_url: 'http://api',
    server_url: 'http://server',
    sha: 'a'.repeat(40),
    event_name: 'pull_request',
    event: pullPayload('acme/shop'),
    head_ref: 'basket',
    job: 'test',
  };
  return {
    runId: 9,
    jobId: 10,
    key: 'test',
    name: 'test',
    attempt: 1,
    delivery: delivery('pull_request'),
    workflow: identity,
    holder: identity,
    file,
    job: only,
    contexts: { github, inputs: {}, vars: {}, needs: {}, matrix: {}, strategy: {} },
    secrets: {},
    permissions: { contents: 'read' },
    environment: null,
    ...request,
  };
}

function writeAll(folder: string, all: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
