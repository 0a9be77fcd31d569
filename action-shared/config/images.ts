import { problemsError, showFound } from './problems.ts';
import type { Problem } from './problems.ts';

/** An image by digest: the only form that is ever deployed. */
export const DIGEST_REFERENCE = /^[^\s@]+@sha256:[0-9a-f]{64}$/;

/** A repository with a tag, a digest, or both. */
const REFERENCE =
  /^[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;
const ALLOWED = 'repository@sha256:<64 hex digits>, or repository:tag';

/**
 * Images of the `images` input: lines `service=reference` (`#` starts a comment line), or one JSON
 * object. Tags are taken too: the action resolves them to digests before `resolvePreview`.
 * @throws UserError with every line that is wrong
 */
export function parseImages(text: string): Record<string, string> {
  const { entries, problems } = text.trimStart().startsWith('{') ? fromJson(text) : fromLines(text);
  const all = [...problems, ...duplicates(entries), ...entries.flatMap(referenceProblem)];
  if (entries.length === 0 && problems.length === 0) all.push(nothing());
  if (all.length > 0) throw problemsError('images', all);
  return Object.fromEntries(entries);
}

type Entry = readonly [service: string, reference: string];
interface Entries {
  readonly entries: readonly Entry[];
  readonly problems: readonly Problem[];
}

function fromLines(text: string): Entries {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const written = lines.filter(({ line }) => line !== '' && !line.startsWith('#'));
  const bad = written.filter(({ line }) => line.indexOf('=') < 1);
  return {
    entries: written
      .filter(({ line }) => line.indexOf('=') > 0)
      .map(({ line }): Entry => {
        const equals = line.indexOf('=');
        return [line.slice(0, equals).trim(), line.slice(equals + 1).trim()];
      }),
    problems: bad.map(({ line, number }) =>
      problem(`line ${number}`, showFound(line), 'service=repository@sha256:<64 hex digits>'),
    ),
  };
}

function fromJson(text: string): Entries {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) {
    const found = showFound(text.trim());
    return { entries: [], problems: [problem('JSON', found, 'an object service -> reference')] };
  }
  const pairs = Object.entries(value).map(([key, entry]: [string, unknown]) => ({ key, entry }));
  return {
    entries: pairs.flatMap(({ key, entry }) =>
      typeof entry === 'string' ? [[key, entry.trim()] as const] : [],
    ),
    problems: pairs
      .filter(({ entry }) => typeof entry !== 'string')
      .map(({ key, entry }) => problem(key, showFound(entry), ALLOWED)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // told as a problem that shows the text
  }
}

function duplicates(entries: readonly Entry[]): readonly Problem[] {
  const names = entries.map(([service]) => service);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  return [...twice].map((name) => problem(name, 'more than one image', 'one image per service'));
}

function referenceProblem([service, reference]: Entry): readonly Problem[] {
  if (REFERENCE.test(reference) && /[:@]/.test(reference.replace(/^[^/]*:\d+\//, ''))) return [];
  return [problem(service, showFound(reference), ALLOWED)];
}

function nothing(): Problem {
  return problem('images', 'nothing', 'one service=repository@sha256:... a line, or a JSON object');
}

function problem(path: string, found: string, allowed: string): Problem {
  return { path, position: null, found, allowed };
}
