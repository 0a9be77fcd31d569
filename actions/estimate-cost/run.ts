import { estimate } from '../../action-shared/cost/estimate.ts';
import type { Estimate } from '../../action-shared/cost/estimate.ts';
import { previewResources } from '../../action-shared/cost/preview-cost.ts';
import { baseReport, costReport } from '../../action-shared/cost/report.ts';
import type { CostEstimateReport } from '../../action-shared/cost/report.ts';
import type { CostResource } from '../../action-shared/cost/resource.ts';
import { previewPlanSchema } from '../../action-shared/documents/plan.ts';
import { liveResources, stackResources } from '../../action-shared/engine/stack-resources.ts';
import type { StackResource } from '../../action-shared/engine/stack-resources.ts';
import { UserError } from '../../action-shared/errors.ts';
import { BASE_PROJECT } from '../../action-shared/naming/preview-names.ts';
import type { Inputs, StackName } from './inputs.ts';

export interface Deps {
  /** Text of a file of the workspace; null when there is none. */
  readonly readFile: (path: string) => string | null;
  /** What the engine wrote of a stack; null when there is none. */
  readonly stackDocument: (stack: StackName) => Promise<unknown>;
}

/**
 * Estimates a stack or a plan.
 *
 * @throws UserError when the stack is not there, or the plan is none.
 */
export async function run(inputs: Inputs, deps: Deps): Promise<CostEstimateReport> {
  const { stack, base, region, previews } = inputs;
  const made =
    stack === null ? estimatePlan(inputs, deps) : await estimateStack(stack, region, deps);
  const subject = stack === null ? 'plan' : `${stack.project}/${stack.stack}`;
  if (base === null) return costReport(subject, made);
  const shared = await estimateStack({ project: BASE_PROJECT, stack: base }, region, deps);
  return costReport(subject, made, baseReport(base, shared, made, previews));
}

async function estimateStack(stack: StackName, region: string, deps: Deps): Promise<Estimate> {
  const found = liveResources(await deps.stackDocument(stack), stack, 'stack');
  return estimate(found.map(costResource), region);
}

/** What was asked for goes before what came of it. */
function costResource({ type, name, id, inputs, outputs }: StackResource): CostResource {
  const own = id === undefined ? {} : { id };
  return { type, name, settings: { ...own, ...outputs, ...inputs } };
}

function estimatePlan({ plan, region }: Inputs, deps: Deps): Estimate {
  const given = parsed(plan ?? '', deps);
  const preview = previewPlanSchema.safeParse(given).data;
  if (preview !== undefined) return estimate(previewResources(preview), preview.region);
  const found = stackResources(given);
  if (found === null) {
    throw new UserError(
      'plan: it is no plan this version knows. Give the output `plan` of plan-preview, `pulumi preview --json` or `pulumi stack export`.',
    );
  }
  return estimate(found.map(costResource), region);
}

function parsed(plan: string, deps: Deps): unknown {
  const isJson = plan.startsWith('{');
  const text = isJson ? plan : deps.readFile(plan);
  if (text === null) throw new UserError(`plan: there is no file \`${plan}\` in the workspace.`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const where = isJson ? 'it' : `\`${plan}\``;
    throw new UserError(`plan: ${where} is not valid JSON.`, { cause: error });
  }
}
