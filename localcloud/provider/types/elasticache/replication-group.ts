import type {
  CacheCluster,
  CreateReplicationGroupCommandInput,
  ReplicationGroup,
} from '@aws-sdk/client-elasticache';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { type Update, resource } from '../../resource.ts';
import type { State, Values } from '../../schema/prop.ts';
import { type Names, request } from '../requests.ts';
import { newTags, retag, tagsOf } from '../resource-name-tags.ts';
import { replicationGroupFaults, replicationGroupShape } from './replication-group-shape.ts';

type Shape = typeof replicationGroupShape;
type Wanted = Values<Shape>;

const NOT_FOUND = /^(ReplicationGroup|CacheCluster)NotFound(Fault)?$/;
/** Seconds that AWS may take for a group of nodes. */
const LONG = 3600;

const BOTH = {
  replicationGroupId: 'ReplicationGroupId',
  description: 'ReplicationGroupDescription',
  engine: 'Engine',
  engineVersion: 'EngineVersion',
  nodeType: 'CacheNodeType',
  clusterMode: 'ClusterMode',
  parameterGroupName: 'CacheParameterGroupName',
  securityGroupIds: 'SecurityGroupIds',
  ipDiscovery: 'IpDiscovery',
  automaticFailoverEnabled: 'AutomaticFailoverEnabled',
  multiAzEnabled: 'MultiAZEnabled',
  autoMinorVersionUpgrade: 'AutoMinorVersionUpgrade',
  transitEncryptionEnabled: 'TransitEncryptionEnabled',
  transitEncryptionMode: 'TransitEncryptionMode',
  maintenanceWindow: 'PreferredMaintenanceWindow',
  notificationTopicArn: 'NotificationTopicArn',
  snapshotRetentionLimit: 'SnapshotRetentionLimit',
  snapshotWindow: 'SnapshotWindow',
} satisfies Names<Wanted>;

const AT_CREATION = {
  ...BOTH,
  numCacheClusters: 'NumCacheClusters',
  numNodeGroups: 'NumNodeGroups',
  replicasPerNodeGroup: 'ReplicasPerNodeGroup',
  port: 'Port',
  subnetGroupName: 'CacheSubnetGroupName',
  preferredCacheClusterAzs: 'PreferredCacheClusterAZs',
  networkType: 'NetworkType',
  atRestEncryptionEnabled: 'AtRestEncryptionEnabled',
  kmsKeyId: 'KmsKeyId',
  dataTieringEnabled: 'DataTieringEnabled',
  authToken: 'AuthToken',
} satisfies Names<Wanted>;

export const replicationGroup = resource({
  token: 'aws:elasticache/replicationGroup:ReplicationGroup',
  autoName: { property: 'replicationGroupId', max: 40, lower: true },
  shape: replicationGroupShape,
  faults: replicationGroupFaults,
  replacedBy: ({ engineVersionActual: version, engine }, wanted) => [
    // Encryption on the wire can be switched from version 7.0.5 on; before, it takes another group.
    ...(typeof version === 'string' && Number.parseInt(version, 10) < 7
      ? ['transitEncryptionEnabled']
      : []),
    // Redis becomes Valkey in place; there is no way back.
    ...(engine === 'valkey' && wanted['engine'] === 'redis' ? ['engine'] : []),
  ],
  async create(aws, wanted, made) {
    const cache = await aws.elasticache();
    const input = { ...request(AT_CREATION, wanted), ...newTags(wanted.tags) };
    await cache.createReplicationGroup(input as unknown as CreateReplicationGroupCommandInput);
    const id = wanted.replicationGroupId.toLowerCase();
    made(id);
    await ready(aws, id);
    return id;
  },
  async read(aws, id) {
    const group = await find(aws, id);
    if (!group || group.Status === 'deleting') return undefined;
    const cache = await aws.elasticache();
    const member = group.MemberClusters?.[0];
    const call = cache.describeCacheClusters({ CacheClusterId: member, ShowCacheNodeInfo: true });
    const node = (await unless(NOT_FOUND, call))?.CacheClusters?.[0];
    const tags = await tagsOf(cache, must(group.ARN, 'ARN'));
    return { ...ofGroup(group), ...(node ? ofNode(node) : {}), tags };
  },
  update: change,
  async delete(aws, id, state) {
    const cache = await aws.elasticache();
    const what = `replication group ${id}`;
    const FinalSnapshotIdentifier = state.finalSnapshotIdentifier;
    const call = () =>
      cache.deleteReplicationGroup({ ReplicationGroupId: id, FinalSnapshotIdentifier });
    const busy = /^InvalidReplicationGroupState(Fault)?$/;
    await remove(aws, what, call, { gone: NOT_FOUND, busy });
    const look = async () => ((await find(aws, id)) ? undefined : true);
    await aws.until(`${what} deleted`, look, LONG);
  },
});

async function find(aws: Aws, ReplicationGroupId: string): Promise<ReplicationGroup | undefined> {
  const call = (await aws.elasticache()).describeReplicationGroups({ ReplicationGroupId });
  return (await unless(NOT_FOUND, call))?.ReplicationGroups?.[0];
}

async function ready(aws: Aws, id: string): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    const status = (await find(aws, id))?.Status;
    if (status === 'create-failed') throw new Error(`replication group ${id} is ${status}`);
    return status === 'available' ? true : undefined;
  };
  await aws.until(`replication group ${id} available`, look, LONG);
}

