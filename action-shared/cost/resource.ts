import type { PriceKey } from './price-keys.ts';

/** A cloud resource as a plan or a state knows it: all that a price can depend on. */
export interface CostResource {
  /** Pulumi type: `aws:lb/loadBalancer:LoadBalancer`. */
  readonly type: string;
  /** Name inside the stack. */
  readonly name: string;
  /** What it was asked for with, and, for a live resource, what came of it. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** So many units of something that has a price. */
export interface Quantity {
  readonly key: PriceKey;
  readonly units: number;
  /** For people: `2 x 0.25 vCPU`. */
  readonly what: string;
}

/** What a resource costs, before any price is looked up. */
export type Bill =
  /** Runs up cost as long as it exists. */
  | { readonly kind: 'standing'; readonly quantities: readonly Quantity[]; readonly note?: string }
  /** Costs what is used of it, which no plan knows; the keys are the prices of a unit. */
  | { readonly kind: 'usage'; readonly what: string; readonly keys: readonly PriceKey[] }
  | { readonly kind: 'free' }
  | { readonly kind: 'unknown'; readonly why: string };

/** The stack around a resource: a price may depend on another resource of it. */
export interface Surroundings {
  readonly resources: readonly CostResource[];
}

export type Calculator = (resource: CostResource, around: Surroundings) => Bill;

export const FREE: Bill = { kind: 'free' };

/** A bill of quantities. @param note what the figure leaves out or assumes */
export function standing(quantities: readonly Quantity[], note?: string): Bill {
  return note === undefined
    ? { kind: 'standing', quantities }
    : { kind: 'standing', quantities, note };
}

/** A resource that costs what is used of it. @param keys prices of a unit */
export function usage(what: string, ...keys: readonly PriceKey[]): Bill {
  return { kind: 'usage', what, keys };
}

/** A setting is missing, or not known before the deployment: that is told, and nothing is assumed. */
export function unknown(why: string): Bill {
  return { kind: 'unknown', why };
}

/** A setting that is a number, also one written as text; null when it is neither. */
export function numberOf(settings: CostResource['settings'], key: string): number | null {
  const value = settings[key];
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null;
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : null;
}

/** A setting that is a list; null when it is none. */
export function listOf(settings: CostResource['settings'], key: string): readonly unknown[] | null {
  const value: unknown = settings[key];
  return Array.isArray(value) ? (value as readonly unknown[]) : null;
}

export function textOf(settings: CostResource['settings'], key: string): string | null {
  const value = settings[key];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** A setting that is a group of settings; an empty one when it is none. */
export function groupOf(
  settings: CostResource['settings'],
  key: string,
): Readonly<Record<string, unknown>> {
  const value = settings[key];
  const group = typeof value === 'object' && value !== null && !Array.isArray(value);
  return group ? (value as Readonly<Record<string, unknown>>) : {};
}
