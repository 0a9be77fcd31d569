import type { Json, JsonObject, Scope, Status } from '../expressions/evaluate.ts';
import type { JobFile } from '../files/workflow-file.ts';
import type { Cancellation } from './cancellation.ts';
import type { ConcurrencyGroups } from './concurrency-groups.ts';
import type { LoadedWorkflow } from './load.ts';
import type { Delivery, JobResult, SchedulerDeps } from './ports.ts';
import type { Slots } from './slots.ts';

/** How one job of a run ended; kept for a re-run of the failed ones. */
export interface LeafResult {
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
}

/** One attempt of a run. */
export interface RunContext {
  readonly deps: SchedulerDeps;
  readonly groups: ConcurrencyGroups;
  readonly slots: Slots;
  readonly runId: number;
  readonly attempt: number;
  readonly delivery: Delivery;
  readonly workflow: LoadedWorkflow;
  readonly cancellation: Cancellation;
  readonly github: JsonObject;
  readonly vars: JsonObject;
  /** A fork's: no secrets, a token that reads, no identity. */
  readonly untrusted: boolean;
  /** Results to keep where nothing above runs again; empty: all jobs run. */
  readonly previous: ReadonlyMap<string, LeafResult>;
  /** By key; filled as jobs end. */
  readonly results: Map<string, LeafResult>;
  /** Jobs of the local GitHub by key. */
  readonly jobIds: Map<string, number>;
}

/** One workflow of a run: the one that was started, or one that a job calls. */
export interface ScopeContext {
  readonly run: RunContext;
  readonly workflow: LoadedWorkflow;
  readonly cancellation: Cancellation;
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** `preview / `; '' for the workflow that was started. */
  readonly prefix: string;
  /** Keys of concurrency groups that this workflow runs in. */
  readonly held: readonly string[];
  /** Whether something that it waited for runs in this attempt. */
  readonly reran: boolean;
  /** Runs a called workflow; handed down so that scopes can nest. */
  readonly runScope: (scope: ScopeContext) => Promise<ScopeResult>;
}

/** What a job, with all its matrix's legs or all that it calls, came to. */
export interface NodeResult {
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
  /** About itself and all that it needs. */
  readonly ancestry: Pick<Status, 'success' | 'failure'>;
  readonly reran: boolean;
}

export interface ScopeResult {
  readonly result: JobResult;
  readonly outputs: Readonly<Record<string, string>>;
  readonly reran: boolean;
}

/** A job whose needs have ended and whose condition holds. */
export interface NodeContext {
  readonly scope: ScopeContext;
  readonly job: JobFile;
  readonly status: Status;
  readonly needs: JsonObject;
  /** Whether a job that it needs, or its caller does, runs in this attempt. */
  readonly reran: boolean;
}

/** One job of a matrix, or the only one. */
export interface Leg {
  readonly node: NodeContext;
  /** `preview / build (web)`. */
  readonly key: string;
  readonly matrix: JsonObject;
  readonly strategy: JsonObject;
  /** Cancelled with the matrix's other jobs. */
  readonly cancellation: Cancellation;
}

/** What a job's own keys may name. */
export function nodeScope({ scope, status, needs, job }: NodeContext): Scope {
  const { run, inputs } = scope;
  return {
    status,
    contexts: { github: { ...run.github, job: job.key }, vars: run.vars, inputs, needs },
  };
}

/** The same with the matrix. */
export function legScope(leg: Leg): Scope {
  const scope = nodeScope(leg.node);
  return {
    ...scope,
    contexts: { ...scope.contexts, matrix: leg.matrix, strategy: leg.strategy },
  };
}

/** Result of several: one that failed counts, then one that was cancelled. */
export function together(results: readonly JobResult[]): JobResult {
  if (results.includes('failure')) return 'failure';
  if (results.includes('cancelled')) return 'cancelled';
  return results.length > 0 && results.every((one) => one === 'skipped') ? 'skipped' : 'success';
}

/** Outputs of several in the order they ended: the last that is not empty counts. */
export function mergedOutputs(
  all: readonly Readonly<Record<string, string>>[],
): Record<string, string> {
  const pairs = all.flatMap((outputs) => Object.entries(outputs));
  const names = Object.fromEntries(pairs.map(([name]) => [name, '']));
  return { ...names, ...Object.fromEntries(pairs.filter(([, value]) => value !== '')) };
}

/** Texts as data for expressions. */
export function asJson(values: Readonly<Record<string, string>>): Record<string, Json> {
  return { ...values };
}
