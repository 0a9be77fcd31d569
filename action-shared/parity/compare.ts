import { isDeepStrictEqual } from 'node:util';
import type { EnvironmentGraph, GraphResource, Json } from './graph.ts';
import { differInHashOnly, withoutHashes } from './neutral-text.ts';
import { PARITY_CONTRACT } from './report.ts';
import type { Difference, ParityReport, Waiver } from './report.ts';
import { presenceRule } from './presence-rules.ts';
import { settingRule } from './rules.ts';
import { valueDifferences } from './value-differences.ts';
import type { ValueDifference } from './value-differences.ts';
import { waive } from './waive.ts';

/** Kind under which differences of the configuration are told. */
const CONFIG = 'config';

/** What no rule names, but is the same up to a hash of the environment's name. */
const HASHED_NAME = { class: 'name', reason: 'a hash of the name' } as const;

/** A resource of one name in every environment that has it. */
interface Row {
  readonly kind: string;
  readonly name: string;
  /** In the order of the environments. */
  readonly cells: readonly (GraphResource | undefined)[];
}

/**
 * Compares environments with each other: every difference is allowed by a rule, waived with a reason,
 * or broken parity. No environment is the measure of the others; the order does not matter.
 *
 * @param options.today ISO 8601; a waiver counts up to its last day
 * @throws Error for less than two environments or two of one name
 */
export function compareEnvironments(
  environments: readonly EnvironmentGraph[],
  options: { readonly waivers?: readonly Waiver[]; readonly today: string },
): ParityReport {
  const names = environments.map(({ name }) => name);
  if (names.length < 2 || new Set(names).size < names.length) {
    throw new Error(`two or more environments with names of their own, not ${names.join(', ')}`);
  }
  const rows = rowsOf(environments);
  const found = [
    ...configDifferences(environments),
    ...rows.flatMap((row) => rowDifferences(row, rows, names)),
  ];
  const { differences, stale } = waive(found, options.waivers ?? [], options.today);
  const count = (verdict: Difference['verdict']) =>
    differences.filter((one) => one.verdict === verdict).length;
  const broken = count('broken');
  return {
    contract: PARITY_CONTRACT,
    environments: environments.map(({ name, resources }) => ({
      name,
      resources: resources.length,
    })),
    parity: broken === 0,
    counts: { broken, waived: count('waived'), allowed: count('allowed'), same: sameRows(rows) },
    differences: differences.toSorted(byGravity),
    staleWaivers: [...stale],
  };
}

function rowsOf(environments: readonly EnvironmentGraph[]): readonly Row[] {
  const rows = new Map<
    string,
    { kind: string; name: string; cells: (GraphResource | undefined)[] }
  >();
  environments.forEach(({ resources }, index) => {
    for (const one of resources) {
      const key = `${one.kind} ${one.name}`;
      const empty = () => environments.map((): GraphResource | undefined => undefined);
      const row = rows.get(key) ?? { kind: one.kind, name: one.name, cells: empty() };
      row.cells[index] = one;
      rows.set(key, row);
    }
  });
  return joined([...rows.values()]).sort((a, b) =>
    compareText(`${a.kind} ${a.name}`, `${b.kind} ${b.name}`),
  );
}

/** Rows that only a hash in their names tells apart, each in environments of its own, are one. */
function joined(rows: readonly Row[]): Row[] {
  const partial = rows.filter(({ cells }) => cells.includes(undefined));
  const alike = Object.groupBy(partial, ({ kind, name }) => `${kind} ${withoutHashes(name)}`);
  const merged = Object.values(alike).flatMap((group) => joinedGroup(group ?? []));
  return [...rows.filter((row) => !partial.includes(row)), ...merged];
}

