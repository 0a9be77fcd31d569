import type { ServicePlan } from '../../action-shared/documents/plan.ts';
import type { ServiceReport } from '../../action-shared/documents/report.ts';
import { checkHealth } from '../../action-shared/health/check-health.ts';
import type { HealthDeps } from '../../action-shared/health/check-health.ts';
import { parseStatusRanges } from '../../action-shared/health/expectations.ts';

/** Where an application tells its commit, unless it tells nothing. */
const VERSION_PLACES = { header: 'x-app-version', fields: ['version', 'commit', 'sha'] };

/**
 * Asks one service by its public URL. A service that tells its commit must tell this one; of one that
 * tells none the rollout has shown that its digest runs.
 */
export async function checkService(
  service: ServicePlan,
  sha: string,
  timeoutSeconds: number,
  deps: HealthDeps,
): Promise<ServiceReport> {
  const url = service.url.replace(/\/$/, '') + service.health.path;
  const { targets } = await checkHealth(
    {
      targets: [{ name: service.name, url }],
      expected: {
        status: parseStatusRanges(service.health.matcher),
        body: null,
        headers: [],
        version: { expected: sha, ...VERSION_PLACES, optional: true },
      },
      consecutive: 2,
      interval: { firstSeconds: 0.5, longestSeconds: 10 },
      requestTimeoutSeconds: 15,
      timeoutSeconds,
      maxAttempts: Number.MAX_SAFE_INTEGER,
    },
    deps,
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
