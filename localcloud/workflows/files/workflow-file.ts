import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template';
import { withStatusFunction } from '../expressions/status-function.ts';
import { parseWorkflowText } from './parse.ts';
import { isExpression, isTemplateMapping, mappingAt, sourceOf, textAt } from './template.ts';
import type { Template, TemplateMapping } from './template.ts';

export interface StepFile {
  readonly id: string | null;
  readonly name: Template;
  /** Expression with a status function in it. */
  readonly if: string;
  readonly env: TemplateMapping;
  readonly continueOnError: Template;
  readonly timeoutMinutes: Template;
  readonly run: Template;
  /** `null`: a step that runs a script. */
  readonly uses: string | null;
  readonly with: TemplateMapping;
  readonly shell: Template;
  readonly workingDirectory: Template;
}

export interface JobFile {
  readonly key: string;
  readonly name: Template;
  readonly needs: readonly string[];
  /** Expression with a status function in it. */
  readonly if: string;
  readonly concurrency: Template;
  readonly strategy: TemplateMapping;
  readonly outputs: TemplateMapping;
  readonly env: TemplateMapping;
  readonly environment: Template;
  /** `undefined`: as the workflow says. */
  readonly permissions: Template | undefined;
  readonly defaultsRun: TemplateMapping;
  readonly timeoutMinutes: Template;
  readonly continueOnError: Template;
  /** The workflow that it calls; `null`: it has steps. */
  readonly uses: string | null;
  readonly with: TemplateMapping;
  readonly secrets: 'inherit' | TemplateMapping;
  readonly steps: readonly StepFile[];
}

export interface InputDefinition {
  readonly type: 'string' | 'number' | 'boolean' | 'choice' | 'environment';
  readonly required: boolean;
  /** `undefined`: none. */
  readonly default: Template | undefined;
  readonly options: readonly string[];
}

/** What a workflow takes from and gives to a job that calls it. */
export interface CallContract {
  readonly inputs: Readonly<Record<string, InputDefinition>>;
  /** Name to whether it must be given. */
  readonly secrets: Readonly<Record<string, boolean>>;
  readonly outputs: Readonly<Record<string, Template>>;
}

export interface WorkflowFile {
  /** `.github/workflows/<name>.yml`. */
  readonly path: string;
  /** Its `name`, else its path, as GitHub shows it. */
  readonly name: string;
  readonly runName: Template;
  readonly on: EventsConfig;
  readonly env: TemplateMapping;
  readonly defaultsRun: TemplateMapping;
  readonly permissions: Template | undefined;
  readonly concurrency: Template;
  readonly jobs: readonly JobFile[];
  readonly dispatchInputs: Readonly<Record<string, InputDefinition>>;
  /** `null`: it cannot be called. */
  readonly call: CallContract | null;
}

/** A workflow file, or what is wrong with it in the words of GitHub's parser. */
export type ReadWorkflow =
  | { readonly file: WorkflowFile; readonly errors: null }
  | { readonly file: null; readonly errors: readonly string[] };

/** Files that were read last: the same ones are asked for at every event. */
const known = new Map<string, ReadWorkflow>();
const MOST_KNOWN = 100;

/** Reads the text of a workflow file. */
export function readWorkflowFile(path: string, text: string): ReadWorkflow {
  const key = `${path}\n${text}`;
  const read = known.get(key) ?? parsedWorkflow(path, text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, read);
  return read;
}

function parsedWorkflow(path: string, text: string): ReadWorkflow {
  const { root, on, errors } = parseWorkflowText(path, text);
  if (errors.length > 0 || !isTemplateMapping(root)) return { file: null, errors };
  const onTemplate = root['on'];
  const events = isTemplateMapping(onTemplate) ? onTemplate : {};
  const file: WorkflowFile = {
    path,
    name: textAt(root, 'name') ?? path,
    runName: root['run-name'] ?? null,
    on,
    env: mappingAt(root, 'env'),
    defaultsRun: mappingAt(mappingAt(root, 'defaults'), 'run'),
    permissions: root['permissions'],
    concurrency: root['concurrency'] ?? null,
    jobs: Object.entries(mappingAt(root, 'jobs')).map(([key, job]) => jobFile(key, job)),
    dispatchInputs: inputDefinitions(mappingAt(events, 'workflow_dispatch')),
    call: 'workflow_call' in on ? callContract(mappingAt(events, 'workflow_call')) : null,
  };
  return { file, errors: null };
}

