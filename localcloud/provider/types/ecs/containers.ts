import { isAbsent, isRecord } from '../../schema/values.ts';

/** What ECS fills in where a container definition does not say. */
const FILLED: Readonly<Record<string, unknown>> = { cpu: 0, essential: true };

/** Lists that ECS treats as sets, and what their entries go by. */
const BY_NAME = new Set(['environment', 'secrets']);

/**
 * Container definitions in the form in which ECS's answer and a program's request are equal: without
 * what is empty or filled in by ECS, in a fixed order.
 */
export function canonicalContainers(text: unknown): unknown {
  let containers: unknown;
  try {
    containers = JSON.parse(String(text));
  } catch {
    return text; // refused by Check; here only to be compared
  }
  return Array.isArray(containers) ? containers.map(container) : containers;
}

function container(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const kept = Object.entries(value).filter(([key, inner]) => inner !== FILLED[key]);
  const canonical = kept.map(([key, inner]): [string, unknown] => {
    if (key === 'portMappings' && Array.isArray(inner)) return [key, trim(inner.map(port))];
    if (BY_NAME.has(key) && Array.isArray(inner)) return [key, trim(inner.toSorted(byName))];
    return [key, trim(inner)];
  });
  return Object.fromEntries(canonical.filter(([, inner]) => !isAbsent(inner)).toSorted());
}

/** In awsvpc mode the host's port is the container's, and TCP is the default. */
function port(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const { hostPort, protocol, ...rest } = value;
  const other = hostPort === rest['containerPort'] || hostPort === 0 ? {} : { hostPort };
  return { ...rest, ...other, ...(protocol === 'tcp' ? {} : { protocol }) };
}

function byName(a: unknown, b: unknown): number {
  return nameOf(a).localeCompare(nameOf(b));
}

const nameOf = (value: unknown): string => (isRecord(value) ? String(value['name']) : '');

/** Without empty lists, empty maps and nulls; keys in order. */
function trim(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map(trim) : undefined;
  if (!isRecord(value)) return isAbsent(value) ? undefined : value;
  const kept = Object.entries(value)
    .map(([key, inner]): [string, unknown] => [key, trim(inner)])
    .filter(([, inner]) => inner !== undefined);
  return kept.length > 0 ? Object.fromEntries(kept.toSorted()) : undefined;
}
