import type { PreviewPlan } from '../documents/plan.ts';

/** Label of a pull request whose preview neither expires nor is swept as idle. */
export const KEEP_LABEL = 'preview:keep';

/** A preview as the state backend and AWS know it, before GitHub is asked. */
export interface Candidate {
  /** Pulumi stack: `shop-pr-42`. */
  readonly stack: string;
  readonly app: string;
  readonly number: number;
  /** The plan it was last brought to; null while a first deployment has not come to its end. */
  readonly plan: PreviewPlan | null;
  /** Resources in the state, the stack itself included. */
  readonly resources: number;
  /** When the engine last wrote it, ISO 8601; null when that is not known. */
  readonly updatedAt: string | null;
  readonly targetGroups: readonly string[];
}

/** What GitHub says of a pull request. */
export type PullFact =
  | { readonly state: 'open' | 'closed'; readonly labels: readonly string[] }
  /** GitHub knows no pull request of this number. */
  | { readonly state: 'missing' }
  /** GitHub could not be asked. */
  | { readonly state: 'unknown' };

/** True when its label keeps a preview from expiring and from being swept as idle. */
export function isKept(pull: PullFact): boolean {
  return 'labels' in pull && pull.labels.includes(KEEP_LABEL);
}

/** App and number of a preview's stack; null for a name of another form. */
export function previewOfStack(
  stack: string,
): { readonly app: string; readonly number: number } | null {
  const [, app, number] = /^([a-z][a-z0-9-]*)-pr-([1-9]\d{0,9})$/.exec(stack) ?? [];
  return app === undefined || number === undefined ? null : { app, number: Number(number) };
}