/** AWS takes one kind of change at a time, and each only while the group is `available`. */
async function change(aws: Aws, update: Update<Shape>): Promise<void> {
  const { id, state, wanted, changed } = update;
  const cache = await aws.elasticache();
  if (changed('numCacheClusters', 'replicasPerNodeGroup')) await resize(aws, update);
  const input = request(BOTH, wanted, (key) => changed(key));
  const topic = changed('notificationTopicArn') && wanted.notificationTopicArn === undefined;
  const more = {
    ...(topic ? { NotificationTopicStatus: 'inactive' } : {}),
    ...(changed('snapshotRetentionLimit')
      ? { SnapshotRetentionLimit: wanted.snapshotRetentionLimit ?? 0 }
      : {}),
  };
  if (Object.keys(input).length + Object.keys(more).length > 0) {
    await modify(aws, update, { ...input, ...more });
  }
  if (changed('authToken', 'authTokenUpdateStrategy')) {
    const AuthTokenUpdateStrategy = wanted.authTokenUpdateStrategy as 'SET';
    await modify(aws, update, { AuthToken: wanted.authToken, AuthTokenUpdateStrategy });
  }
  if (changed('tags')) await retag(cache, must(state.arn, 'arn'), state.tags, wanted.tags);
  await ready(aws, id);
}

async function modify(aws: Aws, { id, wanted }: Update<Shape>, input: object): Promise<void> {
  await (
    await aws.elasticache()
  ).modifyReplicationGroup({
    ReplicationGroupId: id,
    ApplyImmediately: wanted.applyImmediately ?? false,
    ...input,
  });
  await ready(aws, id);
}

async function resize(aws: Aws, { id, state, wanted }: Update<Shape>): Promise<void> {
  const before = state.replicasPerNodeGroup ?? (state.numCacheClusters ?? 1) - 1;
  const count = wanted.replicasPerNodeGroup ?? (wanted.numCacheClusters ?? 1) - 1;
  if (count === before) return;
  const cache = await aws.elasticache();
  const input = { ReplicationGroupId: id, NewReplicaCount: count, ApplyImmediately: true };
  await (count > before ? cache.increaseReplicaCount(input) : cache.decreaseReplicaCount(input));
  await ready(aws, id);
}

const on = (status: string | undefined): boolean => status === 'enabled' || status === 'enabling';

function ofGroup(it: ReplicationGroup): State<Shape> {
  const [first] = it.NodeGroups ?? [];
  const shards = it.NodeGroups?.length ?? 0;
  return {
    replicationGroupId: it.ReplicationGroupId,
    description: it.Description,
    engine: it.Engine ?? 'redis',
    nodeType: it.CacheNodeType,
    numCacheClusters: it.MemberClusters?.length,
    numNodeGroups: shards,
    replicasPerNodeGroup: (first?.NodeGroupMembers?.length ?? 1) - 1,
    clusterMode: it.ClusterMode,
    clusterEnabled: it.ClusterEnabled,
    memberClusters: it.MemberClusters,
    automaticFailoverEnabled: on(it.AutomaticFailover),
    multiAzEnabled: on(it.MultiAZ),
    autoMinorVersionUpgrade: it.AutoMinorVersionUpgrade,
    atRestEncryptionEnabled: it.AtRestEncryptionEnabled,
    transitEncryptionEnabled: it.TransitEncryptionEnabled,
    transitEncryptionMode: it.TransitEncryptionMode,
    dataTieringEnabled: on(it.DataTiering),
    kmsKeyId: it.KmsKeyId,
    networkType: it.NetworkType,
    ipDiscovery: it.IpDiscovery,
    snapshotRetentionLimit: it.SnapshotRetentionLimit ?? 0,
    snapshotWindow: it.SnapshotWindow,
    port: first?.PrimaryEndpoint?.Port ?? it.ConfigurationEndpoint?.Port,
    arn: it.ARN,
    configurationEndpointAddress: it.ConfigurationEndpoint?.Address,
    ...(it.ClusterEnabled ? {} : endpoints(it)),
  };
}

function endpoints(it: ReplicationGroup): State<Shape> {
  const [first] = it.NodeGroups ?? [];
  return {
    primaryEndpointAddress: first?.PrimaryEndpoint?.Address,
    readerEndpointAddress: first?.ReaderEndpoint?.Address,
  };
}

/** What AWS tells of the nodes only. */
function ofNode(it: CacheCluster): State<Shape> {
  const [major = '', minor = ''] = (it.EngineVersion ?? '').split('.');
  return {
    // From 7 on a version is its first two parts; a 6 is written in full or as `6.x`.
    engineVersion: Number(major) >= 7 ? `${major}.${minor}` : it.EngineVersion,
    engineVersionActual: it.EngineVersion,
    parameterGroupName: it.CacheParameterGroup?.CacheParameterGroupName,
    subnetGroupName: it.CacheSubnetGroupName,
    securityGroupIds: (it.SecurityGroups ?? []).map(({ SecurityGroupId = '' }) => SecurityGroupId),
    maintenanceWindow: it.PreferredMaintenanceWindow,
    notificationTopicArn: it.NotificationConfiguration?.TopicArn,
  };
}
