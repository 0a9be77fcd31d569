import { z } from 'zod';
import type { AwsClients } from '../../action-shared/aws/clients.ts';
import { watchRollout } from '../../action-shared/aws/rollout.ts';
import type { RolloutService, ServiceRollout } from '../../action-shared/aws/rollout.ts';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import type { Observation } from '../../action-shared/session/report.ts';

const outputsSchema = z.object({
  clusterName: z.string(),
  taskDefinitionArns: z.record(z.string(), z.string()),
  targetGroupArns: z.record(z.string(), z.string()),
});

export interface RolloutDeps {
  readonly aws: AwsClients;
  readonly clock: {
    now(): number;
    sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
  };
  readonly signal: AbortSignal;
  readonly timeoutSeconds: number;
  readonly mask: (text: string) => string;
  /** Replaces also what the service's containers know: the values of its secrets. */
  readonly outputMask: (service: ServicePlan) => Promise<(text: string) => string>;
  readonly log: (line: string) => void;
}

/** Watches the services of a preview until they run what the stack's outputs name; null: they do. */
export async function watchPreview(
  plan: PreviewPlan,
  outputs: Readonly<Record<string, unknown>>,
  deps: RolloutDeps,
): Promise<Observation | null> {
  const { clusterName, ...arns } = outputsSchema.parse(outputs);
  const [ecs, elb, logs] = await Promise.all([deps.aws.ecs(), deps.aws.elb(), deps.aws.logs()]);
  const rollouts = await watchRollout({
    cluster: clusterName,
    services: plan.services.map((service): RolloutService => ({
      name: service.names.service,
      title: service.name,
      taskDefinitionArn: arns.taskDefinitionArns[service.name] ?? '',
      targetGroupArn: arns.targetGroupArns[service.name] ?? null,
      logGroup: service.names.logGroup,
      port: service.port,
      healthPath: service.health.path,
    })),
    clients: { ecs, elb, logs },
    clock: deps.clock,
    signal: deps.signal,
    timeoutSeconds: deps.timeoutSeconds,
    mask: deps.mask,
    outputMask: (name) => {
      const service = plan.services.find((one) => one.names.service === name);
      return service === undefined ? Promise.resolve(deps.mask) : deps.outputMask(service);
    },
    onEvent: ({ service, text }) => deps.log(`${service}: ${text}`),
  });
  return firstFailure(plan, rollouts);
}

function firstFailure(plan: PreviewPlan, rollouts: readonly ServiceRollout[]): Observation | null {
  for (const rollout of rollouts) {
    if (rollout.outcome !== 'failure') continue;
    const { cause, remedy, stoppedReason, exitCode, targetHealth, logLines } = rollout.failure;
    const service = plan.services.find((one) => one.names.service === rollout.name);
    return {
      service: service?.name ?? rollout.name,
      cause,
      remedy,
      stoppedReason,
      exitCode,
      targetHealth,
      logLines: [...logLines],
    };
  }
  return null;
}
