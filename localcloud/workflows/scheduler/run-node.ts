import { errorMessage } from '../../../action-shared/errors.ts';
import type { JsonObject, Status } from '../expressions/evaluate.ts';
import { asText, holds, resolveMapping, resolveTexts } from '../expressions/evaluate.ts';
import type { JobFile } from '../files/workflow-file.ts';
import { callInputs } from '../plan/inputs.ts';
import { expandMatrix } from '../plan/matrix.ts';
import { createCancellation } from './cancellation.ts';
import type { Cancellation } from './cancellation.ts';
import { enterConcurrency } from './enter-concurrency.ts';
import { recordUnstarted } from './job-record.ts';
import type { JobResult } from './ports.ts';
import type { LeafResult, Leg, NodeContext, NodeResult, ScopeContext } from './run-context.ts';
import { asJson, legScope, mergedOutputs, nodeScope, together } from './run-context.ts';
import { runLeaf } from './run-leaf.ts';
import { createSlots } from './slots.ts';

/** Runs a job of a workflow file when all that it needs has ended. */
export async function runNode(
  scope: ScopeContext,
  job: JobFile,
  needed: ReadonlyMap<string, NodeResult>,
): Promise<NodeResult> {
  const node = contextOf(scope, job, needed);
  try {
    if (!holds(job.if, nodeScope(node))) {
      recordUnstarted(scope, job, 'skipped', '');
      return resultOf(node, [{ result: 'skipped', outputs: {} }], node.reran);
    }
    const legs = legsOf(node);
    const { results, reran } = await runLegs(node, legs);
    return resultOf(node, results, reran);
  } catch (error) {
    recordUnstarted(scope, job, 'failure', errorMessage(error));
    return resultOf(node, [{ result: 'failure', outputs: {} }], true);
  }
}

function contextOf(
  scope: ScopeContext,
  job: JobFile,
  needed: ReadonlyMap<string, NodeResult>,
): NodeContext {
  const results = [...needed.values()];
  const status: Status = {
    success: results.every(({ ancestry }) => ancestry.success),
    failure: results.some(({ ancestry }) => ancestry.failure),
    get cancelled() {
      return scope.cancellation.cancelled;
    },
  };
  const needs = [...needed].map(([key, { result, outputs }]) => [
    key,
    { result, outputs: asJson(outputs) },
  ]);
  const reran = scope.reran || results.some((one) => one.reran);
  return { scope, job, status, needs: Object.fromEntries(needs) as JsonObject, reran };
}

function resultOf(
  { status }: NodeContext,
  ended: readonly LeafResult[],
  reran: boolean,
): NodeResult {
  const result = together(ended.map((one) => one.result));
  return {
    result,
    outputs: mergedOutputs(ended.map((one) => one.outputs)),
    ancestry: {
      success: status.success && result === 'success',
      failure: status.failure || result === 'failure',
    },
    reran,
  };
}

function legsOf(node: NodeContext): readonly Leg[] {
  const { job, scope } = node;
  const key = `${scope.prefix}${job.key}`;
  const names = nodeScope(node);
  const strategy = resolveMapping(job.strategy, names);
  const matrix = strategy['matrix'];
  const cancellation = createCancellation();
  if (matrix === undefined) {
    return [{ node, key, matrix: {}, strategy: strategyOf(strategy, 0, 1), cancellation }];
  }
  const made = expandMatrix(typeof matrix === 'object' ? (matrix as JsonObject) : {});
  return made.map((values, index) => ({
    node,
    key: `${key} (${legName(values, index)})`,
    matrix: values,
    strategy: strategyOf(strategy, index, made.length),
    cancellation,
  }));
}

/** Longest part of a key that a matrix makes; what GitHub shows is the job's name. */
const LONGEST_LEG = 60;

function legName(values: JsonObject, index: number): string {
  const shownValues = Object.values(values).map(shown);
  const text = shownValues.join(', ').replaceAll(/\s+/g, ' ');
  return text.length <= LONGEST_LEG ? text : `${text.slice(0, LONGEST_LEG)}… ${index + 1}`;
}

function shown(value: JsonObject[string]): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : asText(value);
}

function strategyOf(strategy: JsonObject, index: number, total: number): JsonObject {
  return {
    'fail-fast': strategy['fail-fast'] !== false,
    'max-parallel': Number(strategy['max-parallel'] ?? total),
    'job-index': index,
    'job-total': total,
  };
}

/** Results in the order in which the jobs ended. */
async function runLegs(
  node: NodeContext,
  legs: readonly Leg[],
): Promise<{ readonly results: readonly LeafResult[]; readonly reran: boolean }> {
  const results: LeafResult[] = [];
  let reran = node.reran;
  const parallel = createSlots(Number(legs[0]?.strategy['max-parallel'] ?? 1), () => undefined);
  const ending = legs.map(async (leg) => {
    const kept = node.reran ? undefined : node.scope.run.previous.get(leg.key);
    if (kept?.result === 'success' && node.job.uses === null) {
      node.scope.run.results.set(leg.key, kept);
      results.push(kept);
      return;
    }
    // A matrix's order is kept; one that was cancelled meanwhile ends by itself.
    const release = await parallel.take(createCancellation());
    const one = await runLeg(leg).finally(() => release?.());
    reran = reran || one.reran;
    results.push(one);
    if (one.result === 'failure' && leg.strategy['fail-fast'] === true && legs.length > 1) {
      leg.cancellation.cancel(
        `The strategy configuration was canceled because "${leg.key}" failed`,
      );
    }
  });
  await Promise.all(ending);
  return { results, reran };
}

async function runLeg(leg: Leg): Promise<LeafResult & { readonly reran: boolean }> {
  if (leg.node.job.uses === null) return { ...(await runLeaf(leg)), reran: true };
  return runCall(leg);
}

/** A job that calls a workflow: its turn in the group, then all jobs of that workflow. */
async function runCall(leg: Leg): Promise<LeafResult & { readonly reran: boolean }> {
  const { scope, job, reran } = leg.node;
  const called = scope.workflow.calls[job.key];
  if (called === undefined) throw new Error(`${leg.key} was not loaded`);
  const cancellation: Cancellation = scope.cancellation.child();
  leg.cancellation.onCancel((reason) => cancellation.cancel(reason));
  const names = legScope(leg);
  const withSecrets = { ...names, contexts: { ...names.contexts, secrets: asJson(scope.secrets) } };
  const given = resolveMapping(job.with, names);
  const inputs = called.file.call === null ? {} : callInputs(called.file.call, given, names);
  const secrets =
    job.secrets === 'inherit' ? scope.secrets : resolveTexts(job.secrets, withSecrets);
  const { concurrency } = job;
  const turn = { concurrency, names, cancellation, who: leg.key };
  const entered = await enterConcurrency(scope, turn);
  if (entered === null) return unstarted(leg, cancellation.reason);
  try {
    return await scope.runScope({
      run: scope.run,
      workflow: called,
      cancellation,
      inputs,
      secrets,
      prefix: `${leg.key} / `,
      held: entered.held,
      reran,
      runScope: scope.runScope,
    });
  } finally {
    entered.leave();
  }
}

function unstarted(leg: Leg, because: string): LeafResult & { readonly reran: boolean } {
  const result: JobResult = 'cancelled';
  recordUnstarted(leg.node.scope, leg.node.job, result, because);
  return { result, outputs: {}, reran: true };
}
