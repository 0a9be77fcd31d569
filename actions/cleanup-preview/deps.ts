import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { Leftover, PreviewReport } from '../../action-shared/documents/report.ts';
import { UserError } from '../../action-shared/errors.ts';
import { deactivateDeployments } from '../../action-shared/github/deployments.ts';
import { deleteEnvironment } from '../../action-shared/github/environments.ts';
import { getPullRequest } from '../../action-shared/github/pull-requests.ts';
import { BASE_PROJECT, PREVIEW_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import { workspaceFile } from '../../action-shared/session/connect.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import { saveReport } from '../../action-shared/session/post-state.ts';
import { createPublisher } from '../../action-shared/session/publisher.ts';
import type { CleanupInputs } from './inputs.ts';
import { baseListeners } from './base-listeners.ts';
import type { CleanupDeps } from './ports.ts';

/** The real world of a cleanup. */
export function realDeps(
  inputs: CleanupInputs,
  runner: Runner,
  connection: Connection,
): CleanupDeps {
  const { gh, signal } = connection;
  const previewStack = (stack: string) => connection.address(PREVIEW_PROJECT, stack);
  return {
    now: () => systemClock.now(),
    group: (title, body) => runner.group(title, body),
    log: (line) => runner.info(line),
    warn: (line) => runner.warning(line),
    signal,
    appFile: () => workspaceFile(runner, inputs.configFile),
    pullRequest: (number) => getPullRequest(gh, number),
    snapshot: (stack) => connection.snapshot(previewStack(stack)),
    open: (stack, progress) => connection.open(previewStack(stack), progress.healed),
    leftovers: (report, plan) => leftovers(report, plan, connection),
    deployments: {
      deactivate: (environment) => deactivateDeployments(gh, environment),
      deleteEnvironment: (environment) => deleteEnvironment(gh, environment),
    },
    comment: createPublisher({
      gh,
      number: inputs.number,
      mask: (text) => runner.masker.mask(text),
      warn: (line) => runner.warning(line),
      enabled: inputs.comment,
    }),
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
  const { findLeftovers } = await import('../../action-shared/aws/leftovers.ts');
  const found = await findLeftovers(target, connection.aws);
  if (found.unverified.length === 0) return found.leftovers;
  const reasons = found.unverified.map(({ check, reason }) => `- ${check}: ${reason}`);
  throw new UserError(
    `The preview is destroyed, but it cannot be proven that nothing is left:\n${reasons.join('\n')}`,
  );
}