function joinedGroup(group: readonly Row[]): readonly Row[] {
  const [first] = group;
  if (first === undefined || !differInHashOnly(group.map(({ name }) => name))) return group;
  const cells = first.cells.map((_, index) =>
    group.map((row) => row.cells[index]).filter((cell) => cell !== undefined),
  );
  if (cells.some((found) => found.length > 1)) return group;
  return [{ ...first, name: withoutHashes(first.name), cells: cells.map(([cell]) => cell) }];
}

function sameRows(rows: readonly Row[]): number {
  return rows.filter(({ cells }) => {
    const first = cells[0]?.settings;
    return cells.every((cell) => cell !== undefined && isDeepStrictEqual(cell.settings, first));
  }).length;
}

function configDifferences(environments: readonly EnvironmentGraph[]): Difference[] {
  const names = environments.map(({ name }) => name);
  if (environments.some(({ config }) => config === null)) return [];
  const configs = environments.map(({ config }) => config ?? {});
  return valueDifferences('', configs).map((one) =>
    judged('config', { kind: CONFIG, name: '' }, one, names),
  );
}

function rowDifferences(row: Row, rows: readonly Row[], names: readonly string[]): Difference[] {
  const present = row.cells.filter((cell) => cell !== undefined);
  const missing = present.length === row.cells.length ? [] : [missingFrom(row, rows, names)];
  const owners = names.filter((_, index) => row.cells[index] !== undefined);
  const settings = valueDifferences(
    '',
    present.map((cell) => cell.settings),
  );
  return [...missing, ...settings.map((one) => judged('setting', row, one, owners))];
}

function judged(
  what: Difference['what'],
  { kind, name }: Pick<Row, 'kind' | 'name'>,
  { path, values }: ValueDifference,
  names: readonly string[],
): Difference {
  const texts = values.filter((value) => typeof value === 'string');
  const hashed = texts.length === values.length && differInHashOnly(texts);
  const rule = settingRule(kind, path) ?? (hashed ? HASHED_NAME : null);
  return {
    verdict: rule === null ? 'broken' : 'allowed',
    ...{ what, kind, name, path },
    values: byName(names, values),
    class: rule?.class ?? null,
    reason: rule?.reason ?? 'must be the same in every environment',
  };
}

/** A part that is not everywhere: allowed where its number is a value and none is without any. */
function missingFrom(row: Row, rows: readonly Row[], names: readonly string[]): Difference {
  const { kind, name, cells } = row;
  const rule = presenceRule(kind, name);
  const enough = rule !== null && (rule.least === 'none' || everywhere(row, rows));
  return {
    verdict: enough ? 'allowed' : 'broken',
    what: 'missing',
    ...{ kind, name, path: '' },
    values: byName(
      names,
      cells.map((cell) => (cell === undefined ? undefined : 'present')),
    ),
    class: enough ? rule.class : null,
    reason: enough ? rule.reason : 'must be in every environment',
  };
}

/** True when every environment has one of this series, `{env}-public-1`, `-2`, whatever its number. */
function everywhere(row: Row, rows: readonly Row[]): boolean {
  const series = rows.filter(
    ({ kind, name }) => kind === row.kind && stem(name) === stem(row.name),
  );
  return row.cells.every((_, index) => series.some(({ cells }) => cells[index] !== undefined));
}

function stem(name: string): string {
  return name.replace(/[-_](\d+|[a-f])(?=$|#)/, '');
}

function byName(
  names: readonly string[],
  values: readonly (Json | undefined)[],
): Difference['values'] {
  const entries = names.map((name, index) => [name, values[index] ?? null] as const);
  return Object.fromEntries(entries) as Difference['values'];
}

const GRAVITY = { broken: 0, waived: 1, allowed: 2 } as const;
const ORDER = { missing: 0, setting: 1, config: 2 } as const;

function byGravity(a: Difference, b: Difference): number {
  return (
    GRAVITY[a.verdict] - GRAVITY[b.verdict] ||
    ORDER[a.what] - ORDER[b.what] ||
    compareText(`${a.kind} ${a.name} ${a.path}`, `${b.kind} ${b.name} ${b.path}`)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
