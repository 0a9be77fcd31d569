import type {
  CreateDBInstanceCommandInput,
  CreateDBInstanceReadReplicaCommandInput,
  DBInstance,
  ModifyDBInstanceCommandInput,
} from '@aws-sdk/client-rds';
import { type Aws, must, remove } from '../../aws.ts';
import { type Update, resource } from '../../resource.ts';
import type { Values } from '../../schema/prop.ts';
import { type Names, request, switches } from '../requests.ts';
import { newTags, retag } from '../resource-name-tags.ts';
import { instanceFaults, instanceShape } from './instance-shape.ts';
import { instanceState } from './instance-state.ts';
import { SWITCHES } from './rules.ts';
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

const SOURCE = 'AWS cannot make a replica of another source out of it; give it another name';

export const dbInstance = resource({
  token: 'aws:rds/instance:Instance',
  autoName: { property: 'identifier', max: 63, lower: true },
  shape: instanceShape,
  faults: instanceFaults,
  async create(aws, wanted, made) {
    const created = await (wanted.replicateSourceDb === undefined
      ? createOwn(aws, wanted)
      : createReplica(aws, wanted, wanted.replicateSourceDb));
    // The identifier can be changed, so the instance is known by AWS's own id.
    const id = must(created?.DbiResourceId, 'DbiResourceId');
    made(id);
    await instanceReady(aws, id);
    if (wanted.replicateSourceDb !== undefined && wanted.backupRetentionPeriod !== undefined) {
      const { backupRetentionPeriod: BackupRetentionPeriod } = wanted;
      await modify(aws, id, { DBInstanceIdentifier: wanted.identifier, BackupRetentionPeriod });
    }
    return id;
  },
  async read(aws, id, state) {
    const it = await findInstance(aws, id);
    return it && { id: it.DbiResourceId, ...instanceState(it, state) };
  },
  update: change,
  async delete(aws, id, state) {
    const rds = await aws.rds();
    const what = `database instance ${state.identifier ?? id}`;
    const how = deletionOf(what, state);
    const DBInstanceIdentifier = state.identifier ?? id;
    const call = () => rds.deleteDBInstance({ DBInstanceIdentifier, ...how });
    await remove(aws, what, call, { gone: NO_INSTANCE, busy: /^InvalidDBInstanceState(Fault)?$/ });
    await gone(aws, what, () => findInstance(aws, id));
  },
});

async function createOwn(aws: Aws, wanted: Wanted): Promise<DBInstance | undefined> {
  const input = { ...request(NEW_OWN, wanted), ...newTags(wanted.tags) };
  const rds = await aws.rds();
  const answer = await rds.createDBInstance(input as unknown as CreateDBInstanceCommandInput);
  return answer.DBInstance;
}

async function createReplica(
  aws: Aws,
  wanted: Wanted,
  source: string,
): Promise<DBInstance | undefined> {
  const input = {
    ...request(NEW_REPLICA, wanted),
    ...newTags(wanted.tags),
    SourceDBInstanceIdentifier: source,
    // From another region the source is named by its ARN, and that region signs for itself.
    ...(source.startsWith('arn:') ? { SourceRegion: source.split(':')[3] } : {}),
  };
  const rds = await aws.rds();
  const answer = await rds.createDBInstanceReadReplica(
    input as unknown as CreateDBInstanceReadReplicaCommandInput,
  );
  return answer.DBInstance;
}

/** @param id AWS's own; requests name an instance by its identifier. */
async function modify(aws: Aws, id: string, input: object): Promise<void> {
  const rds = await aws.rds();
  await rds.modifyDBInstance({ ApplyImmediately: true, ...input } as ModifyDBInstanceCommandInput);
  await instanceReady(aws, id);
}

async function change(aws: Aws, update: Update<Shape>): Promise<void> {
  const { id, state, wanted, changed } = update;
  const rds = await aws.rds();
  const DBInstanceIdentifier = state.identifier ?? id;
  if (changed('replicateSourceDb')) {
    if (wanted.replicateSourceDb !== undefined)
      throw new Error(`${DBInstanceIdentifier}: ${SOURCE}`);
    await rds.promoteReadReplica({ DBInstanceIdentifier });
    await instanceReady(aws, id);
  }
  if (changed('identifier')) {
    await modify(aws, id, { DBInstanceIdentifier, NewDBInstanceIdentifier: wanted.identifier });
  }
  const input = changeOf(update);
  if (Object.keys(input).length > 0) {
    const { applyImmediately: ApplyImmediately } = wanted;
    const AllowMajorVersionUpgrade = wanted.allowMajorVersionUpgrade;
    const name = { DBInstanceIdentifier: wanted.identifier };
    await modify(aws, id, { ...name, ApplyImmediately, AllowMajorVersionUpgrade, ...input });
  }
  if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
}

function changeOf({ state, wanted, changed }: Update<Shape>): Record<string, unknown> {
  return {
    ...request({ ...SHARED, ...OWN }, wanted, (key) => changed(key)),
    ...(changed('port') ? { DBPortNumber: wanted.port } : {}),
    ...switches(SWITCHES, wanted, (key) => changed(key)),
    ...(changed('maxAllocatedStorage')
      ? { MaxAllocatedStorage: wanted.maxAllocatedStorage ?? wanted.allocatedStorage }
      : {}),
    ...(changed('enabledCloudwatchLogsExports')
      ? exportsChange(state.enabledCloudwatchLogsExports, wanted.enabledCloudwatchLogsExports)
      : {}),
  };
}
