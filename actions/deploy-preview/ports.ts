import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import type {
  PreviewReport,
  ResourceChanges,
  ServiceReport,
} from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { PlanSources } from '../../action-shared/preview/plan-sources.ts';
import type { PreviewWorld } from '../../action-shared/preview/preview-world.ts';
import type { Progress } from '../../action-shared/session/progress.ts';
import type { Observation } from '../../action-shared/session/report.ts';

/** The stack of this preview, held by our lease for as long as the session is open. */
export interface PreviewStack extends AsyncDisposable {
  snapshot(): Promise<StackSnapshot>;
  /** @throws EngineError when a resource could not be made. */
  up(plan: PreviewPlan): Promise<ResourceChanges>;
  /** Waits until every service runs what `up` made, or says what stands in the way. */
  rollout(plan: PreviewPlan): Promise<Observation | null>;
  destroy(): Promise<ResourceChanges>;
}

export interface DeploymentRecord {
  readonly id: number;
  readonly sha: string;
  /** Service -> image by digest, as it was deployed. */
  readonly images: Readonly<Record<string, string>>;
}

export interface DeploymentsPort {
  /** The deployment that is the truth now: its last status is `success`. */
  serving(environment: string): Promise<DeploymentRecord | null>;
  start(environment: string, plan: PreviewPlan): Promise<{ id: number; url: string | null }>;
  finish(id: number, report: PreviewReport): Promise<void>;
  /** Marks every other deployment of the environment inactive. */
  deactivate(environment: string, except: number | null): Promise<number>;
}

export interface DeployDeps extends PreviewWorld, PlanSources {
  now(): number;
  /** Takes the lease and heals what a dead holder left. @throws UserError when the holder lives on. */
  open(stack: string, progress: Progress): Promise<PreviewStack>;
  /** Asks the service itself, by its URL, until it answers healthy with the commit. */
  health(service: ServicePlan, sha: string): Promise<ServiceReport>;
  readonly deployments: DeploymentsPort;
  /** Keeps what `post` needs to end this run truthfully, should it be cancelled from here on. */
  remember(report: PreviewReport, plan: PreviewPlan | null): void;
}
