import type { TemplateToken } from '@actions/workflow-parser/templates/tokens/template-token';
import {
  isBasicExpression,
  isBoolean,
  isMapping,
  isNumber,
  isSequence,
  isString,
} from '@actions/workflow-parser/templates/tokens/type-guards';
import { UserError } from '../../../action-shared/errors.ts';

const SOURCE = Symbol('source of an expression');

/** A part of a workflow file that is only known when it is evaluated. */
export interface Expression {
  /** Without `${{` and `}}`. */
  readonly [SOURCE]: string;
}

export function expression(source: string): Expression {
  return { [SOURCE]: source };
}

export function isExpression(value: Template | undefined): value is Expression {
  return typeof value === 'object' && value !== null && SOURCE in value;
}

/** The text of an expression, without `${{` and `}}`. */
export function sourceOf(one: Expression): string {
  return one[SOURCE];
}

/** A value of a workflow file as GitHub's parser read it: plain data, with expressions in it. */
export type Template =
  string | number | boolean | null | Expression | readonly Template[] | TemplateMapping;

export interface TemplateMapping {
  readonly [key: string]: Template;
}

/** Plain data out of the parser's tokens. */
export function toTemplate(token: TemplateToken): Template {
  if (isBasicExpression(token)) return expression(token.expression);
  if (isString(token) || isNumber(token) || isBoolean(token)) return token.value;
  if (isMapping(token)) {
    const pairs = [...token].map(({ key, value }) => {
      if (!isString(key)) {
        throw new UserError(`line ${key.line}: keys that are expressions are not supported here.`);
      }
      return [key.value, toTemplate(value)] as const;
    });
    return Object.fromEntries(pairs);
  }
  if (isSequence(token)) return [...token].map(toTemplate);
  return null;
}

export function isTemplateMapping(value: Template | undefined): value is TemplateMapping {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !isExpression(value)
  );
}

/** The mapping below a key; an empty one when there is none. */
export function mappingAt(parent: TemplateMapping, key: string): TemplateMapping {
  const value = parent[key];
  return isTemplateMapping(value) ? value : {};
}

/** The text below a key; null when there is none. */
export function textAt(parent: TemplateMapping, key: string): string | null {
  const value = parent[key];
  return value === undefined || value === null || typeof value === 'object' ? null : String(value);
}
