import * as limits from './limits.ts';
import { fitName, HASH_LENGTH, shortHash } from './physical-name.ts';

/** Pulumi project of every permanent environment. */
export const ENVIRONMENT_PROJECT = 'macro-infra-environment';

/** What a permanent environment has once, with the longest name AWS takes for it. */
const PERMANENT_RESOURCE_MAX = {
  alb: limits.LOAD_BALANCER_NAME_MAX,
  db: limits.DATABASE_IDENTIFIER_MAX,
  'db-group': limits.DATA_GROUP_NAME_MAX,
  'db-clients': limits.SECURITY_GROUP_NAME_MAX,
  'db-admin': limits.FUNCTION_NAME_MAX,
  'db-admin-role': limits.IAM_ROLE_NAME_MAX,
  cache: limits.CACHE_IDENTIFIER_MAX,
  'cache-group': limits.DATA_GROUP_NAME_MAX,
  assets: limits.S3_BUCKET_NAME_MAX,
  'access-logs': limits.S3_BUCKET_NAME_MAX,
  exports: limits.S3_BUCKET_NAME_MAX,
  backup: limits.BACKUP_NAME_MAX,
  alarms: limits.TOPIC_NAME_MAX,
  drift: limits.FUNCTION_NAME_MAX,
  'backup-role': limits.IAM_ROLE_NAME_MAX,
  'drift-role': limits.IAM_ROLE_NAME_MAX,
  'flow-logs-role': limits.IAM_ROLE_NAME_MAX,
  'scheduler-role': limits.IAM_ROLE_NAME_MAX,
  'flow-logs': limits.LOG_GROUP_NAME_MAX,
  budget: limits.BUDGET_NAME_MAX,
  anomalies: limits.BUDGET_NAME_MAX,
  firewall: limits.WEB_ACL_NAME_MAX,
  users: limits.USER_POOL_NAME_MAX,
  login: limits.DNS_LABEL_MAX,
  dashboard: limits.WATCH_NAME_MAX,
  overview: limits.WATCH_NAME_MAX,
  cdn: limits.EDGE_NAME_MAX,
} as const;
export type PermanentResource = keyof typeof PERMANENT_RESOURCE_MAX;
export const PERMANENT_RESOURCES = Object.keys(PERMANENT_RESOURCE_MAX) as PermanentResource[];

/** Names that are unique in the whole of AWS, not only in an account: they always carry a hash. */
const WORLD_WIDE: ReadonlySet<PermanentResource> = new Set([
  'assets',
  'access-logs',
  'exports',
  'login',
]);

export interface PermanentIdentity {
  /** `staging`. */
  readonly environment: string;
  readonly app: string;
  /** `owner/name`: what keeps names apart that are unique world-wide. */
  readonly repository: string;
}

/** Pulumi stack of a permanent environment: `shop-staging`. */
export function permanentStack(app: string, environment: string): string {
  return `${app}-${environment}`;
}

/**
 * Name of something a permanent environment has once: `production-payment-db`. RDS and ElastiCache
 * refuse hyphens in a row and at the end, so those are drawn together, with a hash of the full name.
 */
export function permanentName(identity: PermanentIdentity, resource: PermanentResource): string {
  const { environment, app, repository } = identity;
  const max = PERMANENT_RESOURCE_MAX[resource];
  const whole = `${environment}-${app}-${resource}`;
  const clean = whole.replace(/-{2,}/g, '-');
  if (WORLD_WIDE.has(resource)) return hashed(clean, max, `${repository}/${whole}`);
  return clean === whole ? fitName(whole, max) : hashed(clean, max, whole);
}

function hashed(name: string, max: number, identity: string): string {
  const head = name.slice(0, max - HASH_LENGTH - 1).replace(/-+$/, '');
  return `${head}-${shortHash(identity)}`;
}
