import { createHash } from 'node:crypto';
import { PRIORITY_FIRST, PRIORITY_LAST } from './limits.ts';

const SLOTS = PRIORITY_LAST - PRIORITY_FIRST + 1;

/**
 * The listener-rule slot a service prefers, 1000..49999: a hash of app, environment and service, so
 * that two runs without knowledge of each other seldom want the same one.
 */
export function preferredPriority(app: string, environment: string, service: string): number {
  const hash = createHash('sha256').update(`${app}/${environment}/${service}`).digest();
  return PRIORITY_FIRST + (hash.readUInt32BE() % SLOTS);
}

/**
 * The first slot at or after `preferred` that is not used, going round at the end; null when all
 * 49,000 are taken.
 */
export function nextFreePriority(preferred: number, used: ReadonlySet<number>): number | null {
  for (let step = 0; step < SLOTS; step += 1) {
    const slot = PRIORITY_FIRST + ((preferred - PRIORITY_FIRST + step) % SLOTS);
    if (!used.has(slot)) return slot;
  }
  return null;
}

export interface PriorityRequest {
  readonly app: string;
  readonly environment: string;
  /**
   * Services by host, the one with the most specific paths first: a load balancer asks the rule with
   * the lowest number first, so within a group the slots must ascend.
   */
  readonly groups: readonly (readonly string[])[];
  /** Priorities on the listener now; those of this preview may be among them. */
  readonly used: ReadonlySet<number>;
  /** Slots of the previous plan on the same load balancer: they move only when their order must. */
  readonly previous: ReadonlyMap<string, number>;
}

/**
 * A slot for every service: the one it had, else its preferred one or the next free one. Services
 * without a slot (listener full) are missing in the result.
 */
export function allocatePriorities(request: PriorityRequest): Map<string, number> {
  const taken = new Set([...request.used, ...request.previous.values()]);
  const slots = new Map<string, number>();
  for (const group of request.groups) {
    const kept = inOrder(group, request.previous) ? request.previous : new Map<string, number>();
    const given =
      allocateGroup(group, request, kept, taken) ?? allocateGroup(group, request, new Map(), taken);
    for (const [service, slot] of given ?? []) {
      slots.set(service, slot);
      taken.add(slot);
    }
  }
  return slots;
}

/** Slots of one group in ascending order around those that are kept; null when there is no room. */
function allocateGroup(
  group: readonly string[],
  { app, environment }: PriorityRequest,
  kept: ReadonlyMap<string, number>,
  taken: ReadonlySet<number>,
): Map<string, number> | null {
  const slots = new Map<string, number>();
  let low = PRIORITY_FIRST - 1;
  for (const [index, service] of group.entries()) {
    const rest = group.slice(index + 1);
    const next = rest.map((name) => kept.get(name)).find((slot) => slot !== undefined);
    // Room for those still to come before the next kept slot.
    const high = (next ?? PRIORITY_LAST + 1) - rest.filter((name) => !kept.has(name)).length;
    const preferred = preferredPriority(app, environment, service);
    const slot = kept.get(service) ?? freeBetween(low, high, preferred, taken);
    if (slot === null) return null;
    slots.set(service, slot);
    low = slot;
  }
  return slots;
}

/** A free slot with low < slot < high, as near after `preferred` as can be. */
function freeBetween(
  low: number,
  high: number,
  preferred: number,
  taken: ReadonlySet<number>,
): number | null {
  const span = high - low - 1;
  const start = preferred > low && preferred < high ? preferred - low - 1 : 0;
  for (let step = 0; step < span; step += 1) {
    const slot = low + 1 + ((start + step) % span);
    if (!taken.has(slot)) return slot;
  }
  return null;
}

function inOrder(group: readonly string[], slots: ReadonlyMap<string, number>): boolean {
  const known = group.map((service) => slots.get(service)).filter((slot) => slot !== undefined);
  return known.every((slot, index) => index === 0 || slot > (known[index - 1] ?? 0));
}
