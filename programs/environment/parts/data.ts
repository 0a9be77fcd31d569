import type * as pulumi from '@pulumi/pulumi';
import { BackupPlan } from '../../components/data/backup-plan.ts';
import { Bucket } from '../../components/data/bucket.ts';
import { PostgresDatabase } from '../../components/data/postgres-database.ts';
import { POSTGRES_PORT } from '../../components/data/postgres-settings.ts';
import type { PostgresDatabaseArgs } from '../../components/data/postgres-settings.ts';
import { REDIS_PORT, RedisCache } from '../../components/data/redis-cache.ts';
import { databaseName } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { NetworkPart } from './network.ts';

export interface DataPart {
  readonly database: PostgresDatabase | null;
  readonly cache: RedisCache | null;
  readonly backups: Bucket;
}

/** Security groups of the services, by service: the only ones that reach a store. */
type Clients = Readonly<Record<string, pulumi.Output<string>>>;

/** Database, cache, the bucket for exports, and the backup plan of what has to be kept. */
export function buildData(scope: Scope, network: NetworkPart, clients: Clients): DataPart {
  const { config, prefix, tags, precious } = scope;
  const place = {
    vpcId: network.network.vpcId,
    subnetIds: network.network.privateSubnetIds,
    clients,
    tags,
  };
  const database =
    config.database === null
      ? null
      : new PostgresDatabase(
          `${prefix}-db`,
          { ...databaseArgs(scope, config.database), ...place },
          precious,
        );
  const cache =
    config.cache === null
      ? null
      : new RedisCache(
          `${prefix}-cache`,
          {
            ...{ ...config.cache, ...place },
            identifier: scope.name('cache'),
            groupName: scope.name('cache-group'),
          },
          precious,
        );
  const backups = new Bucket(
    `${prefix}-exports`,
    {
      bucketName: scope.name('exports'),
      lifecycle: config.buckets.backups,
      versioned: true,
      tags,
    },
    precious,
  );
  if (database !== null) buildBackupPlan(scope, database);
  return { database, cache, backups };
}

type DatabaseValues = NonNullable<Scope['config']['database']>;
type Placeless<T> = T extends unknown ? Omit<T, 'vpcId' | 'subnetIds' | 'clients' | 'tags'> : never;

function databaseArgs(
  { config, name }: Scope,
  values: DatabaseValues,
): Placeless<PostgresDatabaseArgs> {
  const { engine, backupDays, finalSnapshot, rotationDays } = values;
  const common = {
    identifier: name('db'),
    groupName: name('db-group'),
    databaseName: databaseName(config),
    ...{ backupDays, finalSnapshot },
    deletionProtection: config.protection,
    ...(rotationDays === null ? {} : { rotationDays }),
  };
  if (engine === 'rds') {
    const { storageGb, multiAz } = values;
    return { ...common, engine, instanceClass: values.class ?? '', storageGb, multiAz };
  }
  const { capacity, replicas } = values;
  return { ...common, engine, instanceClass: values.class, capacity, replicas };
}

function buildBackupPlan(
  { config, prefix, tags, child, name }: Scope,
  { store }: PostgresDatabase,
): void {
  new BackupPlan(
    prefix,
    {
      backupName: name('backup'),
      roleName: name('backup-role'),
      retentionDays: config.backup.days,
      resourceArns: [store.arn],
      tags,
    },
    child,
  );
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
