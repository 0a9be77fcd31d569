import { createHash } from 'node:crypto';
import { ECS_NAME_MAX, IAM_ROLE_NAME_MAX, LOG_GROUP_NAME_MAX } from './limits.ts';
import { SECURITY_GROUP_NAME_MAX, TARGET_GROUP_NAME_MAX } from './limits.ts';

/** Resources of a whole environment; never the last word of a service's resource, so names differ. */
export type EnvironmentResource = 'cluster';
/** Resources of one service. */
export type ServiceResource = keyof typeof SERVICE_RESOURCE_MAX;

const SERVICE_RESOURCE_MAX = {
  service: ECS_NAME_MAX,
  task: ECS_NAME_MAX,
  tg: TARGET_GROUP_NAME_MAX,
  logs: LOG_GROUP_NAME_MAX,
  sg: SECURITY_GROUP_NAME_MAX,
  'execution-role': IAM_ROLE_NAME_MAX,
  'task-role': IAM_ROLE_NAME_MAX,
} as const;

/** Characters of the hash that keeps cut names apart: 36^6 = 2.2 billion values. */
export const HASH_LENGTH = 6;

/**
 * Six characters (0-9, a-z) of a text's SHA-256.
 */
export function shortHash(text: string): string {
  const value = createHash('sha256').update(text).digest().readBigUInt64BE();
  return value.toString(36).padStart(HASH_LENGTH, '0').slice(-HASH_LENGTH);
}

/**
 * Cuts `name` to `max` characters; a cut name ends in `-` and a hash of `identity`.
 * @param identity what the hash is taken of; @default the name itself
 */
export function fitName(name: string, max: number, identity: string = name): string {
  return name.length <= max ? name : withHash(name, max, identity);
}

/**
 * Name of something an environment has once: `pr-42-shop-cluster`.
 */
export function environmentResourceName(
  environment: string,
  app: string,
  resource: EnvironmentResource,
): string {
  return fitName(`${environment}-${app}-${resource}`, ECS_NAME_MAX);
}

export interface ServiceResourceParts {
  /** Environment suffix: `pr-42`, `staging`. */
  readonly environment: string;
  readonly app: string;
  readonly service: string;
  readonly resource: ServiceResource;
  /** Tells a replacement from the resource it replaces: `3041`. */
  readonly variant?: string;
}

/**
 * Name of something each service has: `pr-42-shop-api-tg`. A service with a hyphen in its own name
 * always gets the hash, because app `a-b` with service `c` and app `a` with service `b-c` would
 * otherwise share every name.
 */
export function serviceResourceName(parts: ServiceResourceParts): string {
  const { environment, app, service, resource, variant } = parts;
  const max = SERVICE_RESOURCE_MAX[resource];
  const all = [environment, app, service, resource, ...(variant === undefined ? [] : [variant])];
  const identity = all.join('/');
  const name = all.join('-');
  return service.includes('-') ? withHash(name, max, identity) : fitName(name, max, identity);
}

function withHash(name: string, max: number, identity: string): string {
  const head = name.slice(0, max - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${head}-${shortHash(identity)}`;
}
