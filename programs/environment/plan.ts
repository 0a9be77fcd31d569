import { createHash } from 'node:crypto';
import { routeGroups } from '../../action-shared/config/routes.ts';
import { ENVIRONMENT_PROJECT, permanentName } from '../../action-shared/naming/permanent-names.ts';
import { permanentStack } from '../../action-shared/naming/permanent-names.ts';
import type { PermanentResource } from '../../action-shared/naming/permanent-names.ts';
import { clusterName, serviceNames } from '../../action-shared/naming/preview-names.ts';
import { serviceResourceName } from '../../action-shared/naming/physical-name.ts';
import { allocatePriorities } from '../../action-shared/naming/priorities.ts';
import { resourceTags } from '../../action-shared/naming/tags.ts';
import type { PermanentEnvironment } from './config.ts';
import { serviceAddresses } from './hosts.ts';

/** Raised with every change of the program that unchanged values would not show. */
export const ENVIRONMENT_PROGRAM_VERSION = 1;

/** Name of something the environment has once. */
export function nameOf(config: PermanentEnvironment, resource: PermanentResource): string {
  return permanentName(config, resource);
}

/** Name of the ECS cluster. */
export function clusterOf({ environment, app }: PermanentEnvironment): string {
  return clusterName(environment, app);
}

/** Physical names of a service. */
export function namesOf({ environment, app }: PermanentEnvironment, service: string) {
  return serviceNames({ environment, app, service });
}

/**
 * Name of a service's target group, its port in it: AWS changes no target group's port in place, so that
 * another port needs another group, which is there before the rule leaves the old one.
 */
export function targetGroupOf(
  { environment, app }: PermanentEnvironment,
  service: string,
  port: number,
): string {
  return serviceResourceName({ environment, app, service, resource: 'tg', variant: String(port) });
}

/** Tags of everything the environment owns. */
export function environmentTags(config: PermanentEnvironment): Record<string, string> {
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
export function prioritiesOf(config: PermanentEnvironment): ReadonlyMap<string, number> {
  return allocatePriorities({
    app: config.app,
    environment: config.environment,
    groups: routeGroups(routesOf(config)).map((group) => group.map(({ service }) => service)),
    used: new Set(),
    previous: new Map(),
  });
}

/** Host and paths of every service, the load balancer's own name written as nothing. */
export function routesOf(config: PermanentEnvironment) {
  const addresses = serviceAddresses(config);
  return config.services.map(({ name }) => {
    const { host = null, paths = [] } = addresses.get(name) ?? {};
    return { service: name, host: host ?? '', paths };
  });
}

/** Tasks run in public subnets, with an address of their own, where no NAT leads out. */
export function runsPublic({ network }: PermanentEnvironment): boolean {
  return network.nat === 'none';
}

/** Name of the first database: the given one, or the app's. */
export function databaseName(config: PermanentEnvironment): string {
  return config.database?.name ?? config.app.replaceAll('-', '_');
}

/** In front of the parameters' branches. */
export function parameterPrefix({ app, parameters }: PermanentEnvironment): string {
  return parameters.prefix ?? `/${app}`;
}

/** References to stores outside AWS, each once, sorted: their values are kept in Secrets Manager. */
export function storedReferences({ services }: PermanentEnvironment): readonly string[] {
  const all = services.flatMap(({ secrets }) => Object.values(secrets));
  return [...new Set(all)].filter((reference) => reference.startsWith('doppler:')).sort();
}

/** Private zone in which services find each other. */
export function internalZone({ environment }: PermanentEnvironment): string {
  return `${environment}.internal`;
}

/** Changes exactly when the environment would be built differently. */
export function environmentFingerprint(config: PermanentEnvironment): string {
  const hash = createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
  return `environment-${ENVIRONMENT_PROGRAM_VERSION}-${hash}`;
}
