import type { PreviewPlan } from '../documents/plan.ts';
import type { Leftover, PreviewReport } from '../documents/report.ts';
import { UserError } from '../errors.ts';
import { deactivateDeployments } from '../github/deployments.ts';
import { deleteEnvironment } from '../github/environments.ts';
import { BASE_PROJECT, PREVIEW_PROJECT } from '../naming/preview-names.ts';
import { previewWorld } from '../preview/preview-world.ts';
import type { Runner } from '../runner/runner.ts';
import type { Connection } from '../session/connect.ts';
import { saveReport } from '../session/post-state.ts';
import { baseListeners } from './base-listeners.ts';
import type { CleanupDeps, RemovalInputs } from './ports.ts';

/** The real world of a removal. */
export function cleanupWorld(
  inputs: RemovalInputs,
  runner: Runner,
  connection: Connection,
): CleanupDeps {
  const { gh } = connection;
  return {
    ...previewWorld(inputs, runner, connection),
    open: (stack, progress) =>
      connection.open(connection.address(PREVIEW_PROJECT, stack), progress.healed),
    leftovers: (report, plan) => leftovers(report, plan, connection),
    deployments: {
      deactivate: (environment) => deactivateDeployments(gh, environment),
      deleteEnvironment: (environment) => deleteEnvironment(gh, environment),
    },
    remember: (report) => saveReport(runner, report),
  };
}

async function leftovers(
  report: PreviewReport,
  plan: PreviewPlan | null,
  connection: Connection,
): Promise<readonly Leftover[]> {
  const baseName = plan?.base.name ?? report.base;
  const base = await connection.snapshot(connection.address(BASE_PROJECT, baseName));
  const target = { ...report, plan, listenerArns: baseListeners(base.outputs) };
  const { findLeftovers } = await import('../aws/leftovers.ts');
  const found = await findLeftovers(target, connection.aws);
  if (found.unverified.length === 0) return found.leftovers;
  const reasons = found.unverified.map(({ check, reason }) => `- ${check}: ${reason}`);
  throw new UserError(
    `The preview is destroyed, but it cannot be proven that nothing is left:\n${reasons.join('\n')}`,
  );
}
