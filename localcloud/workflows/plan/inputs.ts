import { UserError } from '../../../action-shared/errors.ts';
import type { Json, JsonObject, Scope } from '../expressions/evaluate.ts';
import { asText, resolve } from '../expressions/evaluate.ts';
import type { CallContract, InputDefinition } from '../files/workflow-file.ts';

/**
 * Typed inputs of a workflow that a job calls.
 * @param given values of `with:`, evaluated
 * @param scope what defaults may name
 * @throws UserError listing every wrong input
 */
export function callInputs(
  { inputs }: CallContract,
  given: JsonObject,
  scope: Scope,
): Record<string, Json> {
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  const faults = unknown.map(
    (name) => `Invalid input, ${name} is not defined in the referenced workflow.`,
  );
  const typed = Object.entries(inputs).map(([name, definition]) => {
    const value = given[name];
    if (value === undefined && definition.required && definition.default === undefined) {
      faults.push(`Input ${name} is required, but not provided while calling.`);
    }
    const chosen = value ?? resolve(definition.default ?? emptyOf(definition.type), scope);
    return [name, typedValue(name, definition, chosen, faults)] as const;
  });
  refuse(faults);
  return Object.fromEntries(typed);
}

/**
 * Typed inputs of a dispatched workflow; GitHub answers wrong ones with 422.
 * @throws UserError listing every wrong input
 */
export function dispatchInputs(
  inputs: Readonly<Record<string, InputDefinition>>,
  given: Readonly<Record<string, string>>,
): Record<string, Json> {
  const unknown = Object.keys(given).filter((name) => !(name in inputs));
  const faults =
    unknown.length > 0 ? [`Unexpected inputs provided: ${JSON.stringify(unknown)}`] : [];
  const typed = Object.entries(inputs).map(([name, definition]) => {
    const value = given[name] ?? definition.default ?? null;
    const missing = value === null || value === '';
    if (missing && definition.required) faults.push(`Required input '${name}' not provided`);
    const chosen = missing ? emptyOf(definition.type) : (value as Json);
    return [name, typedValue(name, definition, chosen, faults)] as const;
  });
  refuse(faults);
  return Object.fromEntries(typed);
}

function typedValue(
  name: string,
  { type, options }: InputDefinition,
  value: Json,
  faults: string[],
): Json {
  const text = asText(value);
  if (type === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true';
  } else if (type === 'number') {
    if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  } else if (type !== 'choice' || text === '' || options.includes(text)) return text;
  const allowed = type === 'choice' ? `one of ${options.join(', ')}` : `a ${type}`;
  faults.push(`Input ${name} is "${text}", not ${allowed}.`);
  return text;
}

function emptyOf(type: InputDefinition['type']): Json {
  return type === 'boolean' ? false : type === 'number' ? 0 : '';
}

function refuse(faults: readonly string[]): void {
  if (faults.length > 0) throw new UserError(faults.join('\n'));
}
