import type { Thresholds } from '../components/watching/alarm-definitions.ts';

export interface WatchingValues {
  readonly emails: readonly string[];
  readonly thresholds: Thresholds;
  readonly budget: {
    /** Value of the tag by which cost is counted. */
    readonly stack: string;
    readonly monthlyUsd: number;
    /** Watch for unusual cost. */
    readonly anomalies: boolean;
    readonly anomalyUsd?: number | undefined;
  };
  /** Parts of the ARNs of those whose changes are no drift. */
  readonly deployers: readonly string[];
  readonly logRetentionDays: number;
  /** Environments of one dashboard for all, with their regions; null: none is made. */
  readonly overview: readonly { readonly environment: string; readonly region: string }[] | null;
}

export interface ParameterValues {
  /** In front of both branches: `/shop`. */
  readonly prefix: string;
  /** Null where another environment of the region owns them. */
  readonly shared: Readonly<Record<string, string>> | null;
  /** The environment's settings; references to what it is made of are added. */
  readonly own: Readonly<Record<string, string>>;
}
