import type { z } from 'zod';

/** Stands in for a missing or wrong port; no rule looks at it. */
const ANY_PORT = 1;

type Issue = z.core.$ZodIssue;

/**
 * A copy of a document without the values that the schema refused, so that the rules over several
 * values can still look at the rest.
 */
export function withoutFaults(value: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const issue of issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) remove(copy, [...issue.path, key]);
    if (keys.length === 0) remove(copy, issue.path);
  }
  for (const service of servicesOf(copy)) service['port'] ??= ANY_PORT;
  return copy;
}

/** Removes the value at `path`; one inside a list takes the whole list with it. */
function remove(root: unknown, path: readonly PropertyKey[]): void {
  let holder: unknown = root;
  for (const [index, key] of path.entries()) {
    if (!isRecord(holder)) return;
    const name = String(key);
    const child = holder[name];
    if (index === path.length - 1 || Array.isArray(child)) {
      Reflect.deleteProperty(holder, name);
      return;
    }
    holder = child;
  }
}

function servicesOf(root: unknown): readonly Record<string, unknown>[] {
  const services = isRecord(root) ? root['services'] : undefined;
  return isRecord(services) ? Object.values(services).filter(isRecord) : [];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
