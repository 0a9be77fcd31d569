import { isDeepStrictEqual } from 'node:util';
import type { Json } from './graph.ts';

/** One place in which the values of environments differ; undefined: it is not there. */
export interface ValueDifference {
  /** `healthCheck.path`, `ingress[ruleNo=200].fromPort`, `subnets[]`. */
  readonly path: string;
  readonly values: readonly (Json | undefined)[];
}

type Values = readonly (Json | undefined)[];
type JsonObject = { readonly [key: string]: Json };

/** Fields that name an item of a list, tried in this order. */
const IDENTITIES = [
  'ruleNo',
  'name',
  'Name',
  'key',
  'id',
  'Id',
  'sid',
  'Sid',
  'capacityProvider',
  'containerName',
  'ruleName',
];

/**
 * Where values differ, as deep as it can be told. Lists are compared item by item: by the field that
 * names them, as sets where they are plain values, else by their place.
 *
 * @param values one for each environment, in the same order everywhere
 */
export function valueDifferences(path: string, values: Values): readonly ValueDifference[] {
  if (values.every((value) => isDeepStrictEqual(value, values[0]))) return [];
  if (values.every(isObject)) return objectDifferences(path, values);
  if (values.every(isList)) return listDifferences(path, values);
  return [{ path, values }];
}

function objectDifferences(path: string, values: readonly JsonObject[]): ValueDifference[] {
  const keys = [...new Set(values.flatMap((value) => Object.keys(value)))].sort();
  return keys.flatMap((key) =>
    valueDifferences(
      path === '' ? key : `${path}.${key}`,
      values.map((value) => (Object.hasOwn(value, key) ? value[key] : undefined)),
    ),
  );
}

function listDifferences(
  path: string,
  lists: readonly (readonly Json[])[],
): readonly ValueDifference[] {
  const identity = IDENTITIES.find((field) => lists.every((list) => isNamedBy(list, field)));
  if (identity !== undefined) return namedDifferences(path, lists, identity);
  const sameLength = lists.every((list) => list.length === lists[0]?.length);
  const plain = lists.every((list) => list.every((item) => !isObject(item) && !isList(item)));
  const single = lists.every((list) => list.length === 1);
  if (single || (!plain && sameLength)) return placeDifferences(path, lists);
  return memberDifferences(path, lists);
}

function isNamedBy(list: readonly Json[], field: string): boolean {
  const names = list.map((item) => (isObject(item) ? item[field] : undefined));
  const given = names.every((name) => typeof name === 'string' || typeof name === 'number');
  return given && new Set(names).size === list.length;
}

function namedDifferences(
  path: string,
  lists: readonly (readonly Json[])[],
  field: string,
): readonly ValueDifference[] {
  const named = lists.map(
    (list) =>
      new Map(list.filter(isObject).map((item) => [JSON.stringify(item[field]), item as Json])),
  );
  const names = [...new Set(named.flatMap((list) => [...list.keys()]))];
  return names.flatMap((name) =>
    valueDifferences(
      `${path}[${field}=${name.replace(/^"|"$/g, '')}]`,
      named.map((list) => list.get(name)),
    ),
  );
}

function placeDifferences(
  path: string,
  lists: readonly (readonly Json[])[],
): readonly ValueDifference[] {
  return (lists[0] ?? []).flatMap((_, index) =>
    valueDifferences(
      `${path}[${index}]`,
      lists.map((list) => list[index]),
    ),
  );
}

/** Items of no name in lists of unlike length: those that not every list has as often. */
function memberDifferences(path: string, lists: readonly (readonly Json[])[]): ValueDifference[] {
  const items = new Map(lists.flat().map((item) => [canonical(item), item]));
  return [...items].flatMap(([text, item]) => {
    const counts = lists.map((list) => list.filter((one) => canonical(one) === text).length);
    if (counts.every((count) => count === counts[0])) return [];
    const most = Math.max(...counts);
    return [{ path: `${path}[]`, values: counts.map((count) => shown(item, count, most)) }];
  });
}

/** An item that is there oftener in one list than in another is told with its number. */
function shown(item: Json, count: number, most: number): Json | undefined {
  if (count === 0) return undefined;
  return most === 1 ? item : { item, times: count };
}

function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join()}}`;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
