import type { BaseOutputs } from '../documents/base-outputs.ts';
import { estimate } from './estimate.ts';
import type { Estimate } from './estimate.ts';
import { percent, perDay, share } from './money.ts';
import type { Amount } from './money.ts';
import type { CostResource } from './resource.ts';

/** A base and how many services run on its load balancers, this preview's included. */
export interface SharedBase {
  readonly outputs: BaseOutputs;
  readonly services: number;
}

/** This preview's part of its base, by the services it has on the base's load balancers. */
export interface BaseShare {
  readonly perDay: Amount;
  /** What this preview carries of it. */
  readonly share: Amount;
  /** Saved against a base of this preview's own, of what the preview would cost then, in percent. */
  readonly savedPercent: number;
  /** False when a part of the base has no known price. */
  readonly complete: boolean;
}

/**
 * What a base costs as its outputs show it: load balancers with their addresses, and the zone.
 * Gateways and databases are not in the outputs; `estimate-cost` reads them from the base's state.
 */
export function baseCost(outputs: BaseOutputs): Estimate {
  const zone = outputs.hostedZoneId == null ? [] : [resource('aws:route53/zone:Zone', 'zone', {})];
  const balancers = outputs.loadBalancers.map(({ name }) =>
    resource('aws:lb/loadBalancer:LoadBalancer', name, { subnets: outputs.publicSubnetIds }),
  );
  return estimate([...balancers, ...zone], outputs.region);
}

/**
 * The part of the base that a preview carries: as much as it has of all services on it.
 *
 * @param ownPerMonth what the preview costs itself
 * @param ownServices how many services it has on the base
 */
export function baseShare(
  base: SharedBase,
  ownPerMonth: Amount,
  ownServices: number,
): BaseShare | null {
  const { perMonth, complete } = baseCost(base.outputs);
  const all = Math.max(base.services, ownServices);
  if (all === 0) return null;
  const carried = share(perMonth, ownServices, all);
  const savedPercent = percent(perMonth - carried, ownPerMonth + perMonth);
  return { perDay: perDay(perMonth), share: perDay(carried), savedPercent, complete };
}

/** What sharing one base saves against a copy of the base for each of so many previews. */
export interface Saving {
  readonly previews: number;
  readonly shared: Amount;
  readonly copies: Amount;
  readonly savedPercent: number;
}

/** @param preview what one preview costs in a month */
export function savingOf(base: Amount, preview: Amount, previews: number): Saving {
  const count = BigInt(previews);
  const shared = base + count * preview;
  const copies = count * (base + preview);
  return { previews, shared, copies, savedPercent: percent(copies - shared, copies) };
}

function resource(type: string, name: string, settings: CostResource['settings']): CostResource {
  return { type, name, settings };
}
