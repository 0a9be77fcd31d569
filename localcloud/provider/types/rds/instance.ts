import type {
  CreateDBInstanceCommandInput,
  CreateDBInstanceReadReplicaCommandInput,
  ModifyDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import { type Aws, must, remove } from '../../aws.ts';
import { type Update, resource } from '../../resource.ts';
import type { Values } from '../../schema/prop.ts';
import { type Names, request } from '../requests.ts';
import { newTags, retag } from '../resource-name-tags.ts';
import { instanceFaults, instanceShape } from './instance-shape.ts';
import { instanceState } from './instance-state.ts';
import {
  NO_INSTANCE,
  deletionOf,
  exportsChange,
  findInstance,
  gone,
  instanceReady,
} from './waiting.ts';

type Shape = typeof instanceShape;
type Wanted = Values<Shape>;

/** What every instance takes, at creation and in a change. */
const SHARED = {
  instanceClass: 'DBInstanceClass',
  autoMinorVersionUpgrade: 'AutoMinorVersionUpgrade',
  caCertIdentifier: 'CACertificateIdentifier',
  copyTagsToSnapshot: 'CopyTagsToSnapshot',
  dbSubnetGroupName: 'DBSubnetGroupName',
  deletionProtection: 'DeletionProtection',
  iamDatabaseAuthenticationEnabled: 'EnableIAMDatabaseAuthentication',
  iops: 'Iops',
  maxAllocatedStorage: 'MaxAllocatedStorage',
  monitoringInterval: 'MonitoringInterval',
  monitoringRoleArn: 'MonitoringRoleArn',
  multiAz: 'MultiAZ',
  networkType: 'NetworkType',
  optionGroupName: 'OptionGroupName',
  parameterGroupName: 'DBParameterGroupName',
  performanceInsightsEnabled: 'EnablePerformanceInsights',
  performanceInsightsKmsKeyId: 'PerformanceInsightsKMSKeyId',
  performanceInsightsRetentionPeriod: 'PerformanceInsightsRetentionPeriod',
  publiclyAccessible: 'PubliclyAccessible',
  storageThroughput: 'StorageThroughput',
  storageType: 'StorageType',
  vpcSecurityGroupIds: 'VpcSecurityGroupIds',
} satisfies Names<Wanted>;

/** What a replica has from its source until it is changed. */
const OWN = {
  allocatedStorage: 'AllocatedStorage',
  backupRetentionPeriod: 'BackupRetentionPeriod',
  backupWindow: 'PreferredBackupWindow',
  engineVersion: 'EngineVersion',
  licenseModel: 'LicenseModel',
  maintenanceWindow: 'PreferredMaintenanceWindow',
  manageMasterUserPassword: 'ManageMasterUserPassword',
  masterUserSecretKmsKeyId: 'MasterUserSecretKmsKeyId',
  password: 'MasterUserPassword',
} satisfies Names<Wanted>;

const NEW_REPLICA = {
  ...SHARED,
  identifier: 'DBInstanceIdentifier',
  availabilityZone: 'AvailabilityZone',
  enabledCloudwatchLogsExports: 'EnableCloudwatchLogsExports',
  kmsKeyId: 'KmsKeyId',
  port: 'Port',
} satisfies Names<Wanted>;

const NEW_OWN = {
  ...NEW_REPLICA,
  ...OWN,
  dbName: 'DBName',
  engine: 'Engine',
  engineLifecycleSupport: 'EngineLifecycleSupport',
  storageEncrypted: 'StorageEncrypted',
  username: 'MasterUsername',
} satisfies Names<Wanted>;

export const dbInstance = resource({
  token: 'aws:rds/instance:Instance',
  autoName: { property: 'identifier', max: 63, lower: true },
  shape: instanceShape,
  faults: instanceFaults,
  // A replica of another source is another replica; one that stands alone is the same database.
  replacedBy: (state, wanted) =>
    wanted['replicateSourceDb'] === undefined || state['replicateSourceDb'] === ''
      ? []
      : ['replicateSourceDb'],
  async create(aws, wanted, made) {
    await (wanted.replicateSourceDb === undefined
      ? createOwn(aws, wanted)
      : createReplica(aws, wanted, wanted.replicateSourceDb));
    made(wanted.identifier);
    await instanceReady(aws, wanted.identifier);
    if (wanted.replicateSourceDb !== undefined && wanted.backupRetentionPeriod !== undefined) {
      await modify(aws, wanted.identifier, { BackupRetentionPeriod: wanted.backupRetentionPeriod });
    }
    return wanted.identifier;
  },
  async read(aws, id, state) {
    const it = await findInstance(aws, id);
    return it && instanceState(it, state);
  },
  update: change,
  async delete(aws, id, state) {
    const rds = await aws.rds();
    const what = `database instance ${id}`;
    const how = deletionOf(what, state);
    const call = () => rds.deleteDBInstance({ DBInstanceIdentifier: id, ...how });
    await remove(aws, what, call, { gone: NO_INSTANCE, busy: /^InvalidDBInstanceState(Fault)?$/ });
    await gone(aws, what, () => findInstance(aws, id));
  },
});

async function createOwn(aws: Aws, wanted: Wanted): Promise<void> {
  const input = { ...request(NEW_OWN, wanted), ...newTags(wanted.tags) };
  await (await aws.rds()).createDBInstance(input as unknown as CreateDBInstanceCommandInput);
}

async function createReplica(aws: Aws, wanted: Wanted, source: string): Promise<void> {
  const input = {
    ...request(NEW_REPLICA, wanted),
    ...newTags(wanted.tags),
    SourceDBInstanceIdentifier: source,
    // From another region the source is named by its ARN, and that region signs for itself.
    ...(source.startsWith('arn:') ? { SourceRegion: source.split(':')[3] } : {}),
  };
  const rds = await aws.rds();
  await rds.createDBInstanceReadReplica(
    input as unknown as CreateDBInstanceReadReplicaCommandInput,
  );
}

async function modify(aws: Aws, id: string, input: object): Promise<void> {
  const rds = await aws.rds();
  const now = { DBInstanceIdentifier: id, ApplyImmediately: true };
  await rds.modifyDBInstance({ ...now, ...input } as ModifyDBInstanceCommandInput);
  await instanceReady(aws, id);
}

async function change(aws: Aws, update: Update<Shape>): Promise<void> {
  const { id, state, wanted, changed } = update;
  const rds = await aws.rds();
  if (changed('replicateSourceDb') && wanted.replicateSourceDb === undefined) {
    await rds.promoteReadReplica({ DBInstanceIdentifier: id });
    await instanceReady(aws, id);
  }
  const input = changeOf(update);
  if (Object.keys(input).length > 0) {
    const { applyImmediately: ApplyImmediately } = wanted;
    const AllowMajorVersionUpgrade = wanted.allowMajorVersionUpgrade;
    await modify(aws, id, { ApplyImmediately, AllowMajorVersionUpgrade, ...input });
  }
  if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
}

function changeOf({ state, wanted, changed }: Update<Shape>): Record<string, unknown> {
  const off = (key: 'deletionProtection' | 'iamDatabaseAuthenticationEnabled', name: string) =>
    changed(key) ? { [name]: wanted[key] ?? false } : {};
  return {
    ...request({ ...SHARED, ...OWN }, wanted, (key) => changed(key)),
    ...(changed('port') ? { DBPortNumber: wanted.port } : {}),
    ...off('deletionProtection', 'DeletionProtection'),
    ...off('iamDatabaseAuthenticationEnabled', 'EnableIAMDatabaseAuthentication'),
    ...(changed('maxAllocatedStorage')
      ? { MaxAllocatedStorage: wanted.maxAllocatedStorage ?? wanted.allocatedStorage }
      : {}),
    ...(changed('enabledCloudwatchLogsExports')
      ? exportsChange(state.enabledCloudwatchLogsExports, wanted.enabledCloudwatchLogsExports)
      : {}),
  };
}
