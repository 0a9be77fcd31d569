import type { LoadBalancerUse } from '../../action-shared/config/resolve-input.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import type {
  FailureReport,
  PreviewReport,
  ResourceChanges,
  ServiceReport,
} from '../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { PullRequest } from '../../action-shared/github/pull-requests.ts';
import type { PhaseDeps, Progress } from '../../action-shared/session/progress.ts';

/** What a failed rollout or health check was seen to be; what is done about it is decided later. */
export type Observation = Omit<FailureReport, 'outcome' | 'servingSha' | 'phase'>;

/** Facts that live in AWS and are needed before a plan can be made. Reads only. */
export interface CloudFacts {
  /** References as given -> references by digest; every one that does not exist is named. */
  digests(images: Readonly<Record<string, string>>): Promise<Record<string, string>>;
  /** `secretsmanager:...` or `ssm:...` -> ECS `valueFrom`, with the version in it. */
  secretValues(references: readonly string[]): Promise<Record<string, string>>;
  /** Per load balancer of the base, by ARN: priorities in use and target groups attached. */
  capacity(base: BaseOutputs): Promise<Record<string, LoadBalancerUse>>;
}

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

export interface CommentPort {
  /** Writes the sticky comment; a comment that cannot be written is a warning, never a failure. */
  show(report: PreviewReport): Promise<void>;
  /** Seconds per phase of the deployment before, from the comment. */
  previousPhases(app: string): Promise<Readonly<Record<string, number>>>;
  /** True when the comment already says that this commit is ready. */
  saysReady(app: string, sha: string): Promise<boolean>;
}

export interface DeployDeps extends PhaseDeps {
  log(line: string): void;
  warn(line: string): void;
  readonly signal: AbortSignal;
  /** Text of the app's file in the workspace; null when there is none. */
  appFile(): Promise<string | null>;
  /** Text of the same file on the base branch; null when there is none. */
  policyFile(ref: string): Promise<string | null>;
  pullRequest(number: number): Promise<PullRequest | null>;
  /** @throws UserError when the base is missing, older, or of another contract. */
  base(name: string): Promise<BaseOutputs>;
  /** Snapshot of the preview's stack without holding it. */
  snapshot(stack: string): Promise<StackSnapshot>;
  cloud(region: string): CloudFacts;
  /** Takes the lease and heals what a dead holder left. @throws UserError when the holder lives on. */
  open(stack: string, progress: Progress): Promise<PreviewStack>;
  /** Asks the service itself, by its URL, until it answers healthy with the commit. */
  health(service: ServicePlan, sha: string): Promise<ServiceReport>;
  readonly deployments: DeploymentsPort;
  readonly comment: CommentPort;
  /** Keeps what `post` needs to end this run truthfully, should it be cancelled from here on. */
  remember(report: PreviewReport, plan: PreviewPlan | null): void;
}
