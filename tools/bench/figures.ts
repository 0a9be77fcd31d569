/** One line of the bench's table. */
export interface Figure {
  readonly name: string;
  readonly measured: string;
  /** The limit as a person reads it; null: there is none, the figure is for information. */
  readonly limit: string | null;
  /** Whether the limit is kept; null without a limit. */
  readonly kept: boolean | null;
  /** What was measured, how often, and with what. */
  readonly how: string;
}

export interface Chapter {
  readonly title: string;
  /** Said above the table. */
  readonly note: string;
  readonly figures: readonly Figure[];
}

/** The middle of the numbers; of two middles, their mean. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('median of nothing');
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
  return (lower + upper) / 2;
}

/** Runs `body` several times, one after the other. */
export async function repeated<T>(
  times: number,
  body: (round: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (let round = 1; round <= times; round += 1) results.push(await body(round));
  return results;
}

/** Result of `body` and its seconds. */
export async function timed<T>(body: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const started = performance.now();
  const result = await body();
  return { result, seconds: (performance.now() - started) / 1000 };
}

/** A number with a limit that it must not exceed. */
export function atMost(
  name: string,
  value: number,
  limit: number,
  unit: string,
  how: string,
): Figure {
  return {
    name,
    measured: `${shown(value)}${unit}`,
    limit: `<= ${shown(limit)}${unit}`,
    kept: value <= limit,
    how,
  };
}

/** A number without a limit. */
export function informal(name: string, measured: string, how: string): Figure {
  return { name, measured, limit: null, kept: null, how };
}

/** Three significant digits, thousands as they are: `0.17`, `4.21`, `115`, `12345`. */
export function shown(value: number): string {
  if (Number.isInteger(value) || value >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
