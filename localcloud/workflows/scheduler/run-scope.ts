import { errorMessage } from '../../../action-shared/errors.ts';
import type { Json, Scope } from '../expressions/evaluate.ts';
import { resolveTexts } from '../expressions/evaluate.ts';
import type { JobFile } from '../files/workflow-file.ts';
import { enterConcurrency } from './enter-concurrency.ts';
import { recordUnstarted } from './job-record.ts';
import type { NodeResult, ScopeContext, ScopeResult } from './run-context.ts';
import { asJson, together } from './run-context.ts';
import { runNode } from './run-node.ts';

/** Runs all jobs of a workflow, each when what it needs has ended. */
export async function runScope(scope: ScopeContext): Promise<ScopeResult> {
  const { file } = scope.workflow;
  let entered;
  try {
    entered = await enterConcurrency(scope, {
      concurrency: file.concurrency,
      names: namesOf(scope),
      cancellation: scope.cancellation,
      who: scope.prefix.replace(/ \/ $/, '') || file.name,
    });
  } catch (error) {
    return unstarted(scope, 'failure', errorMessage(error));
  }
  if (entered === null) return unstarted(scope, 'cancelled', scope.cancellation.reason);
  try {
    const nodes = await runNodes({ ...scope, held: entered.held });
    return resultOf(scope, nodes);
  } finally {
    entered.leave();
  }
}

async function runNodes(scope: ScopeContext): Promise<ReadonlyMap<string, NodeResult>> {
  const started = new Map<string, Promise<NodeResult>>();
  const byKey = new Map(scope.workflow.file.jobs.map((job) => [job.key, job]));
  const nodeOf = (key: string): Promise<NodeResult> => {
    const known = started.get(key);
    if (known !== undefined) return known;
    const job = byKey.get(key);
    if (job === undefined) throw new Error(`no job ${key}`);
    const running = afterNeeds(job).then((needed) => runNode(scope, job, needed));
    started.set(key, running);
    return running;
  };
  const afterNeeds = async (job: JobFile): Promise<ReadonlyMap<string, NodeResult>> => {
    const ended = job.needs.map(async (need) => [need, await nodeOf(need)] as const);
    return new Map(await Promise.all(ended));
  };
  const ended = [...byKey.keys()].map(async (key) => [key, await nodeOf(key)] as const);
  return new Map(await Promise.all(ended));
}

function resultOf(scope: ScopeContext, nodes: ReadonlyMap<string, NodeResult>): ScopeResult {
  const results = [...nodes.values()];
  const names = namesOf(scope);
  const jobs = [...nodes].map(([key, { result, outputs }]) => [
    key,
    { result, outputs: asJson(outputs) },
  ]);
  const contexts = { ...names.contexts, jobs: Object.fromEntries(jobs) as Json };
  return {
    result: together(results.map((one) => one.result)),
    outputs: resolveTexts(scope.workflow.file.call?.outputs ?? {}, { ...names, contexts }),
    reran: results.some((one) => one.reran),
  };
}

/** What keys of a workflow, beside its jobs, may name. */
function namesOf({ run, inputs }: ScopeContext): Scope {
  return { contexts: { github: run.github, inputs, vars: run.vars } };
}

function unstarted(
  scope: ScopeContext,
  result: 'failure' | 'cancelled',
  because: string,
): ScopeResult {
  for (const job of scope.workflow.file.jobs) recordUnstarted(scope, job, result, because);
  return { result, outputs: {}, reran: true };
}
