import type { WorkflowFile, WorkflowJob } from './workflow-file.ts';

/** A caller to show: where it is, and its text. */
export interface Caller {
  readonly path: string;
  readonly text: string;
}

/**
 * The page about all reusable workflows: what each is for, a caller, inputs, secrets, outputs, and its
 * jobs with the reason of every permission.
 */
export function renderWorkflowPage(
  introduction: string,
  workflows: readonly WorkflowFile[],
  callersOf: (file: string) => readonly Caller[],
): string {
  const sections = workflows.map((one) => section(one, callersOf(one.file)));
  return [introduction.trim(), ...sections].join('\n\n');
}

function section(workflow: WorkflowFile, callers: readonly Caller[]): string {
  return [
    `## ${workflow.file}`,
    workflow.about,
    ...(workflow.dispatchable ? ['Also started by hand (`workflow_dispatch`).'] : []),
    ...callers.flatMap(({ path, text }) => [
      `[${path}](../${path}):`,
      `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``,
    ]),
    ...tables(workflow),
    '### Jobs of ' + workflow.file,
    table(['Job', 'Needs', 'Does', 'Permissions'], workflow.jobs.map(jobRow)),
  ].join('\n\n');
}

function tables({ file, call }: WorkflowFile): readonly string[] {
  const inputs = Object.entries(call.inputs).map(([name, one]) => [
    `\`${name}\``,
    one.type,
    one.description,
    one.required ? '**required**' : defaultOf(one.default),
  ]);
  const secrets = Object.entries(call.secrets).map(([name, one]) => [
    `\`${name}\``,
    one.description,
    one.required ? '**required**' : '',
  ]);
  const outputs = Object.entries(call.outputs).map(([name, one]) => [
    `\`${name}\``,
    one.description,
  ]);
  return [
    ...titled(`### Inputs of ${file}`, ['Input', 'Type', 'Description', 'Default'], inputs),
    ...titled(`### Secrets of ${file}`, ['Secret', 'Description', ''], secrets),
    ...titled(`### Outputs of ${file}`, ['Output', 'Description'], outputs),
  ];
}

function titled(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [] : [title, table(head, rows)];
}

function jobRow(job: WorkflowJob): readonly string[] {
  const permissions = job.permissions.map(({ scope, reason }) => `\`${scope}\`: ${reason}`);
  return [
    `\`${job.key}\``,
    job.needs.map((name) => `\`${name}\``).join(', '),
    [job.name, ...limitsOf(job)].join('; '),
    permissions.length === 0 ? 'none' : permissions.join('<br>'),
  ];
}

function limitsOf({ uses, minutes, environment }: WorkflowJob): readonly string[] {
  const called = uses === null ? null : /([\w-]+\.yml)@/.exec(uses)?.[1];
  return [
    ...(called === null || called === undefined ? [] : [`calls \`${called}\``]),
    ...(environment === null ? [] : ['held by the environment']),
    ...(minutes === null ? [] : [`at most ${minutes} minutes`]),
  ];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function defaultOf(value: string | number | boolean | undefined): string {
  return value === undefined || value === '' ? '' : `\`${value}\``;
}
