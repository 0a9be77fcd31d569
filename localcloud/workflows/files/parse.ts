import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FeatureFlags } from '@actions/expressions/features';
import { convertOn } from '@actions/workflow-parser/model/converter/events';
import { convertConcurrency } from '@actions/workflow-parser/model/converter/concurrency';
import { convertJobs } from '@actions/workflow-parser/model/converter/jobs';
import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template';
import { JSONObjectReader } from '@actions/workflow-parser/templates/json-object-reader';
import { TemplateSchema } from '@actions/workflow-parser/templates/schema/index';
import {
  TemplateContext,
  TemplateValidationErrors,
} from '@actions/workflow-parser/templates/template-context';
import { readTemplate } from '@actions/workflow-parser/templates/template-reader';
import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';
import { errorMessage } from '../../../action-shared/errors.ts';
import { REPOSITORY_ROOT } from '../../../tools/setup/locations.ts';
import { toTemplate } from './template.ts';
import type { Template } from './template.ts';
import { ValueReader } from './value-reader.ts';

/** What GitHub's parser finds in a file, and what it finds wrong, in its words. */
export interface ParsedFile {
  readonly root: Template;
  readonly on: EventsConfig;
  readonly errors: readonly string[];
}

/**
 * Parses a workflow file with GitHub's own schema and checks. The parser's entry is not used: it
 * imports its schema in a form that bundlers know and Node does not.
 */
export function parseWorkflowText(name: string, text: string): ParsedFile {
  const { context, value } = read('workflow-v1.0', 'workflow-root-strict', name, text);
  if (value === undefined || context.errors.count > 0) return failed(context);
  context.state['featureFlags'] = new FeatureFlags();
  let on: EventsConfig = {};
  try {
    for (const { key, value: part } of value.assertMapping('root')) {
      const name = key.assertString('root key').value;
      if (name === 'on') on = convertOn(context, part);
      else if (name === 'jobs') convertJobs(context, part);
      else if (name === 'concurrency') convertConcurrency(context, part);
    }
  } catch (error) {
    context.error(value, errorMessage(error));
  }
  return { root: toTemplate(value), on, errors: messages(context) };
}

/** Parses an `action.yml` with GitHub's own schema. */
export function parseActionText(name: string, text: string): Omit<ParsedFile, 'on'> {
  const { context, value } = read('action-v1.0', 'action-root-strict', name, text);
  if (value === undefined || context.errors.count > 0) return failed(context);
  return { root: toTemplate(value), errors: [] };
}

type SchemaName = 'workflow-v1.0' | 'action-v1.0';

function read(
  schema: SchemaName,
  root: string,
  name: string,
  text: string,
): { readonly context: TemplateContext; readonly value: TemplateToken | undefined } {
  const errors = new TemplateValidationErrors(10, 500);
  const context = new TemplateContext(errors, schemaOf(schema), new NoOperationTraceWriter());
  const file = context.getFileId(name);
  const reader = new ValueReader(file, text);
  for (const { message, range } of reader.errors) context.error(file, message, range);
  if (reader.errors.length > 0) return { context, value: undefined };
  return { context, value: readTemplate(context, root, reader, file) };
}

/** The package's own files; its `exports` name only modules. */
const SCHEMAS = join(REPOSITORY_ROOT, 'node_modules/@actions/workflow-parser/dist');

const schemas = new Map<SchemaName, TemplateSchema>();

function schemaOf(name: SchemaName): TemplateSchema {
  const known = schemas.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(join(SCHEMAS, `${name}.min.json`), 'utf8');
  const loaded = TemplateSchema.load(new JSONObjectReader(undefined, text));
  schemas.set(name, loaded);
  return loaded;
}

function failed(context: TemplateContext): ParsedFile {
  return { root: null, on: {}, errors: messages(context) };
}

function messages(context: TemplateContext): readonly string[] {
  return [...new Set(context.errors.getErrors().map(({ message }) => message))];
}
