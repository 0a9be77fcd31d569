import type { AwsClients } from '../../action-shared/aws/clients.ts';
import type { LoadBalancerUse } from '../../action-shared/config/resolve-input.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import { httpProbe } from '../../action-shared/health/http-probe.ts';
import { fileAtRef } from '../../action-shared/github/files.ts';
import { getPullRequest } from '../../action-shared/github/pull-requests.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import { BASE_PROJECT, PREVIEW_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { baseOutputs, workspaceFile } from '../../action-shared/session/connect.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import { saveReport } from '../../action-shared/session/post-state.ts';
import { createPublisher } from '../../action-shared/session/publisher.ts';
import { previewDeployments } from './deployments.ts';
import { outputMasks } from './output-masks.ts';
import type { OutputMask } from './output-masks.ts';
import { checkService } from './health.ts';

import type { DeployInputs } from './inputs.ts';
import type { CloudFacts, DeployDeps, PreviewStack } from './ports.ts';

/** The real world of a deployment. */
export function realDeps(inputs: DeployInputs, runner: Runner, connection: Connection): DeployDeps {
  const { gh, signal, aws } = connection;
  const mask = (text: string): string => runner.masker.mask(text);
  const outputMask = outputMasks(mask, aws);
  const snapshotOf = (project: string, stack: string) =>
    connection.snapshot(connection.address(project, stack));
  const publisher = createPublisher({
    gh,
    number: inputs.number,
    mask,
    warn: (line) => runner.warning(line),
    enabled: inputs.comment,
  });
  const probe = httpProbe({ method: 'GET', headers: {}, followRedirect: () => true });
  return {
    now: () => systemClock.now(),
    group: (title, body) => runner.group(title, body),
    log: (line) => runner.info(line),
    warn: (line) => runner.warning(line),
    signal,
    appFile: () => workspaceFile(runner, inputs.configFile),
    policyFile: (ref) => fileAtRef(gh, inputs.configFile, ref),
    pullRequest: (number) => getPullRequest(gh, number),
    base: async (name) => baseOutputs(await snapshotOf(BASE_PROJECT, name), name),
    snapshot: (stack) => snapshotOf(PREVIEW_PROJECT, stack),
    cloud: () => cloudFacts(aws, (line) => runner.warning(line)),
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
    comment: publisher,
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

/** What talks to AWS is loaded when it is needed: nothing of it is before the first request to GitHub. */
function cloudFacts(aws: AwsClients, warn: (line: string) => void): CloudFacts {
  return {
    async digests(images) {
      const { resolveDigests } = await import('../../action-shared/aws/resolve-digests.ts');
      return resolveDigests(images, () => aws.ecr(), warn);
    },
    async secretValues(references) {
      if (references.length === 0) return {};
      const { resolveSecretReferences } =
        await import('../../action-shared/aws/secret-references.ts');
      return resolveSecretReferences(references, aws);
    },
    capacity: (base) => readCapacity(base, aws),
  };
}

/** What is on each load balancer of the base now. */
async function readCapacity(
  base: BaseOutputs,
  aws: AwsClients,
): Promise<Record<string, LoadBalancerUse>> {
  const { listenerRules, targetGroupCount } = await import('../../action-shared/aws/listeners.ts');
  const elb = await aws.elb();
  const uses = base.loadBalancers.map(async (one) => {
    const listener = one.httpsListenerArn ?? one.httpListenerArn;
    const [rules, targetGroups] = await Promise.all([
      listenerRules(listener, elb),
      targetGroupCount(one.arn, elb),
    ]);
    const priorities = rules
      .filter((rule) => rule.IsDefault !== true)
      .map((rule) => Number(rule.Priority));
    return [one.arn, { priorities, targetGroups }] as const;
  });
  return Object.fromEntries(await Promise.all(uses));
}
