import type { Finding, Job, LintedFile, WorkflowFile } from '../model.ts';

/** Every job that runs steps ends by itself; what changes a stack waits in a group and is never cancelled. */
export function checkJobs(file: LintedFile): readonly Finding[] {
  if (file.kind === 'action') return [];
  const { path, lineOf } = file.source;
  const events = file.events
    .filter((event) => event === 'pull_request_target')
    .map((event) => ({
      path,
      line: lineOf(['on', event]),
      message: `${event}: runs others' code with our rights`,
    }));
  const jobs = Object.entries(file.jobs).flatMap(([name, job]) => [
    ...limit(file, name, job),
    ...waiting(file, name, job),
  ]);
  return [...events, ...jobs];
}

function limit({ source }: WorkflowFile, name: string, job: Job): readonly Finding[] {
  if (job.steps === undefined || job['timeout-minutes'] !== undefined) return [];
  const line = source.lineOf(['jobs', name]);
  return [{ path: source.path, line, message: `job ${name} has no timeout-minutes` }];
}

/** Groups of macro-infra's own are queues: nothing is cancelled half-way, nobody is dropped. */
function waiting({ source }: WorkflowFile, name: string, { concurrency }: Job): readonly Finding[] {
  if (concurrency === undefined) return [];
  const place = ['jobs', name, 'concurrency'];
  const [line, path] = [source.lineOf(place), source.path];
  if (typeof concurrency === 'string')
    return [
      { path, line, message: `group of job ${name}: cancel-in-progress and queue are missing` },
    ];
  const messages = [
    ...(concurrency['cancel-in-progress'] === false ? [] : ['cancel-in-progress: false']),
    ...(concurrency.queue === 'max' ? [] : ['queue: max']),
  ];
  return messages.map((wanted) => ({
    path,
    line,
    message: `group of job ${name} needs ${wanted}`,
  }));
}

/** Files and jobs that have to be in one group for the same pull request. */
export const ONE_GROUP = [
  ['.github/workflows/deploy.yml', 'deploy'],
  ['.github/workflows/cleanup-preview.yml', 'cleanup'],
] as const;

/**
 * Deployment and cleanup of a pull request are in one group, however each learns the number: everything
 * before the number is the same text, and the number is the last of it.
 */
export function checkSharedGroup(files: readonly LintedFile[]): readonly Finding[] {
  const groups = ONE_GROUP.map(([path, name]) => {
    const file = files.find((one) => one.source.path === path);
    const job = file?.kind === 'workflow' ? file.jobs[name] : undefined;
    const concurrency = typeof job?.concurrency === 'object' ? job.concurrency.group : '';
    return {
      path,
      line: file?.source.lineOf(['jobs', name, 'concurrency', 'group']) ?? 1,
      name,
      group: concurrency,
    };
  });
  const parts = groups.map((one) => ({ ...one, split: NUMBER.exec(one.group) }));
  const unnumbered = parts
    .filter(({ split }) => split === null)
    .map(({ path, line, name }) => ({
      path,
      line,
      message: `job ${name} has no concurrency group that ends with the number of the pull request`,
    }));
  const [first, ...others] = parts.filter(({ split }) => split !== null);
  const different = others
    .filter(({ split }) => split?.[1] !== first?.split?.[1])
    .map(({ path, line, name }) => ({
      path,
      line,
      message: `the group of job ${name} is not the one of ${first?.path ?? ''}: deployment and cleanup would meet`,
    }));
  return [...unnumbered, ...different];
}

const NUMBER = /^(.+-pr-)\$\{\{\s*inputs\.pr-number(?:\s*\|\|[^}]*)?\s*\}\}$/;
