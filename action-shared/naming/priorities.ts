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
  readonly services: readonly string[];
  /** Priorities on the listener now; those of this preview may be among them. */
  readonly used: ReadonlySet<number>;
  /** Slots of the previous plan on the same load balancer: they never move. */
  readonly previous: ReadonlyMap<string, number>;
}

/**
 * A slot for every service: the one it had, else its preferred one or the next free one. Services
 * without a slot (listener full) are missing in the result.
 */
export function allocatePriorities(request: PriorityRequest): Map<string, number> {
  const { app, environment, services, previous } = request;
  const taken = new Set([...request.used, ...previous.values()]);
  const slots = new Map<string, number>();
  for (const service of services) {
    const kept = previous.get(service);
    const slot = kept ?? nextFreePriority(preferredPriority(app, environment, service), taken);
    if (slot === null) continue;
    slots.set(service, slot);
    taken.add(slot);
  }
  return slots;
}
