import { TAGS } from '../../resource.ts';
import { type Fault, type Props, bool, num, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import { dailyWindow, weeklyWindow } from '../rds/rules.ts';

/** Visible characters without `@`, `"` and `/`: AWS, AUTH token of ElastiCache. */
const TOKEN = /^[^@"/\s]{16,128}$/;

export const replicationGroupShape = {
  replicationGroupId: str()
    .matches(
      /^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,39}(?<!-)$/,
      '1 to 40 letters, digits and single inner hyphens',
    )
    .comparedBy((value) => String(value).toLowerCase())
    .required()
    .replaces(),
  description: str().required(),
  engine: str().oneOf('redis', 'valkey').defaultTo('redis'),
  engineVersion: str()
    .matches(/^(\d+\.\d+(\.\d+)?|6\.x)$/, 'a version such as 7.1')
    .computed(),
  nodeType: str()
    .matches(/^cache\./, 'a node type such as cache.t4g.micro')
    .computed(),
  numCacheClusters: num().computed(),
  numNodeGroups: num().computed(),
  replicasPerNodeGroup: num().between(0, 5).computed(),
  clusterMode: str().oneOf('enabled', 'disabled', 'compatible').computed(),
  port: num().replaces(),
  parameterGroupName: str().computed(),
  subnetGroupName: str().computed().replaces(),
  securityGroupIds: set(str()).computed(),
  preferredCacheClusterAzs: set(str()).local(),
  networkType: str().oneOf('ipv4', 'ipv6', 'dual_stack').computed().replaces(),
  ipDiscovery: str().oneOf('ipv4', 'ipv6').computed(),
  automaticFailoverEnabled: bool().defaultTo(false),
  multiAzEnabled: bool().defaultTo(false),
  autoMinorVersionUpgrade: bool().computed(),
  atRestEncryptionEnabled: bool().computed().replaces(),
  transitEncryptionEnabled: bool().computed(),
  transitEncryptionMode: str().oneOf('preferred', 'required').computed(),
  kmsKeyId: str().replaces(),
  dataTieringEnabled: bool().computed().replaces(),
  authToken: str()
    .matches(TOKEN, '16 to 128 visible characters without @, " and /')
    .secret()
    .local(),
  authTokenUpdateStrategy: str().oneOf('SET', 'ROTATE', 'DELETE').local().defaultTo('ROTATE'),
  maintenanceWindow: weeklyWindow().computed(),
  notificationTopicArn: arn(),
  snapshotRetentionLimit: num().between(0, 35),
  snapshotWindow: dailyWindow().computed(),
  finalSnapshotIdentifier: str().local(),
  applyImmediately: bool().local().computed(),
  ...TAGS,
  arn: str().output(),
  clusterEnabled: bool().output(),
  configurationEndpointAddress: str().output(),
  engineVersionActual: str().output(),
  memberClusters: set(str()).output(),
  primaryEndpointAddress: str().output(),
  readerEndpointAddress: str().output(),
};

/** What AWS wants of more than one property. */
export function replicationGroupFaults(inputs: Props): Fault[] {
  const faults: Fault[] = [];
  const nodes = inputs['numCacheClusters'];
  if (inputs['numCacheClusters'] !== undefined && inputs['numNodeGroups'] !== undefined) {
    faults.push({ property: 'numCacheClusters', reason: 'conflicts with numNodeGroups' });
  }
  if (inputs['multiAzEnabled'] === true && inputs['automaticFailoverEnabled'] !== true) {
    faults.push({
      property: 'automaticFailoverEnabled',
      reason: 'must be true where multiAzEnabled is true',
    });
  }
  if (inputs['automaticFailoverEnabled'] === true && nodes !== undefined && Number(nodes) < 2) {
    faults.push({
      property: 'numCacheClusters',
      reason: 'must be at least 2 where automaticFailoverEnabled is true',
    });
  }
  return faults;
}
