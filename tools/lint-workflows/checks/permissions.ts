import type { Finding, Job, LintedFile, WorkflowFile } from '../model.ts';
import type { Files } from '../references.ts';

type Rights = ReadonlyMap<string, 'read' | 'write'>;

/**
 * Nothing by default, each right of a job with its reason, and a called workflow given exactly what its
 * jobs ask for: less is refused by GitHub before the run starts, more is not the least.
 */
export function checkPermissions(file: LintedFile, files: Files): readonly Finding[] {
  if (file.kind === 'action') return [];
  const { source } = file;
  const top =
    typeof file.permissions === 'object' && Object.keys(file.permissions).length === 0
      ? []
      : [{ path: source.path, line: source.lineOf(['permissions']), message: NOTHING }];
  const jobs = Object.entries(file.jobs).flatMap(([name, job]) => [
    ...reasons(file, name, job),
    ...handedOn(file, name, job, files),
  ]);
  return [...top, ...jobs];
}

const NOTHING = '`permissions: {}` is missing at the top: jobs name what they need';

function reasons(file: WorkflowFile, name: string, { permissions }: Job): readonly Finding[] {
  const { path, lineOf, commentOn } = file.source;
  const place = ['jobs', name, 'permissions'];
  if (permissions === undefined) return [];
  if (typeof permissions === 'string')
    return [
      {
        path,
        line: lineOf(place),
        message: `job ${name} is given "${permissions}": name each right`,
      },
    ];
  return Object.entries(permissions)
    .map(([scope, right]) => ({ scope, right, line: lineOf([...place, scope]) }))
    .filter(({ line }) => commentOn(line) === '')
    .map(({ scope, right, line }) => ({
      path,
      line,
      message: `${scope}: ${right} of job ${name} has no reason in a comment on its line`,
    }));
}

function handedOn(file: WorkflowFile, name: string, job: Job, files: Files): readonly Finding[] {
  const called = job.uses === undefined ? undefined : files.workflow(job.uses);
  if (called === undefined || job.uses === undefined) return [];
  const [asked, given] = [rightsWithin(called, files), rightsOf(job)];
  const line = file.source.lineOf(['jobs', name, 'uses']);
  const path = file.source.path;
  const lacking = [...asked]
    .filter(([scope, right]) =>
      right === 'write' ? given.get(scope) !== 'write' : !given.has(scope),
    )
    .map(
      ([scope, right]) =>
        `${job.uses ?? ''} asks for ${scope}: ${right}, which job ${name} does not have`,
    );
  const idle = [...given]
    .filter(([scope, right]) => asked.get(scope) !== right && asked.get(scope) !== 'write')
    .map(
      ([scope, right]) =>
        `job ${name} has ${scope}: ${right}, which ${job.uses ?? ''} does not ask for`,
    );
  return [...lacking, ...idle].map((message) => ({ path, line, message }));
}

/** What all jobs of a workflow ask for together, calls included. */
function rightsWithin(
  file: WorkflowFile,
  files: Files,
  above: readonly WorkflowFile[] = [],
): Rights {
  const all = new Map<string, 'read' | 'write'>();
  for (const job of Object.values(file.jobs)) {
    const called = job.uses === undefined ? undefined : files.workflow(job.uses);
    const inner =
      called === undefined || above.includes(called)
        ? []
        : rightsWithin(called, files, [...above, file]);
    for (const [scope, right] of [...rightsOf(job), ...inner])
      if (all.get(scope) !== 'write') all.set(scope, right);
  }
  return all;
}

function rightsOf({ permissions }: Job): Rights {
  const entries = typeof permissions === 'object' ? Object.entries(permissions) : [];
  return new Map(
    entries.flatMap(([scope, right]) =>
      right === 'read' || right === 'write' ? [[scope, right] as const] : [],
    ),
  );
}
