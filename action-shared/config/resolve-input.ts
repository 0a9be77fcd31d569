import type { BaseOutputs } from '../documents/base-outputs.ts';
import type { PreviewPlan } from '../documents/plan.ts';
import type { AppFile } from './app-file.ts';

/** What is on a load balancer now. */
export interface LoadBalancerUse {
  /** Priorities of the rules on its listener, those of this preview included. */
  readonly priorities: readonly number[];
  /** Target groups attached, those of this preview included. */
  readonly targetGroups: number;
}

/** All that a preview's plan depends on; nothing else is read. */
export interface ResolveInput {
  /** The pull request's own file. */
  readonly appFile: AppFile;
  /** The base branch's file, whose policy counts; null when the base branch has none yet. */
  readonly policyFile: AppFile | null;
  readonly number: number;
  /** Commit that is deployed, 40 hex digits. */
  readonly sha: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly region: string;
  readonly baseName: string;
  /** `organization/macro-infra-base/dev`. */
  readonly stackReference: string;
  readonly baseOutputs: BaseOutputs;
  /** Service -> `repository@sha256:...`. */
  readonly images: Readonly<Record<string, string>>;
  /** Load balancer ARN -> what is on it now; one that is missing counts as empty. */
  readonly capacity: Readonly<Record<string, LoadBalancerUse>>;
  /** Hosts that rules of others on this base already answer. @default none known */
  readonly foreignHosts?: readonly string[];
  /** The plan that the preview was last deployed with; null for a first deployment. */
  readonly previous: PreviewPlan | null;
  /** Secret reference -> ECS `valueFrom`. */
  readonly secretValues: Readonly<Record<string, string>>;
  /** Lifetime instead of the file's: `3d`. @default the policy's */
  readonly ttl?: string | null | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}
