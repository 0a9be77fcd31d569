import * as pulumi from '@pulumi/pulumi';
import type { SharedDatabaseOutputs } from '../../../action-shared/documents/standard-outputs.ts';
import { BackupPlan } from '../../components/data/backup-plan.ts';
import { Bucket } from '../../components/data/bucket.ts';
import { PostgresDatabase } from '../../components/data/postgres-database.ts';
import { POSTGRES_PORT } from '../../components/data/postgres-settings.ts';
import { REDIS_PORT, RedisCache } from '../../components/data/redis-cache.ts';
import type { DataValues, OwnData } from '../config-data.ts';
import type { Scope } from '../scope.ts';
import type { NetworkPart } from './network.ts';
import { buildAdministrator, buildPreviewDatabase, databaseClients } from './shared-database.ts';

export interface DataPart {
  readonly database: PostgresDatabase | null;
  readonly cache: RedisCache | null;
  /** Name of the database that the services use; null: none. */
  readonly databaseName: string | null;
  /** Variable -> ECS `valueFrom` of the database's user and password. */
  readonly credentials: pulumi.Output<Readonly<Record<string, string>>>;
  /** Security groups that let the services reach a store of another stack. */
  readonly clientGroupIds: readonly pulumi.Output<string>[];
  /** What previews share of this environment. */
  readonly shared: pulumi.Output<SharedDatabaseOutputs> | null;
}

/** Security groups of the services, by service: the only ones that reach a store. */
export type Clients = Readonly<Record<string, pulumi.Output<string>>>;

const NOTHING: DataPart = {
  database: null,
  cache: null,
  databaseName: null,
  credentials: pulumi.output<Readonly<Record<string, string>>>({}),
  clientGroupIds: [],
  shared: null,
};

/** Where data is kept: in stores of the environment's own, or in a database on a base's cluster. */
export function buildData(
  scope: Scope,
  values: DataValues | null,
  network: NetworkPart,
  clients: Clients,
): DataPart {
  if (values === null) return NOTHING;
  if (values.kind === 'own') return buildStores(scope, values, network, clients);
  return { ...NOTHING, ...buildPreviewDatabase(scope, values) };
}

/** Database, cache, the bucket for exports, and the backup plan of what has to be kept. */
function buildStores(
  scope: Scope,
  values: OwnData,
  network: NetworkPart,
  clients: Clients,
): DataPart {
  const { vpcId, privateSubnetIds: subnetIds } = network;
  const place = { vpcId, subnetIds, clients, tags: scope.tags };
  const previews = databaseClients(scope, values, vpcId);
  const database = buildDatabase(scope, values, {
    ...place,
    clients: previews === null ? clients : { ...clients, previews },
  });
  const cache = buildCache(scope, values, place);
  buildExports(scope, values);
  return {
    ...NOTHING,
    ...{ database, cache },
    databaseName: database?.databaseName ?? null,
    credentials: pulumi.output(database?.store.secretArn ?? null).apply(credentialsIn),
    shared: buildAdministrator(scope, values, database, previews),
  };
}

interface Place extends Pick<NetworkPart, 'vpcId'> {
  readonly subnetIds: pulumi.Output<string[]>;
  readonly clients: Clients;
  readonly tags: Scope['tags'];
}

function buildDatabase(
  { prefix, tags, precious, name }: Scope,
  { database: values, backupDays }: OwnData,
  place: Place,
): PostgresDatabase | null {
  if (values === null) return null;
  const names = { identifier: name('db'), groupName: name('db-group') };
  const database = new PostgresDatabase(
    `${prefix}-db`,
    { ...values, ...names, ...place },
    precious,
  );
  if (backupDays === null) return database;
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
  { cache: values }: OwnData,
  place: Place,
): RedisCache | null {
  if (values === null) return null;
  const names = { identifier: name('cache'), groupName: name('cache-group') };
  return new RedisCache(`${prefix}-cache`, { ...values, ...names, ...place }, precious);
}

function buildExports(
  { prefix, tags, precious, name }: Scope,
  { exports: lifecycle }: OwnData,
): void {
  if (lifecycle === null) return;
  const args = { bucketName: name('exports'), lifecycle, versioned: true };
  new Bucket(`${prefix}-exports`, { ...args, tags }, precious);
}

function credentialsIn(secretArn: string | null): Readonly<Record<string, string>> {
  if (secretArn === null) return {};
  return {
    DATABASE_USER: `${secretArn}:username::`,
    DATABASE_PASSWORD: `${secretArn}:password::`,
  };
}

/** What containers are told about the stores. */
export function storesOf({ database, cache }: DataPart) {
  return {
    database:
      database === null
        ? null
        : {
            host: database.store.host,
            readerHost: database.store.readerHost,
            name: database.databaseName,
            port: POSTGRES_PORT,
          },
    cache: cache === null ? null : { host: cache.host, port: REDIS_PORT },
  };
}
