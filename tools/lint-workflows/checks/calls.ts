import type { Contract, Finding, Job, LintedFile, Step, WorkflowFile } from '../model.ts';
import type { Files } from '../references.ts';
import type { Place, Source } from '../source.ts';

/**
 * What is given to our own actions and workflows exists there, what they require is given, and what is
 * read of their outputs is declared. (actionlint knows this of files in the same repository only.)
 */
export function checkCalls(file: LintedFile, files: Files): readonly Finding[] {
  if (file.kind === 'action') {
    return file.steps.flatMap((step, index) =>
      stepCall(file.source, step, ['runs', 'steps', index], files),
    );
  }
  const jobs = Object.entries(file.jobs).flatMap(([name, job]) => [
    ...jobCall(file.source, job, ['jobs', name], files),
    ...(job.steps ?? []).flatMap((step, index) =>
      stepCall(file.source, step, ['jobs', name, 'steps', index], files),
    ),
  ]);
  return [...jobs, ...outputsRead(file, files)];
}

function stepCall(source: Source, step: Step, place: Place, files: Files): readonly Finding[] {
  if (step.uses === undefined) return [];
  const contract = files.contract(step.uses);
  if (contract === undefined) return [];
  const call = { source, place, uses: step.uses };
  if (contract === null) return [absent(call)];
  return given(call, 'with', Object.keys(step.with), contract.inputs);
}

function jobCall(source: Source, job: Job, place: Place, files: Files): readonly Finding[] {
  if (job.uses === undefined) return [];
  const contract = files.contract(job.uses);
  if (contract === undefined) return [];
  const call = { source, place, uses: job.uses };
  if (contract === null) return [absent(call)];
  const inputs = given(call, 'with', Object.keys(job.with), contract.inputs);
  if (job.secrets === 'inherit') {
    return [
      ...inputs,
      finding(call, ['secrets'], 'hands on every secret; name those that are needed'),
    ];
  }
  return [...inputs, ...given(call, 'secrets', Object.keys(job.secrets), contract.secrets)];
}

interface Call {
  readonly source: Source;
  readonly place: Place;
  readonly uses: string;
}

function absent(call: Call): Finding {
  return finding(call, ['uses'], `${call.uses} is not in this repository, or cannot be called`);
}

function given(
  call: Call,
  kind: 'with' | 'secrets',
  names: readonly string[],
  known: Contract['inputs'],
): readonly Finding[] {
  const unknown = names
    .filter((name) => !Object.hasOwn(known, name))
    .map((name) => finding(call, [kind, name], `${call.uses} has no ${word(kind)} "${name}"`));
  const missing = Object.entries(known)
    .filter(
      ([name, one]) => one?.required === true && one.default === undefined && !names.includes(name),
    )
    .map(([name]) => finding(call, ['uses'], `${call.uses} requires the ${word(kind)} "${name}"`));
  return [...unknown, ...missing];
}

function word(kind: 'with' | 'secrets'): string {
  return kind === 'with' ? 'input' : 'secret';
}

const READ = /\b(needs|steps)\.([\w-]+)\.outputs\.([\w-]+)/g;

/** `needs.x.outputs.y` and `steps.x.outputs.y` of calls of ours. */
function outputsRead(file: WorkflowFile, files: Files): readonly Finding[] {
  return file.source.texts.flatMap(({ place, text, line }) => {
    const [root, name] = place;
    const job = root === 'jobs' && typeof name === 'string' ? file.jobs[name] : undefined;
    if (job === undefined) return [];
    return [...text.matchAll(READ)].flatMap(([, kind, from = '', output = '']) => {
      const uses = kind === 'needs' ? file.jobs[from]?.uses : stepNamed(job, from)?.uses;
      const known = uses === undefined ? undefined : files.contract(uses)?.outputs;
      if (known === undefined || known.includes(output)) return [];
      const message = `${uses ?? from} has no output "${output}"`;
      return [{ path: file.source.path, line, message }];
    });
  });
}

function stepNamed(job: Job, id: string): Step | undefined {
  return job.steps?.find((step) => step.id === id);
}

function finding({ source, place }: Call, inside: Place, message: string): Finding {
  return { path: source.path, line: source.lineOf([...place, ...inside]), message };
}
