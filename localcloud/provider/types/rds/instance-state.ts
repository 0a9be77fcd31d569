import type { DBInstance } from '@aws-sdk/client-rds';
import type { State } from '../../schema/prop.ts';
import { versionAsWritten } from '../requests.ts';
import { tagsFrom } from '../tags.ts';
import type { instanceShape } from './instance-shape.ts';
import { secretsOf } from './waiting.ts';

type Shape = typeof instanceShape;

/** An instance as the state has it. */
export function instanceState(it: DBInstance, state: State<Shape>): State<Shape> {
  return {
    identifier: it.DBInstanceIdentifier,
    instanceClass: it.DBInstanceClass,
    engine: it.Engine,
    engineVersion: versionAsWritten(state.engineVersion, it.EngineVersion),
    engineVersionActual: it.EngineVersion,
    engineLifecycleSupport: it.EngineLifecycleSupport,
    autoMinorVersionUpgrade: it.AutoMinorVersionUpgrade ?? true,
    dbName: it.DBName,
    username: it.MasterUsername,
    masterUserSecretKmsKeyId: it.MasterUserSecret?.KmsKeyId,
    masterUserSecrets: secretsOf(it.MasterUserSecret),
    replicateSourceDb: sourceOf(it, state),
    allocatedStorage: it.AllocatedStorage,
    maxAllocatedStorage: it.MaxAllocatedStorage ?? 0,
    storageType: it.StorageType,
    storageEncrypted: it.StorageEncrypted,
    storageThroughput: it.StorageThroughput,
    iops: it.Iops,
    kmsKeyId: it.KmsKeyId,
    licenseModel: it.LicenseModel,
    backupRetentionPeriod: it.BackupRetentionPeriod,
    backupWindow: it.PreferredBackupWindow,
    maintenanceWindow: it.PreferredMaintenanceWindow,
    copyTagsToSnapshot: it.CopyTagsToSnapshot ?? false,
    deletionProtection: it.DeletionProtection,
    enabledCloudwatchLogsExports: it.EnabledCloudwatchLogsExports ?? [],
    iamDatabaseAuthenticationEnabled: it.IAMDatabaseAuthenticationEnabled,
    monitoringInterval: it.MonitoringInterval ?? 0,
    monitoringRoleArn: it.MonitoringRoleArn,
    performanceInsightsEnabled: it.PerformanceInsightsEnabled ?? false,
    performanceInsightsKmsKeyId: it.PerformanceInsightsKMSKeyId,
    performanceInsightsRetentionPeriod: it.PerformanceInsightsRetentionPeriod,
    tags: tagsFrom(it.TagList),
    ...placeOf(it),
  };
}

/** AWS names a source of the same region by its identifier, however the program named it. */
function sourceOf(it: DBInstance, state: State<Shape>): string | undefined {
  const source = it.ReadReplicaSourceDBInstanceIdentifier;
  if (source === undefined || source === '') return undefined;
  return state.replicateSourceDb?.endsWith(`:${source}`) ? state.replicateSourceDb : source;
}

function placeOf(it: DBInstance): State<Shape> {
  return {
    arn: it.DBInstanceArn,
    availabilityZone: it.AvailabilityZone,
    multiAz: it.MultiAZ,
    dbSubnetGroupName: it.DBSubnetGroup?.DBSubnetGroupName,
    vpcSecurityGroupIds: (it.VpcSecurityGroups ?? []).map(
      ({ VpcSecurityGroupId = '' }) => VpcSecurityGroupId,
    ),
    port: it.Endpoint?.Port,
    publiclyAccessible: it.PubliclyAccessible ?? false,
    networkType: it.NetworkType,
    caCertIdentifier: it.CACertificateIdentifier,
    optionGroupName: it.OptionGroupMemberships?.[0]?.OptionGroupName,
    parameterGroupName: it.DBParameterGroups?.[0]?.DBParameterGroupName,
    address: it.Endpoint?.Address,
    endpoint: it.Endpoint && `${it.Endpoint.Address ?? ''}:${it.Endpoint.Port ?? ''}`,
    hostedZoneId: it.Endpoint?.HostedZoneId,
    replicas: it.ReadReplicaDBInstanceIdentifiers ?? [],
    resourceId: it.DbiResourceId,
    status: it.DBInstanceStatus,
  };
}
