import type { Role, Serving } from '../../action-shared/admission/facts.ts';
import type { AdmissionNote } from '../../action-shared/comment/admission.ts';
import type { IssueComment } from '../../action-shared/github/issue-comments.ts';
import type { PendingDeployment, Review } from '../../action-shared/github/pending-deployments.ts';
import type { PullOrigin } from '../../action-shared/github/pull-origin.ts';
import type { Head, PullRun, WorkflowDispatch } from '../../action-shared/github/workflow-runs.ts';
import type { Clock } from '../../action-shared/runner/clock.ts';

/** What admission asks GitHub. Every question may fail. */
export interface AdmissionReads {
  pull(number: number): Promise<PullOrigin | null>;
  role(login: string): Promise<Role>;
  /** Text of the app's file on a branch; null when there is none. */
  appFile(ref: string): Promise<string | null>;
  /** @throws Error when there are more than GitHub lists */
  changedFiles(number: number): Promise<readonly string[]>;
  previews(number: number, app: string, max: number): Promise<{ others: number; own: boolean }>;
  pullRuns(head: Head): Promise<readonly PullRun[]>;
  comments(number: number): Promise<readonly IssueComment[]>;
  serving(number: number, app: string): Promise<Serving | null>;
}

/** Starts the deployment of what was built without secrets. */
export interface DispatchPort {
  artifactNames(runId: number): Promise<readonly string[]>;
  dispatch(request: WorkflowDispatch): Promise<string | null>;
}

/** Where a decision is told; a place that the token may not write to is passed over. */
export interface Announcer {
  /** Shows a note in the comment and as a neutral check. */
  decision(note: AdmissionNote): Promise<void>;
  /** As `decision`, where the comment speaks of the same commit; a newer one's words are not hidden. */
  correction(note: AdmissionNote): Promise<void>;
  /** Answers a command in the comment. */
  answer(app: string, reason: string): Promise<void>;
  /** Takes earlier notes away: there is nothing to decide any more. */
  clear(app: string): Promise<void>;
}

/** The gate of one run and environment. */
export interface GatePort {
  pending(): Promise<PendingDeployment | null>;
  reviews(): Promise<readonly Review[]>;
  /** Whether the environment has rules that hold a job. */
  holdsJobs(): Promise<boolean>;
  /** Approves in the name of who owns the approval token; null when there is no such token. */
  readonly approve: ((environmentId: number, comment: string) => Promise<void>) | null;
  /** Ends the run that waits. */
  cancelRun(): Promise<void>;
}

export interface Log {
  info(line: string): void;
  warning(line: string): void;
}

export interface Deps {
  readonly reads: AdmissionReads;
  readonly dispatch: DispatchPort;
  readonly gate: GatePort;
  readonly announce: Announcer;
  readonly log: Log;
  readonly clock: Clock;
  readonly cancelled: AbortSignal;
}
