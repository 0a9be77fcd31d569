import { httpProbe } from '../../action-shared/health/http-probe.ts';
import { PREVIEW_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { planSources } from '../../action-shared/preview/plan-sources.ts';
import { previewWorld } from '../../action-shared/preview/preview-world.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import { saveReport } from '../../action-shared/session/post-state.ts';
import { previewDeployments } from './deployments.ts';
import { outputMasks } from './output-masks.ts';
import type { OutputMask } from './output-masks.ts';
import { checkService } from './health.ts';

import type { DeployInputs } from './inputs.ts';
import type { DeployDeps, PreviewStack } from './ports.ts';

/** The real world of a deployment. */
export function realDeps(inputs: DeployInputs, runner: Runner, connection: Connection): DeployDeps {
  const { gh, signal, aws } = connection;
  const mask = (text: string): string => runner.masker.mask(text);
  const outputMask = outputMasks(mask, aws);
  const world = previewWorld(inputs, runner, connection);
  const probe = httpProbe({ method: 'GET', headers: {}, followRedirect: () => true });
  return {
    ...world,
    ...planSources(inputs, connection, world),
    open: (stack, progress) =>
      openPreview(stack, progress.healed, { inputs, runner, connection, mask, outputMask }),
    health: (service, sha) =>
      checkService(service, sha, inputs.healthTimeoutSeconds, {
        probe,
        clock: systemClock,
        signal,
        random: Math.random,
        log: (line) => runner.info(line),
        outputMask,
      }),
    deployments: previewDeployments(gh, {
      serverUrl: runner.context.serverUrl,
      logUrl: inputs.links.logs,
      mask,
    }),
    remember: (report, plan) => {
      saveReport(runner, report);
      if (plan !== null) runner.setOutput('plan', JSON.stringify(plan));
    },
  };
}

interface Real {
  readonly inputs: DeployInputs;
  readonly runner: Runner;
  readonly connection: Connection;
  readonly mask: (text: string) => string;
  readonly outputMask: OutputMask;
}

async function openPreview(
  stack: string,
  healed: Parameters<Connection['open']>[1],
  { inputs, runner, connection, mask, outputMask }: Real,
): Promise<PreviewStack> {
  const session = await connection.open(connection.address(PREVIEW_PROJECT, stack), healed);
  let outputs: Readonly<Record<string, unknown>> = {};
  return {
    snapshot: () => session.snapshot(),
    async up(plan) {
      const updated = await session.up({ name: 'preview', plan });
      outputs = updated.outputs;
      return updated.changes;
    },
    async rollout(plan) {
      const { watchPreview } = await import('./rollout.ts');
      return watchPreview(plan, outputs, {
        aws: connection.aws,
        clock: systemClock,
        signal: connection.signal,
        timeoutSeconds: inputs.healthTimeoutSeconds,
        mask,
        outputMask,
        log: (line) => runner.info(line),
      });
    },
    destroy: () => session.destroy(),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
