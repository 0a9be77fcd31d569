import { z } from 'zod';
import { ApiError } from './api.ts';
import type { Container } from './container.ts';

const KNOWN = ['label', 'status', 'name', 'id', 'ancestor'];

// Older clients send {"label":["a"]}, newer ones {"label":{"a":true}}.
const Filters = z.record(
  z.string(),
  z.union([z.array(z.string()), z.record(z.string(), z.boolean())]),
);

/** Filters of a list call: name of the filter to its values. */
export type ContainerFilters = ReadonlyMap<string, readonly string[]>;

/** @throws ApiError 400 for text that is not a filter object or names a filter we do not know */
export function parseFilters(text: string | null): ContainerFilters {
  if (text === null || text === '') return new Map();
  const parsed = Filters.safeParse(parseJson(text));
  if (!parsed.success) throw new ApiError(400, 'invalid filter');
  const filters = new Map<string, readonly string[]>();
  for (const [name, values] of Object.entries(parsed.data)) {
    if (!KNOWN.includes(name)) throw new ApiError(400, `invalid filter '${name}'`);
    filters.set(name, Array.isArray(values) ? values : Object.keys(values));
  }
  return filters;
}

/** All labels must match; of the other filters one value is enough (as Docker does). */
export function matchesFilters(container: Container, filters: ContainerFilters): boolean {
  const { settings, state } = container;
  const any = (name: string, test: (value: string) => boolean) => {
    const values = filters.get(name);
    return values === undefined || values.some(test);
  };
  return (
    (filters.get('label') ?? []).every((label) => hasLabel(settings.labels, label)) &&
    any('status', (status) => status === state.status) &&
    any('name', (name) => settings.name.includes(name.replace(/^\//, ''))) &&
    any('id', (id) => settings.id.startsWith(id)) &&
    any('ancestor', (image) => settings.image === image || settings.stored.digest === image)
  );
}

function hasLabel(labels: Readonly<Record<string, string>>, wanted: string): boolean {
  const [key = '', ...value] = wanted.split('=');
  if (!(key in labels)) return false;
  return value.length === 0 || labels[key] === value.join('=');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}
