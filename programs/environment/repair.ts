import type { z } from 'zod';

/** Stand in for what must be there; no rule's finding about them is shown. */
const REQUIRED = {
  region: 'eu-west-1',
  repository: 'owner/name',
  network: { cidr: '192.168.0.0/22' },
  budget: { monthlyUsd: 1 },
};

type Issue = z.core.$ZodIssue;
type Mapping = Record<string, unknown>;

/** A copy of the values without those that the schema refused, what must be there filled in. */
export function withoutFaults(values: unknown, issues: readonly Issue[]): unknown {
  const copy: unknown = structuredClone(values);
  for (const issue of issues) {
    const keys = issue.code === 'unrecognized_keys' ? issue.keys : [];
    for (const key of keys) remove(copy, [...issue.path, key]);
    if (keys.length === 0) remove(copy, issue.path);
  }
  const rest = isMapping(copy) ? copy : {};
  return {
    ...REQUIRED,
    ...rest,
    network: { ...REQUIRED.network, ...mappingOf(rest['network']) },
    budget: { ...REQUIRED.budget, ...mappingOf(rest['budget']) },
  };
}

/** Removes the value at `path`; one inside a list takes the whole list with it. */
function remove(root: unknown, path: readonly PropertyKey[]): void {
  let holder: unknown = root;
  for (const [index, key] of path.entries()) {
    if (!isMapping(holder)) return;
    const name = String(key);
    const child = holder[name];
    if (index === path.length - 1 || Array.isArray(child)) {
      Reflect.deleteProperty(holder, name);
      return;
    }
    holder = child;
  }
}

function mappingOf(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
