import { UserError } from '../errors.ts';

/** One thing wrong with something a user wrote. */
export interface Problem {
  /** Where: `services.api.port`, or the name of an input. */
  readonly path: string;
  /** `line:column` in the file, where known. */
  readonly position: string | null;
  /** What is there: a value as JSON, or a short phrase. */
  readonly found: string;
  /** What may be there. */
  readonly allowed: string;
}

/** Problems in the order in which they stand in the file. */
export function inFileOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.toSorted((a, b) => offset(a) - offset(b));
}

function offset({ position }: Problem): number {
  const [line = 0, column = 0] = (position ?? '0:0').split(':').map(Number);
  return line * 10_000 + column;
}

/**
 * One error for all problems, one line each: path, position, found, allowed.
 */
export function problemsError(title: string, problems: readonly Problem[]): UserError {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new UserError([`${title}: ${count}`, ...problems.map(problemLine)].join('\n'));
}

function problemLine({ path, position, found, allowed }: Problem): string {
  const at = position === null ? '' : ` (${position})`;
  return `- ${path}${at}: found ${found}; allowed: ${allowed}`;
}

/** Longest value that is repeated in a message. */
const FOUND_MAX = 80;

/** A value as it may stand in a message: JSON, cut, `nothing` for undefined. */
export function showFound(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > FOUND_MAX ? `${text.slice(0, FOUND_MAX)}…` : text;
}

/**
 * The entry of `known` that `word` was probably meant to be, at most two letters away; else null.
 */
export function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  const limit = Math.min(2, Math.floor(word.length / 2));
  return best !== undefined && best.distance <= limit ? best.candidate : null;
}

/** ` (did you mean "port"?)` or nothing. */
export function didYouMean(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return meant === null ? '' : ` (did you mean ${JSON.stringify(meant)}?)`;
}

/** Levenshtein distance, without regard to case. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, left] of Array.from(a.toLowerCase()).entries()) {
    const next = [i + 1];
    for (const [j, right] of Array.from(b.toLowerCase()).entries()) {
      const replaced = (row[j] ?? 0) + (left === right ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
