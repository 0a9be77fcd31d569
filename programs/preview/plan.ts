import { createHash } from 'node:crypto';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import { previewPlanSchema } from '../../action-shared/documents/plan.ts';
import { UserError } from '../../action-shared/errors.ts';
import type { OneOffRunsValues, ServiceValues } from '../factory/config-compute.ts';
import type { EnvironmentConfig } from '../factory/config.ts';

/** Raised with every change of the preview program that an unchanged plan would not show. */
export const PREVIEW_PROGRAM_VERSION = 1;

const LOG_RETENTION_DAYS = 7;

/** @throws UserError that lists every problem of a plan that came from outside. */
export function parsePreviewPlan(value: unknown): PreviewPlan {
  const parsed = previewPlanSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((one) => `  ${one.path.join('.')}: ${one.message}`);
  throw new UserError(`The preview's plan is not valid:\n${problems.join('\n')}`);
}

/** What a pull request owns on a base: its services; network, load balancer and images are shared. */
export function previewEnvironment(plan: PreviewPlan): EnvironmentConfig {
  const { environment, app, repository, region, domain, tags } = plan;
  const base = { name: plan.base.name, stack: plan.base.stackReference };
  return {
    ...{ environment, app, repository, region, domain, tags },
    protection: false,
    network: { kind: 'shared', base },
    edge: { kind: 'shared', base, loadBalancer: plan.loadBalancer, hosts: ownHosts(plan) },
    images: null,
    compute: {
      clusterName: plan.cluster,
      insights: false,
      zoneName: null,
      exec: false,
      registryCredentialsArn: null,
      services: plan.services.map(serviceValues),
      tasks: [],
      runs: runValues(plan),
      storedSecrets: { references: [], replicaRegions: [] },
    },
    data: plan.database == null ? null : { kind: 'shared', base, database: plan.database },
    delivery: null,
    watching: null,
    parameters: null,
    fingerprint: previewFingerprint(plan),
  };
}

/**
 * One name inside the engine whatever the physical names: a target group that is renamed is then a
 * replacement behind the same listener rule, not a second rule that wants the same priority.
 */
function serviceValues(service: ServicePlan): ServiceValues {
  const { host, paths, priority, url, environment, secrets, ...rest } = service;
  return {
    ...rest,
    route: { host, paths, priority },
    address: { url },
    variables: environment,
    secrets: {},
    valueFroms: secrets,
    scaling: null,
  };
}

/** Migrations run once for every commit and image, seeds once in a preview's life. */
function runValues({ database, services, sha }: PreviewPlan): OneOffRunsValues | null {
  if (database == null || database.tasks.length === 0) return null;
  const tasks = database.tasks.map(({ name, service, command, names }) => {
    const image = services.find((one) => one.name === service)?.image ?? '';
    const trigger = name === 'seed' ? null : [sha, image, ...command].join(' ');
    return { name, service, command, names, trigger };
  });
  return { ...database.runner, logRetentionDays: LOG_RETENTION_DAYS, tasks };
}

/** Hosts the base's wildcard record does not lead to this preview's load balancer. */
export function ownHosts(plan: PreviewPlan): readonly string[] {
  if (plan.loadBalancer.index === 0) return [];
  const hosts = plan.services.map((service) => service.host).filter((host) => host !== null);
  return [...new Set(hosts)];
}

/** Changes exactly when the preview would be built differently. */
export function previewFingerprint(plan: PreviewPlan): string {
  const hash = createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16);
  return `preview-${PREVIEW_PROGRAM_VERSION}-${hash}`;
}
