/**
 * What has a price, by key, and the unit the price is for. Classes of databases and caches have keys
 * of their own, made by the functions below.
 */
export const PRICE_UNITS = {
  'fargate.vcpu': 'vCPU-hour',
  'fargate.gib': 'GB-hour',
  'fargate-arm.vcpu': 'vCPU-hour',
  'fargate-arm.gib': 'GB-hour',
  'fargate.ephemeral-gib': 'GB-hour',
  alb: 'hour',
  'alb.lcu': 'LCU-hour',
  'nat-gateway': 'hour',
  'nat-gateway.gib': 'GB',
  'public-ipv4': 'hour',
  'interface-endpoint': 'hour',
  'interface-endpoint.gib': 'GB',
  'logs.ingested-gib': 'GB',
  'logs.stored-gib': 'GB-month',
  'metric-alarm': 'month',
  dashboard: 'month',
  'ecr.gib': 'GB-month',
  's3.standard-gib': 'GB-month',
  secret: 'month',
  'kms-key': 'month',
  'hosted-zone': 'month',
  'advanced-parameter': 'month',
  'web-acl': 'month',
  'web-acl.rule': 'month',
  'aurora.acu': 'ACU-hour',
  'aurora.storage-gib': 'GB-month',
  'aurora.million-io': 'million requests',
  'rds.gp2-gib': 'GB-month',
  'rds.gp3-gib': 'GB-month',
} as const;

type NamedKey = keyof typeof PRICE_UNITS;
/** `db.t4g.medium` of Aurora PostgreSQL, an hour. */
export type AuroraClassKey = `aurora-postgresql.${string}`;
/** `db.t4g.micro` of RDS for PostgreSQL in one Availability Zone, an hour. */
export type PostgresClassKey = `rds-postgresql.${string}`;
/** `cache.t4g.micro` of ElastiCache for Redis OSS, an hour. */
export type RedisClassKey = `redis.${string}`;
export type PriceKey = NamedKey | AuroraClassKey | PostgresClassKey | RedisClassKey;

/** The unit that a key's price is for: `hour`, `month`, `GB-month`. */
export function unitOf(key: PriceKey): string {
  return Object.entries(PRICE_UNITS).find(([name]) => name === key)?.[1] ?? 'hour';
}

/** True where a price runs by the hour: `hour`, `vCPU-hour`. Others run by the month. */
export function isHourly(key: PriceKey): boolean {
  return unitOf(key).endsWith('hour');
}
