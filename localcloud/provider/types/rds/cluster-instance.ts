import type { CreateDBInstanceCommandInput, DBInstance } from '@aws-sdk/client-rds';
import { must, remove } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type State, type Values, bool, num, str } from '../../schema/prop.ts';
import { type Names, request, versionAsWritten } from '../requests.ts';
import { newTags, retag } from '../resource-name-tags.ts';
import { arn } from '../rules.ts';
import { tagsFrom } from '../tags.ts';
import { dailyWindow, identifier, weeklyWindow } from './rules.ts';
import { NO_INSTANCE, findCluster, findInstance, gone, instanceReady } from './waiting.ts';

const shape = {
  identifier: identifier().required().replaces(),
  clusterIdentifier: str().required().replaces(),
  engine: str()
    .oneOf('aurora-postgresql', 'aurora-mysql', 'postgres', 'mysql')
    .required()
    .replaces(),
  engineVersion: str().computed(),
  instanceClass: str().matches(/^db\./, 'an instance class such as db.r6g.large').required(),
  applyImmediately: bool().local().computed(),
  autoMinorVersionUpgrade: bool().defaultTo(true),
  availabilityZone: str().computed().replaces(),
  caCertIdentifier: str().computed(),
  copyTagsToSnapshot: bool().defaultTo(false),
  dbParameterGroupName: str().computed(),
  dbSubnetGroupName: str().computed().replaces(),
  forceDestroy: bool().local(),
  monitoringInterval: num().oneOf(0, 1, 5, 10, 15, 30, 60).defaultTo(0),
  monitoringRoleArn: str().computed(),
  performanceInsightsEnabled: bool().computed(),
  performanceInsightsKmsKeyId: arn().computed(),
  performanceInsightsRetentionPeriod: num().computed(),
  preferredBackupWindow: dailyWindow().computed(),
  preferredMaintenanceWindow: weeklyWindow().computed(),
  promotionTier: num().between(0, 15).defaultTo(0),
  publiclyAccessible: bool().computed(),
  ...TAGS,
  arn: str().output(),
  dbiResourceId: str().output(),
  endpoint: str().output(),
  engineVersionActual: str().output(),
  kmsKeyId: str().output(),
  networkType: str().output(),
  port: num().output(),
  storageEncrypted: bool().output(),
  writer: bool().output(),
};
type Wanted = Values<typeof shape>;

const BOTH = {
  instanceClass: 'DBInstanceClass',
  autoMinorVersionUpgrade: 'AutoMinorVersionUpgrade',
  caCertIdentifier: 'CACertificateIdentifier',
  copyTagsToSnapshot: 'CopyTagsToSnapshot',
  dbParameterGroupName: 'DBParameterGroupName',
  monitoringInterval: 'MonitoringInterval',
  monitoringRoleArn: 'MonitoringRoleArn',
  performanceInsightsEnabled: 'EnablePerformanceInsights',
  performanceInsightsKmsKeyId: 'PerformanceInsightsKMSKeyId',
  performanceInsightsRetentionPeriod: 'PerformanceInsightsRetentionPeriod',
  preferredBackupWindow: 'PreferredBackupWindow',
  preferredMaintenanceWindow: 'PreferredMaintenanceWindow',
  promotionTier: 'PromotionTier',
  publiclyAccessible: 'PubliclyAccessible',
} satisfies Names<Wanted>;

const AT_CREATION = {
  ...BOTH,
  identifier: 'DBInstanceIdentifier',
  clusterIdentifier: 'DBClusterIdentifier',
  engine: 'Engine',
  engineVersion: 'EngineVersion',
  availabilityZone: 'AvailabilityZone',
  dbSubnetGroupName: 'DBSubnetGroupName',
} satisfies Names<Wanted>;

export const dbClusterInstance = resource({
  token: 'aws:rds/clusterInstance:ClusterInstance',
  autoName: { property: 'identifier', max: 63, lower: true },
  shape,
  async create(aws, wanted, made) {
    const rds = await aws.rds();
    const input = { ...request(AT_CREATION, wanted), ...newTags(wanted.tags) };
    await rds.createDBInstance(input as unknown as CreateDBInstanceCommandInput);
    made(wanted.identifier);
    await instanceReady(aws, wanted.identifier);
    return wanted.identifier;
  },
  async read(aws, id, state) {
    const it = await findInstance(aws, id);
    if (!it?.DBClusterIdentifier) return undefined;
    const cluster = await findCluster(aws, it.DBClusterIdentifier);
    const member = cluster?.DBClusterMembers?.find((one) => one.DBInstanceIdentifier === id);
    return { ...describe(it, state), writer: member?.IsClusterWriter ?? false };
  },
  async update(aws, { id, state, wanted, changed }) {
    const rds = await aws.rds();
    const input = request(BOTH, wanted, (key) => changed(key));
    if (Object.keys(input).length > 0) {
      await rds.modifyDBInstance({
        DBInstanceIdentifier: id,
        ApplyImmediately: wanted.applyImmediately ?? false,
        ...input,
      });
      await instanceReady(aws, id);
    }
    if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const rds = await aws.rds();
    const what = `database instance ${id}`;
    const call = () => rds.deleteDBInstance({ DBInstanceIdentifier: id, SkipFinalSnapshot: true });
    await remove(aws, what, call, {
      gone: NO_INSTANCE,
      busy: /^InvalidDB(Instance|Cluster)State(Fault)?$/,
    });
    await gone(aws, what, () => findInstance(aws, id));
  },
});

function describe(it: DBInstance, state: State<typeof shape>): State<typeof shape> {
  return {
    identifier: it.DBInstanceIdentifier,
    clusterIdentifier: it.DBClusterIdentifier,
    engine: it.Engine,
    engineVersion: versionAsWritten(state.engineVersion, it.EngineVersion),
    engineVersionActual: it.EngineVersion,
    instanceClass: it.DBInstanceClass,
    autoMinorVersionUpgrade: it.AutoMinorVersionUpgrade ?? true,
    availabilityZone: it.AvailabilityZone,
    caCertIdentifier: it.CACertificateIdentifier,
    copyTagsToSnapshot: it.CopyTagsToSnapshot ?? false,
    dbParameterGroupName: it.DBParameterGroups?.[0]?.DBParameterGroupName,
    dbSubnetGroupName: it.DBSubnetGroup?.DBSubnetGroupName,
    monitoringInterval: it.MonitoringInterval ?? 0,
    monitoringRoleArn: it.MonitoringRoleArn,
    performanceInsightsEnabled: it.PerformanceInsightsEnabled,
    performanceInsightsKmsKeyId: it.PerformanceInsightsKMSKeyId,
    performanceInsightsRetentionPeriod: it.PerformanceInsightsRetentionPeriod,
    preferredBackupWindow: it.PreferredBackupWindow,
    preferredMaintenanceWindow: it.PreferredMaintenanceWindow,
    promotionTier: it.PromotionTier ?? 0,
    publiclyAccessible: it.PubliclyAccessible,
    tags: tagsFrom(it.TagList),
    arn: it.DBInstanceArn,
    dbiResourceId: it.DbiResourceId,
    endpoint: it.Endpoint?.Address,
    kmsKeyId: it.KmsKeyId,
    networkType: it.NetworkType,
    port: it.Endpoint?.Port,
    storageEncrypted: it.StorageEncrypted,
  };
}
