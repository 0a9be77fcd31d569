import { UserError } from '../errors.ts';
import { plainLines } from './plain-lines.ts';

/** Longest piece of a wrong value that an error repeats. */
const LONGEST_FOUND = 80;

/** Reads inputs one by one and remembers what is wrong with each, so that all faults are told at once. */
export interface InputReader {
  /** Trimmed text; `''` when not given and not required. */
  text(name: string, rules?: TextRules): string;
  /** Text that no error may repeat. */
  secret(name: string, rules?: { readonly required?: boolean }): string;
  /** Whole number within bounds (both included). */
  integer(name: string, rules: NumberRules): number;
  /** Whole number within bounds; null when not given. */
  optionalInteger(name: string, rules: NumberRules): number | null;
  /** Number within bounds (both included), for example seconds. */
  number(name: string, rules: NumberRules): number;
  /** `true` or `false` in YAML's three spellings. */
  boolean(name: string): boolean;
  /** One of these words. */
  choice<const T extends string>(name: string, allowed: readonly T[]): T;
  /** Lines that are not empty, trimmed. */
  lines(name: string, rules?: { readonly required?: boolean }): readonly string[];
  /**
   * A form of its own: `parse` throws an Error whose message says what is wrong. Its result is
   * `fallback` then, which nobody sees, because the reading as a whole fails.
   */
  parsed<T>(name: string, parse: (text: string) => T, allowed: string, fallback: T): T;
  /** Adds a fault found by comparing inputs with each other. */
  problem(name: string, found: string, allowed: string): void;
}

export interface TextRules {
  readonly required?: boolean;
  readonly pattern?: RegExp;
  /** Says in words what is allowed; shown in the error. */
  readonly allowed?: string;
}

export interface NumberRules {
  readonly min: number;
  readonly max: number;
}

/**
 * Builds an action's inputs.
 *
 * @param input gives the raw text of an input, `''` when it was not given
 * @param build reads every input through the reader and returns the whole
 * @returns what `build` made, frozen
 * @throws UserError listing every wrong input: its name, what was found, what is allowed
 */
export function readInputs<T extends object>(
  input: (name: string) => string,
  build: (reader: InputReader) => T,
): Readonly<T> {
  const problems: string[] = [];
  const inputs = build(inputReader(input, problems));
  if (problems.length === 1) throw new UserError(`Wrong input ${problems.join('')}`);
  if (problems.length > 1) {
    throw new UserError(
      `${problems.length} wrong inputs:\n${problems.map((one) => `- ${one}`).join('\n')}`,
    );
  }
  return Object.freeze(inputs);
}

function inputReader(input: (name: string) => string, problems: string[]): InputReader {
  const problem = (name: string, found: string, allowed: string): void => {
    problems.push(`\`${name}\`: ${found}; allowed: ${allowed}.`);
  };
  const raw = (name: string): string => input(name).trim();
  return {
    problem: (name, found, allowed) => problem(name, `found ${quoted(found)}`, allowed),
    ...textReaders(raw, problem),
    ...numberReaders(raw, problem),
    boolean: (name) => booleanOf(name, raw(name), problem),
    choice: (name, allowed) => choiceOf(name, raw(name), allowed, problem),
    parsed(name, parse, allowed, fallback) {
      try {
        return parse(raw(name));
      } catch (error) {
        const why = error instanceof Error ? ` (${oneLine(error.message)})` : '';
        problem(name, `found ${quoted(raw(name))}${why}`, allowed);
        return fallback;
      }
    },
  };
}

type Problem = (name: string, found: string, allowed: string) => void;
type Raw = (name: string) => string;

function textReaders(raw: Raw, problem: Problem): Pick<InputReader, 'text' | 'secret' | 'lines'> {
  return {
    text(name, rules = {}) {
      const text = raw(name);
      const allowed = rules.allowed ?? 'any text';
      if (text === '' && rules.required) problem(name, 'missing', allowed);
      else if (text !== '' && rules.pattern && !rules.pattern.test(text)) {
        problem(name, `found ${quoted(text)}`, allowed);
      }
      return text;
    },
    secret(name, rules = {}) {
      const text = raw(name);
      if (text === '' && rules.required) problem(name, 'missing', 'a secret');
      return text;
    },
    lines(name, rules = {}) {
      const lines = raw(name)
        .split(/\r\n|\r|\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
      if (lines.length === 0 && rules.required) problem(name, 'missing', 'one or more lines');
      return lines;
    },
  };
}

function numberReaders(
  raw: Raw,
  problem: Problem,
): Pick<InputReader, 'integer' | 'optionalInteger' | 'number'> {
  const read = (name: string, form: RegExp, kind: string, rules: NumberRules): number => {
    const text = raw(name);
    const value = form.test(text) ? Number(text) : Number.NaN;
    if (value >= rules.min && value <= rules.max) return value;
    const found = text === '' ? 'missing' : `found ${quoted(text)}`;
    problem(name, found, `a ${kind} from ${rules.min} to ${rules.max}`);
    return rules.min;
  };
  const integer = (name: string, rules: NumberRules): number =>
    read(name, /^[+-]?\d{1,15}$/, 'whole number', rules);
  return {
    integer,
    optionalInteger: (name, rules) => (raw(name) === '' ? null : integer(name, rules)),
    number: (name, rules) => read(name, /^[+-]?\d{1,15}(?:\.\d{1,9})?$/, 'number', rules),
  };
}

function booleanOf(name: string, text: string, problem: Problem): boolean {
  const value = text.toLowerCase();
  const yaml = [value, value.toUpperCase(), value.slice(0, 1).toUpperCase() + value.slice(1)];
  if ((value === 'true' || value === 'false') && yaml.includes(text)) return value === 'true';
  problem(name, text === '' ? 'missing' : `found ${quoted(text)}`, '`true` or `false`');
  return false;
}

function choiceOf<T extends string>(
  name: string,
  text: string,
  allowed: readonly T[],
  problem: Problem,
): T {
  const chosen = allowed.find((one) => one === text);
  if (chosen !== undefined) return chosen;
  const words = allowed.map((one) => `\`${one}\``).join(', ');
  problem(name, text === '' ? 'missing' : `found ${quoted(text)}`, words);
  // Nobody sees it: the reading as a whole fails.
  return text as T;
}

/** Each wrong input has one line in the list of all. */
function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** A value as an error repeats it: one short printable line. */
function quoted(text: string): string {
  const line = plainLines(text).replaceAll('\n', '⏎');
  return line.length <= LONGEST_FOUND ? `"${line}"` : `"${line.slice(0, LONGEST_FOUND)}..."`;
}
