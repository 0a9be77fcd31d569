import { groupOf, listOf, numberOf, standing, textOf, unknown, usage } from '../resource.ts';
import type { Bill, CostResource, Quantity, Surroundings } from '../resource.ts';

const CLUSTER = 'aws:rds/cluster:Cluster';
const INSTANCE = 'aws:rds/instance:Instance';
const SERVERLESS = 'db.serverless';
const STORAGE_NOTE = 'without storage, requests and backups';

/** The secret that RDS itself makes and rotates for a database's password. */
function managedSecret({ settings }: CostResource): readonly Quantity[] {
  const managed = settings['manageMasterUserPassword'] === true;
  return managed ? [{ key: 'secret', units: 1, what: 'secret of its password' }] : [];
}

/** A cluster itself holds the storage, which is paid by use; its instances are resources of their own. */
export function auroraCluster(cluster: CostResource): Bill {
  const secrets = managedSecret(cluster);
  if (secrets.length > 0) return standing(secrets, STORAGE_NOTE);
  return usage('storage and requests', 'aurora.storage-gib', 'aurora.million-io');
}

/** An Aurora instance of a class, or a serverless one at the cluster's smallest capacity. */
export function auroraInstance(instance: CostResource, around: Surroundings): Bill {
  const { settings } = instance;
  const engine = textOf(settings, 'engine') ?? 'aurora-postgresql';
  if (engine !== 'aurora-postgresql') return unknown(`no prices of ${engine}`);
  const size = textOf(settings, 'instanceClass');
  if (size === null) return unknown('its class is not known');
  if (size === SERVERLESS) return serverless(instance, around);
  const key = `aurora-postgresql.${size}` as const;
  return standing([{ key, units: 1, what: size }], STORAGE_NOTE);
}

function serverless(instance: CostResource, around: Surroundings): Bill {
  const cluster = clusterOf(instance, around);
  const scaling = groupOf(cluster?.settings ?? {}, 'serverlessv2ScalingConfiguration');
  const least = numberOf(scaling, 'minCapacity');
  if (least === null) return unknown('the smallest capacity of its cluster is not known');
  const most = numberOf(scaling, 'maxCapacity');
  const upTo = most === null ? '' : ` (grows to ${most})`;
  return standing(
    [{ key: 'aurora.acu', units: least, what: `${least} ACU` }],
    `at the smallest capacity${upTo}, ${STORAGE_NOTE}`,
  );
}

function clusterOf(instance: CostResource, { resources }: Surroundings): CostResource | null {
  const clusters = resources.filter(({ type }) => type === CLUSTER);
  const wanted = textOf(instance.settings, 'clusterIdentifier');
  const named = clusters.find(
    ({ name, settings }) =>
      wanted !== null &&
      [textOf(settings, 'clusterIdentifier'), textOf(settings, 'id'), name, `${name}-id`].includes(
        wanted,
      ),
  );
  return named ?? (clusters.length === 1 ? (clusters[0] ?? null) : null);
}

/**
 * An RDS instance and its storage; both twice where a standby runs in another zone. A read replica has
 * engine and storage from its source until AWS tells its own.
 */
export function databaseInstance(instance: CostResource, around: Surroundings): Bill {
  const settings = { ...inherited(instance, around), ...instance.settings };
  const engine = textOf(settings, 'engine');
  if (engine !== 'postgres') return unknown(`no prices of ${engine ?? 'an engine not known'}`);
  const size = textOf(settings, 'instanceClass');
  if (size === null) return unknown('its class is not known');
  const copies = settings['multiAz'] === true ? 2 : 1;
  const storage = storageOf(settings);
  if (storage === null) return unknown('its storage is not known');
  return standing(
    [
      { key: `rds-postgresql.${size}`, units: copies, what: `${copies} x ${size}` },
      {
        key: storage.key,
        units: copies * storage.gib,
        what: `${copies} x ${storage.gib} GB storage`,
      },
      ...managedSecret(instance),
    ],
    'without backups beyond the free size',
  );
}

function inherited(replica: CostResource, { resources }: Surroundings): CostResource['settings'] {
  const wanted = textOf(replica.settings, 'replicateSourceDb');
  if (wanted === null) return {};
  const source = resources.find(
    ({ type, settings }) => type === INSTANCE && textOf(settings, 'identifier') === wanted,
  );
  const { engine = null, allocatedStorage = null } = source?.settings ?? {};
  return { engine, allocatedStorage };
}

function storageOf(
  settings: CostResource['settings'],
): { key: 'rds.gp2-gib' | 'rds.gp3-gib'; gib: number } | null {
  const gib = numberOf(settings, 'allocatedStorage');
  const kind = textOf(settings, 'storageType') ?? 'gp2';
  if (gib === null || (kind !== 'gp2' && kind !== 'gp3')) return null;
  return { key: `rds.${kind}-gib`, gib };
}

/** Nodes of a Redis replication group: shards times (1 + replicas), or as many as were asked for. */
export function redisGroup({ settings }: CostResource): Bill {
  const shards = numberOf(settings, 'numNodeGroups');
  const replicas = numberOf(settings, 'replicasPerNodeGroup') ?? 0;
  const nodes = numberOf(settings, 'numCacheClusters');
  return redisNodes(settings, nodes ?? (shards ?? 1) * (1 + replicas));
}

/** A cache cluster that stands alone; one that belongs to a group is counted there. */
export function cacheCluster({ settings }: CostResource): Bill {
  if (textOf(settings, 'replicationGroupId') !== null) return { kind: 'free' };
  return redisNodes(settings, numberOf(settings, 'numCacheNodes') ?? 1);
}

function redisNodes(settings: CostResource['settings'], nodes: number): Bill {
  const engine = textOf(settings, 'engine') ?? 'redis';
  if (engine !== 'redis') return unknown(`no prices of ${engine}`);
  const size = textOf(settings, 'nodeType');
  if (size === null) return unknown('its node type is not known');
  return standing([{ key: `redis.${size}`, units: nodes, what: `${nodes} x ${size}` }]);
}

/** A secret by the month, once more in each region it is copied to. */
export function secret({ settings }: CostResource): Bill {
  const copies = 1 + (listOf(settings, 'replicas') ?? []).length;
  const what = copies === 1 ? 'secret' : `secret in ${copies} regions`;
  return standing([{ key: 'secret', units: copies, what }], 'without calls');
}

export function kmsKey(): Bill {
  return standing([{ key: 'kms-key', units: 1, what: 'key' }], 'without requests and rotations');
}

/** Standard parameters are free, advanced ones run by the month. */
export function parameter({ settings }: CostResource): Bill {
  const tier = textOf(settings, 'tier') ?? 'Standard';
  if (tier === 'Standard') return { kind: 'free' };
  if (tier !== 'Advanced') return unknown(`the tier is ${tier}: AWS chooses`);
  return standing([{ key: 'advanced-parameter', units: 1, what: 'advanced parameter' }]);
}

export function bucket(): Bill {
  return usage('storage and requests', 's3.standard-gib');
}

export function imageRepository(): Bill {
  return usage('stored images', 'ecr.gib');
}
