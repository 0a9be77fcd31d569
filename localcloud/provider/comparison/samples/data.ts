import type { Props } from '../../schema/prop.ts';
import { KEY, OTHER_KEY, ROLE, groupOf, subnetsOf } from './database-groups.ts';
import { DATABASES } from './databases.ts';
import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:rotate';
const TOPIC = 'arn:aws:sns:us-east-1:000000000000:topic';
const DATABASE = 'arn:aws:rds:us-east-1:000000000000:cluster:a';

const replicationGroup: Sample = {
  token: 'aws:elasticache/replicationGroup:ReplicationGroup',
  inputs: {
    applyImmediately: true,
    atRestEncryptionEnabled: true,
    authToken: 'a-token-of-its-own-0123456789',
    authTokenUpdateStrategy: 'ROTATE',
    autoMinorVersionUpgrade: true,
    automaticFailoverEnabled: true,
    clusterMode: 'disabled',
    dataTieringEnabled: false,
    description: 'a',
    engine: 'redis',
    engineVersion: '7.0',
    finalSnapshotIdentifier: 'last',
    ipDiscovery: 'ipv4',
    kmsKeyId: KEY,
    maintenanceWindow: 'sun:05:00-sun:06:00',
    multiAzEnabled: false,
    networkType: 'ipv4',
    nodeType: 'cache.t4g.micro',
    notificationTopicArn: TOPIC,
    numCacheClusters: 2,
    parameterGroupName: 'a',
    port: 6379,
    preferredCacheClusterAzs: ['us-east-1a', 'us-east-1b'],
    replicationGroupId: 'a',
    securityGroupIds: ['sg-1'],
    snapshotRetentionLimit: 7,
    snapshotWindow: '03:00-04:00',
    subnetGroupName: 'a',
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    ...TAGS,
  },
  others: {
    applyImmediately: false,
    atRestEncryptionEnabled: false,
    authToken: 'another-token-of-its-own-0123456789',
    authTokenUpdateStrategy: 'SET',
    autoMinorVersionUpgrade: false,
    automaticFailoverEnabled: false,
    clusterMode: 'compatible',
    dataTieringEnabled: true,
    description: 'b',
    engine: 'valkey',
    engineVersion: '7.1',
    finalSnapshotIdentifier: 'very-last',
    ipDiscovery: 'ipv6',
    kmsKeyId: OTHER_KEY,
    maintenanceWindow: 'mon:05:00-mon:06:00',
    multiAzEnabled: true,
    networkType: 'dual_stack',
    nodeType: 'cache.t4g.small',
    notificationTopicArn: `${TOPIC}2`,
    numCacheClusters: 3,
    parameterGroupName: 'b',
    port: 6380,
    preferredCacheClusterAzs: ['us-east-1a', 'us-east-1c'],
    replicationGroupId: 'b',
    securityGroupIds: ['sg-2'],
    snapshotRetentionLimit: 30,
    snapshotWindow: '04:00-05:00',
    subnetGroupName: 'b',
    transitEncryptionEnabled: false,
    transitEncryptionMode: 'preferred',
    ...OTHER_TAGS,
  },
};

const rule = (deleteAfter: number): Props => ({
  ruleName: 'daily',
  targetVaultName: 'vault',
  schedule: 'cron(0 3 * * ? *)',
  startWindow: 60,
  completionWindow: 480,
  lifecycle: { deleteAfter },
});

const backups: readonly Sample[] = [
  {
    token: 'aws:backup/vault:Vault',
    inputs: { name: 'vault', kmsKeyArn: KEY, forceDestroy: true, ...TAGS },
    others: { name: 'other', kmsKeyArn: OTHER_KEY, forceDestroy: false, ...OTHER_TAGS },
  },
  {
    token: 'aws:backup/plan:Plan',
    inputs: { name: 'a', rules: [rule(7)], ...TAGS },
    others: { name: 'b', rules: [rule(30)], ...OTHER_TAGS },
  },
  {
    token: 'aws:backup/selection:Selection',
    inputs: {
      name: 'a',
      planId: '4d1c3a52-1f0b-4b5a-9f0e-6d2f6a3b7c10',
      iamRoleArn: ROLE,
      resources: [DATABASE],
      notResources: [`${DATABASE}1`],
      selectionTags: [{ type: 'STRINGEQUALS', key: 'A', value: 'b' }],
    },
    others: {
      name: 'b',
      planId: '5d1c3a52-1f0b-4b5a-9f0e-6d2f6a3b7c10',
      iamRoleArn: `${ROLE}2`,
      resources: [`${DATABASE}2`],
      notResources: [`${DATABASE}3`],
      selectionTags: [{ type: 'STRINGEQUALS', key: 'A', value: 'c' }],
    },
  },
];

const secretRotation: Sample = {
  token: 'aws:secretsmanager/secretRotation:SecretRotation',
  inputs: {
    secretId: 'a',
    rotationLambdaArn: FUNCTION,
    rotateImmediately: false,
    rotationRules: { automaticallyAfterDays: 30 },
  },
  others: {
    secretId: 'b',
    rotationLambdaArn: `${FUNCTION}2`,
    rotateImmediately: true,
    rotationRules: { scheduleExpression: 'rate(10 days)', duration: '3h' },
  },
};

/** Databases, caches, backups and the rotation of secrets. */
export const DATA: readonly Sample[] = [
  ...DATABASES,
  subnetsOf('aws:elasticache/subnetGroup:SubnetGroup'),
  groupOf('aws:elasticache/parameterGroup:ParameterGroup', 'redis', {}),
  replicationGroup,
  ...backups,
  secretRotation,
];
