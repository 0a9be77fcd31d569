import type { PreviewPlan } from '../documents/plan.ts';

/** What a destroyed preview owned. */
export interface LeftoverTarget {
  readonly app: string;
  readonly number: number;
  /** `pr-42`. */
  readonly environment: string;
  /** Pulumi stack: `shop-pr-42`. */
  readonly stack: string;
  /** Plan of the last deployment, where it is known: its exact names and hosts are looked for too. */
  readonly plan: PreviewPlan | null;
  /** Listeners of the base, whose rules are looked through. */
  readonly listenerArns: readonly string[];
}

/** Something that seems to belong to the preview, and how it was found. */
export interface Finding {
  readonly arn: string;
  readonly why: string;
}
