import { data, Evaluator, Parser } from '@actions/expressions';
import type { FunctionDefinition } from '@actions/expressions/funcs/info';
import { falsy } from '@actions/expressions/result';
import { UserError, errorMessage } from '../../../action-shared/errors.ts';
import { isExpression, sourceOf } from '../files/template.ts';
import type { Template, TemplateMapping } from '../files/template.ts';
import { tokensOf } from './tokens.ts';

/** Plain data, as JSON has it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** What the status functions ask about: a job's ancestors, or the steps before. */
export interface Status {
  readonly success: boolean;
  readonly failure: boolean;
  readonly cancelled: boolean;
}

/** What an expression can name. */
export interface Scope {
  readonly contexts: Readonly<Record<string, Json>>;
  /** @default nothing has failed and nothing is cancelled */
  readonly status?: Status;
  /** SHA-256 over the files that the patterns match, as hexadecimal; '' for none. */
  readonly hashFiles?: (patterns: readonly string[]) => string;
}

const CONTEXTS = [
  'github',
  'inputs',
  'secrets',
  'vars',
  'env',
  'job',
  'jobs',
  'steps',
  'needs',
  'strategy',
  'matrix',
  'runner',
] as const;

const GOOD: Status = { success: true, failure: false, cancelled: false };

/**
 * Evaluates an expression with GitHub's own evaluator.
 * @throws UserError for an expression that cannot be evaluated
 */
export function evaluate(text: string, scope: Scope): Json {
  return fromData(evaluateData(text, scope));
}

/** Evaluates a condition, with GitHub's idea of what is true. */
export function holds(condition: string, scope: Scope): boolean {
  return !falsy(evaluateData(condition, scope));
}

/** A template with all its expressions evaluated. */
export function resolve(template: Template, scope: Scope): Json {
  if (isExpression(template)) return evaluate(sourceOf(template), scope);
  if (Array.isArray(template)) return template.map((one: Template) => resolve(one, scope));
  if (typeof template === 'object' && template !== null) {
    return resolveMapping(template as TemplateMapping, scope);
  }
  return template;
}

/** A mapping with all its expressions evaluated. */
export function resolveMapping(template: TemplateMapping, scope: Scope): JsonObject {
  const pairs = Object.entries(template).map(([key, one]) => [key, resolve(one, scope)] as const);
  return Object.fromEntries(pairs);
}

/** A mapping of texts: of environment variables, inputs of an action, outputs. */
export function resolveTexts(template: TemplateMapping, scope: Scope): Record<string, string> {
  const pairs = Object.entries(resolveMapping(template, scope));
  return Object.fromEntries(pairs.map(([key, value]) => [key, asText(value)] as const));
}

/** A template as text, as GitHub writes a value into one. */
export function resolveText(template: Template, scope: Scope): string {
  return asText(resolve(template, scope));
}

/** A value as text. */
export function asText(value: Json): string {
  return toData(value).coerceString();
}

function evaluateData(text: string, scope: Scope): data.ExpressionData {
  try {
    const functions = functionsOf(scope);
    const tree = new Parser(tokensOf(text), [...CONTEXTS], functions).parse();
    const contexts = new data.Dictionary(
      ...CONTEXTS.map((key) => ({ key, value: toData(scope.contexts[key] ?? null) })),
    );
    const byName = new Map(functions.map((one) => [one.name.toLowerCase(), one]));
    return new Evaluator(tree, contexts, byName).evaluate();
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`\${{ ${text} }} cannot be evaluated: ${errorMessage(cause)}`, { cause });
  }
}

function functionsOf({
  status = GOOD,
  hashFiles,
}: Scope): readonly FunctionDefinition[] & FunctionDefinition[] {
  const answer = (name: string, value: boolean): FunctionDefinition => ({
    name,
    minArgs: 0,
    maxArgs: Number.MAX_SAFE_INTEGER,
    call: () => new data.BooleanData(value),
  });
  return [
    answer('success', status.success && !status.cancelled),
    answer('failure', status.failure && !status.cancelled),
    answer('cancelled', status.cancelled),
    answer('always', true),
    {
      name: 'hashFiles',
      minArgs: 1,
      maxArgs: 255,
      call: (...patterns) => {
        if (hashFiles === undefined) throw new UserError('hashFiles() is only known in a step.');
        return new data.StringData(hashFiles(patterns.map((one) => one.coerceString())));
      },
    },
  ];
}

function toData(value: Json): data.ExpressionData {
  if (value === null) return new data.Null();
  if (typeof value === 'string') return new data.StringData(value);
  if (typeof value === 'number') return new data.NumberData(value);
  if (typeof value === 'boolean') return new data.BooleanData(value);
  if (isJsonArray(value)) return new data.Array(...value.map(toData));
  const pairs = Object.entries(value).map(([key, one]) => ({ key, value: toData(one) }));
  return new data.Dictionary(...pairs);
}

function isJsonArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function fromData(value: data.ExpressionData): Json {
  return JSON.parse(JSON.stringify(value, data.replacer)) as Json;
}
