import type { ServicePlan } from '../../action-shared/documents/plan.ts';
import type { ServiceReport } from '../../action-shared/documents/report.ts';
import { checkHealth } from '../../action-shared/health/check-health.ts';
import type { HealthDeps } from '../../action-shared/health/check-health.ts';
import { parseStatusRanges } from '../../action-shared/health/expectations.ts';
import type { Expectations } from '../../action-shared/health/expectations.ts';
import { presentable } from '../../action-shared/health/presentable.ts';

/** Where an application tells its commit, unless it tells nothing. */
const VERSION_PLACES = { header: 'x-app-version', fields: ['version', 'commit', 'sha'] };

export interface ServiceHealthDeps extends HealthDeps {
  /** Replaces also what the service's containers know: the values of its secrets. */
  readonly outputMask: (service: ServicePlan) => Promise<(text: string) => string>;
}

/**
 * Asks one service by its public URL. A service that tells its commit must tell this one; of one that
 * tells none the rollout has shown that its digest runs.
 */
export async function checkService(
  service: ServicePlan,
  sha: string,
  timeoutSeconds: number,
  deps: ServiceHealthDeps,
): Promise<ServiceReport> {
  const url = service.url.replace(/\/$/, '') + service.health.path;
  const expected: Expectations = {
    status: parseStatusRanges(service.health.matcher),
    body: null,
    headers: [],
    version: { expected: sha, ...VERSION_PLACES, optional: true },
  };
  const presentation = {
    expected,
    mask: () => deps.outputMask(service),
    onWithheld: (why: string) =>
      deps.log(`${service.name}: what it answers is not shown, it could not be masked: ${why}`),
  };
  const { targets } = await checkHealth(
    {
      targets: [{ name: service.name, url }],
      expected,
      consecutive: 2,
      interval: { firstSeconds: 0.5, longestSeconds: 10 },
      requestTimeoutSeconds: 15,
      timeoutSeconds,
      maxAttempts: Number.MAX_SAFE_INTEGER,
    },
    { ...deps, probe: presentable(deps.probe, presentation) },
  );
  const [target] = targets;
  return {
    name: service.name,
    primary: service.primary,
    url: service.url,
    image: service.image,
    health: target?.status === 'healthy' ? 'healthy' : 'unhealthy',
    version: target?.version ?? null,
    detail: target?.reason ?? 'was not asked',
  };
}
