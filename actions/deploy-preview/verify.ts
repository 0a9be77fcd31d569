import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { ServiceReport } from '../../action-shared/documents/report.ts';
import { step } from '../../action-shared/session/progress.ts';
import type { Observation } from '../../action-shared/session/report.ts';
import type { Run } from './context.ts';
import type { PreviewStack } from './ports.ts';

/** A deployment whose infrastructure stands but whose services do not serve as asked. */
export class NotServing extends Error {
  override readonly name = 'NotServing';
  readonly observation: Observation;
  readonly services: readonly ServiceReport[];

  constructor(observation: Observation, services: readonly ServiceReport[]) {
    super(observation.cause);
    this.observation = observation;
    this.services = services;
  }
}

/**
 * Waits for the rollout, then asks every service itself for the version it runs.
 *
 * @throws NotServing with what was observed.
 */
export async function verify(
  run: Run,
  stack: PreviewStack,
  plan: PreviewPlan,
): Promise<ServiceReport[]> {
  const { deps, subject } = run;
  const obstacle = await step(run, 'rollout', 'Wait for the services to roll out', () =>
    stack.rollout(plan),
  );
  if (obstacle !== null) throw new NotServing(obstacle, []);
  const services = await step(run, 'health', 'Ask every service for its version', () =>
    Promise.all(plan.services.map((service) => deps.health(service, subject.sha))),
  );
  const sick = services.find((service) => service.health === 'unhealthy');
  if (sick) throw new NotServing(sickness(sick), services);
  return services;
}

function sickness(service: ServiceReport): Observation {
  return {
    service: service.name,
    cause: `${service.name} does not answer healthy at ${service.url}: ${service.detail}`,
    stoppedReason: null,
    exitCode: null,
    targetHealth: null,
    logLines: [],
    remedy: `Open ${service.url} and the logs of ${service.name}; check its health path and that it tells the commit it runs.`,
  };
}
