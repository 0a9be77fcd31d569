import type { ServiceNames } from '../documents/plan.ts';
import { environmentResourceName, serviceResourceName } from './physical-name.ts';
import type { ServiceResource } from './physical-name.ts';

/** Pulumi project of every preview stack. */
export const PREVIEW_PROJECT = 'macro-infra-preview';
/** Pulumi project of every base stack. */
export const BASE_PROJECT = 'macro-infra-base';

/** Environment suffix of a pull request: `pr-42`. */
export function previewEnvironment(number: number): string {
  return `pr-${number}`;
}

/** Pulumi stack of a pull request: `shop-pr-42`. */
export function previewStack(app: string, number: number): string {
  return `${app}-${previewEnvironment(number)}`;
}

/** ECS cluster of an environment: `pr-42-shop-cluster`. */
export function clusterName(environment: string, app: string): string {
  return environmentResourceName(environment, app, 'cluster');
}

export interface ServiceIdentity {
  readonly environment: string;
  readonly app: string;
  readonly service: string;
}

/** Every physical name of one service, as a first deployment gives them. */
export function serviceNames(identity: ServiceIdentity): ServiceNames {
  const name = (resource: ServiceResource) => serviceResourceName({ ...identity, resource });
  return {
    service: name('service'),
    family: name('task'),
    targetGroup: name('tg'),
    logGroup: name('logs'),
    securityGroup: name('sg'),
    executionRole: name('execution-role'),
    taskRole: name('task-role'),
  };
}

/**
 * The target group's name. AWS cannot change a target group's port in place: the new one is made
 * before the old one goes, so it needs another name. An unchanged port keeps the name it has.
 */
export function targetGroupName(
  identity: ServiceIdentity,
  port: number,
  previous: { readonly name: string; readonly port: number } | null,
): string {
  if (previous === null) return serviceResourceName({ ...identity, resource: 'tg' });
  if (previous.port === port) return previous.name;
  return serviceResourceName({ ...identity, resource: 'tg', variant: String(port) });
}
