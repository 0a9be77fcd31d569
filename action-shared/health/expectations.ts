import { UserError } from '../errors.ts';

/** Inclusive range of HTTP status codes. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** What a healthy answer looks like. */
export interface Expectations {
  readonly status: readonly StatusRange[];
  /** Text the body contains, or a pattern it matches; null: any body. */
  readonly body: string | RegExp | null;
  /** Headers, lower-case names; `value` null: only has to be there. */
  readonly headers: readonly { readonly name: string; readonly value: string | null }[];
  readonly version: ExpectedVersion | null;
}

export interface ExpectedVersion {
  /** Commit (at least 7 hexadecimal digits), digest (`sha256:...`), or any other word. */
  readonly expected: string;
  /** Lower-case name of the header that tells it. */
  readonly header: string;
  /** Top-level fields of a JSON body that tell it; dots reach into objects. */
  readonly fields: readonly string[];
  /**
   * True: an answer that tells no commit or digest at all is not held against it (something else, such
   * as the rollout's digest, proves the version). One that tells another is. @default false
   */
  readonly optional?: boolean;
}

/** True when a status is one of those that are expected. */
export function isExpected(status: number, ranges: readonly StatusRange[]): boolean {
  return ranges.some((range) => status >= range.from && status <= range.to);
}

/**
 * Parses `200, 204, 300-399`.
 *
 * @throws UserError saying which part is wrong
 */
export function parseStatusRanges(text: string): readonly StatusRange[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '');
  if (parts.length === 0) throw new UserError('no status given');
  return parts.map((part) => {
    const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || to < from) throw new UserError(`"${part}" is neither a status nor a range`);
    return { from, to };
  });
}

/**
 * Parses an expected body: `/pattern/flags` is a regular expression, everything else plain text, and
 * nothing is null.
 *
 * @throws UserError when the pattern is not a regular expression
 */
export function parseExpectedBody(text: string): string | RegExp | null {
  if (text === '') return null;
  const match = /^\/(.+)\/([imsu]*)$/s.exec(text);
  if (!match) return text;
  try {
    return new RegExp(match[1] ?? '', match[2]);
  } catch (cause) {
    throw new UserError('not a regular expression', { cause });
  }
}

/** Parses `name: value` or `name` (only has to be there); null when there is no name. */
export function parseHeader(line: string): { name: string; value: string | null } | null {
  const match = /^([\w!#$%&'*+.^`|~-]+)\s*(?::\s*(.*))?$/s.exec(line.trim());
  if (!match) return null;
  const value = match[2]?.trim() ?? '';
  return { name: (match[1] ?? '').toLowerCase(), value: value === '' ? null : value };
}
