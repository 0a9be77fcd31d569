import { TAGS } from '../../resource.ts';
import { type Fault, type Props, bool, num, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import {
  backupDays,
  dailyWindow,
  identifier,
  lastSnapshot,
  managedSecrets,
  weeklyWindow,
} from './rules.ts';

export const instanceShape = {
  identifier: identifier().required(),
  instanceClass: str().matches(/^db\./, 'an instance class such as db.t4g.micro').required(),
  engine: str().computed().replaces(),
  engineVersion: str().computed(),
  engineLifecycleSupport: str()
    .oneOf('open-source-rds-extended-support', 'open-source-rds-extended-support-disabled')
    .computed(),
  allowMajorVersionUpgrade: bool().local(),
  autoMinorVersionUpgrade: bool().defaultTo(true),
  applyImmediately: bool().local().defaultTo(false),
  dbName: str()
    .matches(/^[A-Za-z_]\w{0,62}$/, '1 to 63 letters, digits and _, first no digit')
    .computed()
    .replaces(),
  username: str().computed().replaces(),
  password: str().secret().local(),
  manageMasterUserPassword: bool().local(),
  masterUserSecretKmsKeyId: str().computed(),
  replicateSourceDb: str(),
  allocatedStorage: num().computed(),
  maxAllocatedStorage: num(),
  storageType: str().oneOf('standard', 'gp2', 'gp3', 'io1', 'io2').computed(),
  storageEncrypted: bool().replaces(),
  storageThroughput: num().computed(),
  iops: num().computed(),
  kmsKeyId: arn().computed().replaces(),
  availabilityZone: str().computed().replaces(),
  multiAz: bool().computed(),
  dbSubnetGroupName: str().computed(),
  vpcSecurityGroupIds: set(str()).computed(),
  port: num().between(1150, 65535).computed(),
  publiclyAccessible: bool().defaultTo(false),
  networkType: str().oneOf('IPV4', 'DUAL').computed(),
  caCertIdentifier: str().computed(),
  licenseModel: str().computed(),
  optionGroupName: str().computed(),
  parameterGroupName: str().computed(),
  backupRetentionPeriod: backupDays().computed(),
  backupWindow: dailyWindow().computed(),
  maintenanceWindow: weeklyWindow().computed(),
  copyTagsToSnapshot: bool().defaultTo(false),
  deleteAutomatedBackups: bool().local().defaultTo(true),
  deletionProtection: bool(),
  skipFinalSnapshot: bool().local().defaultTo(false),
  finalSnapshotIdentifier: lastSnapshot(),
  enabledCloudwatchLogsExports: set(
    str().oneOf(
      ...[
        'agent',
        'alert',
        'audit',
        'diag.log',
        'error',
        'general',
        'iam-db-auth-error',
        'listener',
      ],
      ...['notify.log', 'oemagent', 'postgresql', 'slowquery', 'trace', 'upgrade'],
    ),
  ),
  iamDatabaseAuthenticationEnabled: bool(),
  monitoringInterval: num().oneOf(0, 1, 5, 10, 15, 30, 60).defaultTo(0),
  monitoringRoleArn: arn().computed(),
  performanceInsightsEnabled: bool().defaultTo(false),
  performanceInsightsKmsKeyId: arn().computed(),
  performanceInsightsRetentionPeriod: num().computed(),
  ...TAGS,
  address: str().output(),
  arn: str().output(),
  endpoint: str().output(),
  engineVersionActual: str().output(),
  hostedZoneId: str().output(),
  masterUserSecrets: managedSecrets(),
  replicas: set(str()).output(),
  resourceId: str().output(),
  status: str().output(),
};

/** Inputs that only a database of its own has: a replica gets them from its source. */
const OWN = ['engine', 'allocatedStorage', 'username'] as const;

/** What a database of its own has to have, and passwords given twice. */
export function instanceFaults(inputs: Props): Fault[] {
  const faults: Fault[] = [];
  if (inputs['replicateSourceDb'] === undefined) {
    faults.push(
      ...OWN.filter((property) => inputs[property] === undefined).map((property) => ({
        property,
        reason: 'required unless replicateSourceDb is given',
      })),
    );
  }
  if (inputs['manageMasterUserPassword'] !== undefined && inputs['password'] !== undefined) {
    faults.push({ property: 'manageMasterUserPassword', reason: 'conflicts with password' });
  }
  return faults;
}
