import { createHash } from 'node:crypto';
import { routeGroups } from '../../action-shared/config/routes.ts';
import { ENVIRONMENT_PROJECT, permanentName } from '../../action-shared/naming/permanent-names.ts';
import { permanentStack } from '../../action-shared/naming/permanent-names.ts';
import type { PermanentResource } from '../../action-shared/naming/permanent-names.ts';
import { clusterName, serviceNames } from '../../action-shared/naming/preview-names.ts';
import { allocatePriorities } from '../../action-shared/naming/priorities.ts';
import { resourceTags } from '../../action-shared/naming/tags.ts';
import { natGatewayCount } from '../components/network/network.ts';
import type { EnvironmentConfig, EnvironmentService } from './config.ts';
import { serviceAddresses } from './hosts.ts';

/** Raised with every change of the program that unchanged values would not show. */
export const ENVIRONMENT_PROGRAM_VERSION = 1;

/** `staging-shop`: what every name of the environment begins with. */
export function prefixOf({ environment, app }: EnvironmentConfig): string {
  return `${environment}-${app}`;
}

/** Name of something the environment has once. */
export function nameOf(config: EnvironmentConfig, resource: PermanentResource): string {
  return permanentName(config, resource);
}

/** Name of the ECS cluster. */
export function clusterOf({ environment, app }: EnvironmentConfig): string {
  return clusterName(environment, app);
}

/** Physical names of a service. */
export function namesOf({ environment, app }: EnvironmentConfig, service: string) {
  return serviceNames({ environment, app, service });
}

/** Tags of everything the environment owns. */
export function environmentTags(config: EnvironmentConfig): Record<string, string> {
  const { environment, app, repository, costCenter } = config;
  return resourceTags({
    project: ENVIRONMENT_PROJECT,
    app,
    environment,
    deploymentType: environment,
    ...(costCenter === undefined ? {} : { costCenter }),
    repository,
    stack: permanentStack(app, environment),
  });
}

/** Listener-rule slots by service: the same in every deployment of the same services. */
export function prioritiesOf(config: EnvironmentConfig): ReadonlyMap<string, number> {
  return allocatePriorities({
    app: config.app,
    environment: config.environment,
    groups: routeGroups(routesOf(config)).map((group) => group.map(({ service }) => service)),
    used: new Set(),
    previous: new Map(),
  });
}

/** Host and paths of every service, the load balancer's own name written as nothing. */
export function routesOf(config: EnvironmentConfig) {
  const addresses = serviceAddresses(config);
  return config.services.map(({ name }) => {
    const { host = null, paths = [] } = addresses.get(name) ?? {};
    return { service: name, host: host ?? '', paths };
  });
}

/** Tasks run in public subnets, with an address of their own, where no NAT leads out. */
export function runsPublic({ network }: EnvironmentConfig): boolean {
  return network.nat === 'none';
}

/** Route tables of the network: one public, one private or one per NAT gateway. */
export function routeTableCount({ network }: EnvironmentConfig): number {
  const zones = Array.isArray(network.zones) ? network.zones.length : network.zones;
  return 1 + Math.max(1, natGatewayCount(network.nat, zones));
}

/** True when the number of tasks is autoscaling's business: it may differ from the minimum. */
export function isScaled({ autoscaling }: EnvironmentConfig, { count }: EnvironmentService) {
  return count.max > count.min || autoscaling.quietHours !== null;
}

/** Name of the first database: the given one, or the app's. */
export function databaseName(config: EnvironmentConfig): string {
  return config.database?.name ?? config.app.replaceAll('-', '_');
}

/** In front of the parameters' branches. */
export function parameterPrefix({ app, parameters }: EnvironmentConfig): string {
  return parameters.prefix ?? `/${app}`;
}

/** References to stores outside AWS, each once, sorted: their values are kept in Secrets Manager. */
export function storedReferences({ services }: EnvironmentConfig): readonly string[] {
  const all = services.flatMap(({ secrets }) => Object.values(secrets));
  return [...new Set(all)].filter((reference) => reference.startsWith('doppler:')).sort();
}

/** Private zone in which services find each other. */
export function internalZone({ environment }: EnvironmentConfig): string {
  return `${environment}.internal`;
}

/** Changes exactly when the environment would be built differently. */
export function environmentFingerprint(config: EnvironmentConfig): string {
  const hash = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
  return `environment-${ENVIRONMENT_PROGRAM_VERSION}-${hash}`;
}
