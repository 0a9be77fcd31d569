import type { CreateDBClusterCommandInput, DBCluster } from '@aws-sdk/client-rds';
import { type Aws, must, remove } from '../../aws.ts';
import { type Update, resource } from '../../resource.ts';
import type { State, Values } from '../../schema/prop.ts';
import { type Names, request, switches, versionAsWritten } from '../requests.ts';
import { newTags, retag } from '../resource-name-tags.ts';
import { tagsFrom } from '../tags.ts';
import { clusterFaults, clusterShape } from './cluster-shape.ts';
import { SWITCHES } from './rules.ts';
import {
  NO_CLUSTER,
  clusterReady,
  deletionOf,
  exportsChange,
  findCluster,
  gone,
  secretsOf,
} from './waiting.ts';

type Shape = typeof clusterShape;
type Wanted = Values<Shape>;

/** What AWS takes at creation and in a change. */
const BOTH = {
  clusterIdentifier: 'DBClusterIdentifier',
  engineVersion: 'EngineVersion',
  masterPassword: 'MasterUserPassword',
  manageMasterUserPassword: 'ManageMasterUserPassword',
  masterUserSecretKmsKeyId: 'MasterUserSecretKmsKeyId',
  vpcSecurityGroupIds: 'VpcSecurityGroupIds',
  port: 'Port',
  networkType: 'NetworkType',
  dbClusterParameterGroupName: 'DBClusterParameterGroupName',
  storageType: 'StorageType',
  backupRetentionPeriod: 'BackupRetentionPeriod',
  preferredBackupWindow: 'PreferredBackupWindow',
  preferredMaintenanceWindow: 'PreferredMaintenanceWindow',
  copyTagsToSnapshot: 'CopyTagsToSnapshot',
  deletionProtection: 'DeletionProtection',
  enableHttpEndpoint: 'EnableHttpEndpoint',
  iamDatabaseAuthenticationEnabled: 'EnableIAMDatabaseAuthentication',
} satisfies Names<Wanted>;

const AT_CREATION = {
  ...BOTH,
  engine: 'Engine',
  engineMode: 'EngineMode',
  engineLifecycleSupport: 'EngineLifecycleSupport',
  databaseName: 'DatabaseName',
  masterUsername: 'MasterUsername',
  availabilityZones: 'AvailabilityZones',
  dbSubnetGroupName: 'DBSubnetGroupName',
  storageEncrypted: 'StorageEncrypted',
  kmsKeyId: 'KmsKeyId',
  enabledCloudwatchLogsExports: 'EnableCloudwatchLogsExports',
} satisfies Names<Wanted>;

export const dbCluster = resource({
  token: 'aws:rds/cluster:Cluster',
  autoName: { property: 'clusterIdentifier', max: 63, lower: true },
  shape: clusterShape,
  faults: clusterFaults,
  async create(aws, wanted, made) {
    const rds = await aws.rds();
    const id = wanted.clusterIdentifier;
    const input = {
      ...request(AT_CREATION, wanted),
      ...scalingOf(wanted),
      ...newTags(wanted.tags),
    };
    await rds.createDBCluster(input as unknown as CreateDBClusterCommandInput);
    made(id);
    await clusterReady(aws, id);
    return id;
  },
  async read(aws, id, state) {
    const it = await findCluster(aws, id);
    return it && describe(it, state);
  },
  update: change,
  async delete(aws, id, state) {
    const rds = await aws.rds();
    const what = `database cluster ${id}`;
    const how = deletionOf(what, state);
    const call = () => rds.deleteDBCluster({ DBClusterIdentifier: id, ...how });
    await remove(aws, what, call, { gone: NO_CLUSTER, busy: /^InvalidDBClusterStateFault$/ });
    await gone(aws, what, () => findCluster(aws, id));
  },
});

