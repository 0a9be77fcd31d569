import type * as pulumi from '@pulumi/pulumi';
import { BackupPlan } from '../../components/data/backup-plan.ts';
import { Bucket } from '../../components/data/bucket.ts';
import { PostgresDatabase } from '../../components/data/postgres-database.ts';
import { POSTGRES_PORT } from '../../components/data/postgres-settings.ts';
import { REDIS_PORT, RedisCache } from '../../components/data/redis-cache.ts';
import type { DataValues } from '../config-data.ts';
import type { Scope } from '../scope.ts';
import type { NetworkPart } from './network.ts';

export interface DataPart {
  readonly database: PostgresDatabase | null;
  readonly cache: RedisCache | null;
}

/** Security groups of the services, by service: the only ones that reach a store. */
type Clients = Readonly<Record<string, pulumi.Output<string>>>;

const NOTHING: DataPart = { database: null, cache: null };

/** Database, cache, the bucket for exports, and the backup plan of what has to be kept. */
export function buildData(
  scope: Scope,
  values: DataValues | null,
  network: NetworkPart,
  clients: Clients,
): DataPart {
  if (values === null) return NOTHING;
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const place = { vpcId, subnetIds, clients, tags: scope.tags };
  const database = buildDatabase(scope, values, place);
  const cache = buildCache(scope, values, place);
  const args = { bucketName: scope.name('exports'), lifecycle: values.exports, versioned: true };
  new Bucket(`${scope.prefix}-exports`, { ...args, tags: scope.tags }, scope.precious);
  return { database, cache };
}

interface Place extends Pick<NetworkPart, 'vpcId'> {
  readonly subnetIds: pulumi.Output<string[]>;
  readonly clients: Clients;
  readonly tags: Scope['tags'];
}

function buildDatabase(
  { prefix, tags, precious, name }: Scope,
  { database: values, backupDays }: DataValues,
  place: Place,
): PostgresDatabase | null {
  if (values === null) return null;
  const names = { identifier: name('db'), groupName: name('db-group') };
  const database = new PostgresDatabase(
    `${prefix}-db`,
    { ...values, ...names, ...place },
    precious,
  );
  new BackupPlan(prefix, {
    backupName: name('backup'),
    roleName: name('backup-role'),
    retentionDays: backupDays,
    resourceArns: [database.store.arn],
    tags,
  });
  return database;
}

function buildCache(
  { prefix, precious, name }: Scope,
  { cache: values }: DataValues,
  place: Place,
): RedisCache | null {
  if (values === null) return null;
  const names = { identifier: name('cache'), groupName: name('cache-group') };
  return new RedisCache(`${prefix}-cache`, { ...values, ...names, ...place }, precious);
}

/** What containers are told about the stores. */
export function storesOf({ database, cache }: DataPart) {
  return {
    database:
      database === null
        ? null
        : { host: database.store.host, name: database.databaseName, port: POSTGRES_PORT },
    cache: cache === null ? null : { host: cache.host, port: REDIS_PORT },
  };
}
