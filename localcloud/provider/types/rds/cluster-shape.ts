import { TAGS } from '../../resource.ts';
import { type Props, bool, num, obj, set, str } from '../../schema/prop.ts';
import type { Fault } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import {
  backupDays,
  dailyWindow,
  identifier,
  lastSnapshot,
  managedSecrets,
  weeklyWindow,
} from './rules.ts';

/** Aurora capacity units: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html */
const capacity = (low: number) =>
  num()
    .between(low, 256)
    .rule((value) => (Number.isInteger(Number(value) * 2) ? undefined : 'expected steps of 0.5'))
    .required();

const scaling = obj({
  minCapacity: capacity(0),
  maxCapacity: capacity(0.5),
  secondsUntilAutoPause: num().between(300, 86400).computed(),
});

export const clusterShape = {
  clusterIdentifier: identifier().required().replaces(),
  engine: str()
    .oneOf('aurora-postgresql', 'aurora-mysql', 'postgres', 'mysql')
    .required()
    .replaces(),
  engineMode: str()
    .oneOf('provisioned', 'serverless', 'global', 'parallelquery')
    .defaultTo('provisioned')
    .replaces(),
  engineVersion: str().computed(),
  engineLifecycleSupport: str()
    .oneOf('open-source-rds-extended-support', 'open-source-rds-extended-support-disabled')
    .computed(),
  allowMajorVersionUpgrade: bool().local(),
  applyImmediately: bool().local().computed(),
  databaseName: str()
    .matches(/^[A-Za-z][A-Za-z0-9_]{0,62}$/, '1 to 63 letters, digits and _, first a letter')
    .computed()
    .replaces(),
  masterUsername: str().computed().replaces(),
  masterPassword: str().secret().local(),
  manageMasterUserPassword: bool().local(),
  masterUserSecretKmsKeyId: str().computed(),
  availabilityZones: set(str()).computed().replaces(),
  dbSubnetGroupName: str().computed().replaces(),
  vpcSecurityGroupIds: set(str()).computed(),
  port: num().between(1150, 65535).computed(),
  networkType: str().oneOf('IPV4', 'DUAL').computed(),
  dbClusterParameterGroupName: str().computed(),
  dbInstanceParameterGroupName: str().local(),
  storageEncrypted: bool().computed().replaces(),
  storageType: str().oneOf('', 'aurora', 'aurora-iopt1', 'io1', 'io2', 'gp3').computed(),
  kmsKeyId: arn().computed().replaces(),
  backupRetentionPeriod: backupDays().computed(),
  preferredBackupWindow: dailyWindow().computed(),
  preferredMaintenanceWindow: weeklyWindow().computed(),
  copyTagsToSnapshot: bool().defaultTo(false),
  deletionProtection: bool(),
  deleteAutomatedBackups: bool().local().defaultTo(true),
  skipFinalSnapshot: bool().local().defaultTo(false),
  finalSnapshotIdentifier: lastSnapshot(),
  enabledCloudwatchLogsExports: set(
    str().oneOf(
      'audit',
      'error',
      'general',
      'slowquery',
      'postgresql',
      'upgrade',
      'iam-db-auth-error',
      'instance',
    ),
  ),
  enableHttpEndpoint: bool().defaultTo(false),
  iamDatabaseAuthenticationEnabled: bool(),
  serverlessv2ScalingConfiguration: scaling,
  ...TAGS,
  arn: str().output(),
  clusterMembers: set(str()).output(),
  clusterResourceId: str().output(),
  endpoint: str().output(),
  engineVersionActual: str().output(),
  hostedZoneId: str().output(),
  masterUserSecrets: managedSecrets(),
  readerEndpoint: str().output(),
};

/** Passwords: managed by RDS or given, not both. */
export function clusterFaults(inputs: Props): Fault[] {
  const faults: Fault[] = [];
  if (inputs['manageMasterUserPassword'] !== undefined && inputs['masterPassword'] !== undefined) {
    faults.push({
      property: 'manageMasterUserPassword',
      reason: 'conflicts with masterPassword',
    });
  }
  return faults;
}