function jobFile(key: string, template: Template): JobFile {
  const job = isTemplateMapping(template) ? template : {};
  const strategy = job['strategy'];
  return {
    key,
    name: job['name'] ?? null,
    needs: texts(job['needs']),
    if: conditionOf(job['if']),
    concurrency: job['concurrency'] ?? null,
    strategy: isTemplateMapping(strategy) ? strategy : {},
    outputs: mappingAt(job, 'outputs'),
    env: mappingAt(job, 'env'),
    environment: job['environment'] ?? null,
    permissions: job['permissions'],
    defaultsRun: mappingAt(mappingAt(job, 'defaults'), 'run'),
    timeoutMinutes: job['timeout-minutes'] ?? null,
    continueOnError: job['continue-on-error'] ?? null,
    uses: textAt(job, 'uses'),
    with: mappingAt(job, 'with'),
    secrets: job['secrets'] === 'inherit' ? 'inherit' : mappingAt(job, 'secrets'),
    steps: stepFiles(job['steps']),
  };
}

/** The steps of a job or of a composite action. */
export function stepFiles(template: Template | undefined): readonly StepFile[] {
  return Array.isArray(template) ? template.map(stepFile) : [];
}

function stepFile(template: Template): StepFile {
  const step = isTemplateMapping(template) ? template : {};
  return {
    id: textAt(step, 'id'),
    name: step['name'] ?? null,
    if: conditionOf(step['if']),
    env: mappingAt(step, 'env'),
    continueOnError: step['continue-on-error'] ?? null,
    timeoutMinutes: step['timeout-minutes'] ?? null,
    run: step['run'] ?? null,
    uses: textAt(step, 'uses'),
    with: mappingAt(step, 'with'),
    shell: step['shell'] ?? null,
    workingDirectory: step['working-directory'] ?? null,
  };
}

/** A condition may stand with or without `${{ }}`. */
function conditionOf(template: Template | undefined): string {
  if (isExpression(template)) return withStatusFunction(sourceOf(template));
  if (template === undefined || template === null || typeof template === 'object') {
    return 'success()';
  }
  const text = String(template).trim();
  return text === '' ? 'success()' : withStatusFunction(text);
}

function callContract(event: TemplateMapping): CallContract {
  const secrets = Object.entries(mappingAt(event, 'secrets'));
  const outputs = Object.entries(mappingAt(event, 'outputs'));
  const valueOf = (one: Template): Template => (isTemplateMapping(one) ? (one['value'] ?? '') : '');
  return {
    inputs: inputDefinitions(event),
    secrets: Object.fromEntries(
      secrets.map(([name, one]) => [name, isTemplateMapping(one) && one['required'] === true]),
    ),
    outputs: Object.fromEntries(outputs.map(([name, one]) => [name, valueOf(one)])),
  };
}

function inputDefinitions(event: TemplateMapping): Readonly<Record<string, InputDefinition>> {
  const pairs = Object.entries(mappingAt(event, 'inputs')).map(([name, template]) => {
    const input = isTemplateMapping(template) ? template : {};
    const definition: InputDefinition = {
      type: inputType(textAt(input, 'type')),
      required: input['required'] === true,
      default: input['default'],
      options: texts(input['options']),
    };
    return [name, definition] as const;
  });
  return Object.fromEntries(pairs);
}

function inputType(type: string | null): InputDefinition['type'] {
  return type === 'number' || type === 'boolean' || type === 'choice' || type === 'environment'
    ? type
    : 'string';
}

function texts(template: Template | undefined): readonly string[] {
  if (template === undefined || template === null) return [];
  return (Array.isArray(template) ? (template as readonly Template[]) : [template]).map(String);
}