function scalingOf({ serverlessv2ScalingConfiguration: it }: Wanted) {
  if (!it) return {};
  return {
    ServerlessV2ScalingConfiguration: {
      MinCapacity: it.minCapacity,
      MaxCapacity: it.maxCapacity,
      SecondsUntilAutoPause: it.secondsUntilAutoPause,
    },
  };
}

async function change(aws: Aws, { id, state, wanted, changed }: Update<Shape>): Promise<void> {
  const rds = await aws.rds();
  const sent = request(BOTH, wanted, (key) => changed(key));
  const input = {
    ...sent,
    ...(changed('serverlessv2ScalingConfiguration') ? scalingOf(wanted) : {}),
    ...(changed('enabledCloudwatchLogsExports')
      ? exportsChange(state.enabledCloudwatchLogsExports, wanted.enabledCloudwatchLogsExports)
      : {}),
    ...switches(SWITCHES, wanted, (key) => changed(key)),
  };
  if (Object.keys(input).length > 0) {
    await rds.modifyDBCluster({
      DBClusterIdentifier: id,
      ApplyImmediately: wanted.applyImmediately ?? false,
      AllowMajorVersionUpgrade: wanted.allowMajorVersionUpgrade,
      ...input,
    });
    await clusterReady(aws, id);
  }
  if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
}

function describe(it: DBCluster, state: State<Shape>): State<Shape> {
  return {
    ...placeOf(it),
    clusterIdentifier: it.DBClusterIdentifier,
    engine: it.Engine,
    engineMode: it.EngineMode ?? 'provisioned',
    engineVersion: versionAsWritten(state.engineVersion, it.EngineVersion),
    engineVersionActual: it.EngineVersion,
    engineLifecycleSupport: it.EngineLifecycleSupport,
    databaseName: it.DatabaseName,
    masterUsername: it.MasterUsername,
    masterUserSecretKmsKeyId: it.MasterUserSecret?.KmsKeyId,
    masterUserSecrets: secretsOf(it.MasterUserSecret),
    storageEncrypted: it.StorageEncrypted,
    storageType: it.StorageType,
    kmsKeyId: it.KmsKeyId,
    backupRetentionPeriod: it.BackupRetentionPeriod,
    preferredBackupWindow: it.PreferredBackupWindow,
    preferredMaintenanceWindow: it.PreferredMaintenanceWindow,
    copyTagsToSnapshot: it.CopyTagsToSnapshot ?? false,
    deletionProtection: it.DeletionProtection,
    enabledCloudwatchLogsExports: it.EnabledCloudwatchLogsExports ?? [],
    enableHttpEndpoint: it.HttpEndpointEnabled ?? false,
    iamDatabaseAuthenticationEnabled: it.IAMDatabaseAuthenticationEnabled,
    serverlessv2ScalingConfiguration: scalingState(it),
    tags: tagsFrom(it.TagList),
  };
}

function placeOf(it: DBCluster): State<Shape> {
  return {
    arn: it.DBClusterArn,
    availabilityZones: it.AvailabilityZones,
    clusterMembers: (it.DBClusterMembers ?? []).map(
      ({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier,
    ),
    clusterResourceId: it.DbClusterResourceId,
    dbClusterParameterGroupName: it.DBClusterParameterGroup,
    dbSubnetGroupName: it.DBSubnetGroup,
    endpoint: it.Endpoint,
    readerEndpoint: it.ReaderEndpoint,
    hostedZoneId: it.HostedZoneId,
    networkType: it.NetworkType,
    port: it.Port,
    vpcSecurityGroupIds: (it.VpcSecurityGroups ?? []).map(
      ({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId,
    ),
  };
}

function scalingState({ ServerlessV2ScalingConfiguration: it }: DBCluster) {
  if (it?.MaxCapacity === undefined) return undefined;
  return {
    minCapacity: it.MinCapacity ?? 0,
    maxCapacity: it.MaxCapacity,
    secondsUntilAutoPause: it.SecondsUntilAutoPause,
  };
}
