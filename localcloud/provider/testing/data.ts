import { Plan } from '@pulumi/aws/backup/plan.js';
import { Selection } from '@pulumi/aws/backup/selection.js';
import { Vault } from '@pulumi/aws/backup/vault.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { ParameterGroup as CacheParameters } from '@pulumi/aws/elasticache/parameterGroup.js';
import { ReplicationGroup } from '@pulumi/aws/elasticache/replicationGroup.js';
import { SubnetGroup as CacheSubnets } from '@pulumi/aws/elasticache/subnetGroup.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { Cluster } from '@pulumi/aws/rds/cluster.js';
import { ClusterInstance } from '@pulumi/aws/rds/clusterInstance.js';
import { ClusterParameterGroup } from '@pulumi/aws/rds/clusterParameterGroup.js';
import { Instance } from '@pulumi/aws/rds/instance.js';
import { ParameterGroup } from '@pulumi/aws/rds/parameterGroup.js';
import { SubnetGroup } from '@pulumi/aws/rds/subnetGroup.js';
import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import { SecretRotation } from '@pulumi/aws/secretsmanager/secretRotation.js';
import type * as pulumi from '@pulumi/pulumi';

/** What is changed in place between two runs. */
export interface DataSettings {
  readonly backupDays: number;
  readonly nodes: number;
  readonly policy: string;
  readonly tag: string;
  readonly keepSnapshot: string | null;
  readonly protected: boolean;
}

export const DATA: DataSettings = {
  backupDays: 7,
  nodes: 2,
  policy: 'allkeys-lru',
  tag: 'one',
  keepSnapshot: null,
  protected: false,
};

/** How many resources the program has. */
export const DATA_SIZE = 23;

/** Every type of RDS, ElastiCache and AWS Backup, with the rotation and the copies of secrets. */
export function dataProgram(settings: DataSettings) {
  return () => {
    const vpc = new Vpc('main', { cidrBlock: '10.9.0.0/16' });
    const subnetIds = ['a', 'b'].map(
      (zone, index) =>
        new Subnet(zone, {
          vpcId: vpc.id,
          cidrBlock: `10.9.${index}.0/24`,
          availabilityZone: `eu-west-1${zone}`,
        }).id,
    );
    const group = new SecurityGroup('data', { name: 'data', description: 'data', vpcId: vpc.id });
    const place = { subnetIds, securityGroupId: group.id, tags: { Turn: settings.tag } };
    const cluster = aurora(settings, place);
    const instance = rds(settings, place);
    redis(settings, place);
    backups(settings, [cluster.arn, instance.arn]);
    new Secret('copied', {
      name: 'copied',
      recoveryWindowInDays: 0,
      replicas: [{ region: 'us-east-1' }],
    });
  };
}

interface Place {
  readonly subnetIds: pulumi.Output<string>[];
  readonly securityGroupId: pulumi.Output<string>;
  readonly tags: Readonly<Record<string, string>>;
}

function lastSnapshot({ keepSnapshot }: DataSettings) {
  return keepSnapshot === null
    ? { skipFinalSnapshot: true }
    : { skipFinalSnapshot: false, finalSnapshotIdentifier: keepSnapshot };
}

function aurora(settings: DataSettings, place: Place): Cluster {
  const { subnetIds, securityGroupId, tags } = place;
  const subnets = new SubnetGroup('databases', { name: 'databases', subnetIds, tags });
  const parameters = new ClusterParameterGroup('aurora', {
    name: 'aurora',
    family: 'aurora-postgresql16',
    parameters: [
      { name: 'log_min_duration_statement', value: '1000' },
      { name: 'rds.force_ssl', value: '1' },
    ],
    tags,
  });
  const cluster = new Cluster('aurora', {
    clusterIdentifier: 'aurora',
    engine: 'aurora-postgresql',
    engineVersion: '16',
    databaseName: 'shop',
    masterUsername: 'macro_infra',
    manageMasterUserPassword: true,
    dbSubnetGroupName: subnets.name,
    dbClusterParameterGroupName: parameters.name,
    vpcSecurityGroupIds: [securityGroupId],
    port: 5432,
    storageEncrypted: true,
    backupRetentionPeriod: settings.backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: settings.protected,
    enabledCloudwatchLogsExports: ['postgresql'],
    serverlessv2ScalingConfiguration: { minCapacity: 0.5, maxCapacity: 2 },
    applyImmediately: true,
    tags,
    ...lastSnapshot(settings),
  });
  for (const turn of [1, 2])
    new ClusterInstance(`aurora-${turn}`, {
      identifier: `aurora-${turn}`,
      clusterIdentifier: cluster.id,
      engine: 'aurora-postgresql',
      instanceClass: 'db.serverless',
      publiclyAccessible: false,
      applyImmediately: true,
      tags,
    });
  new SecretRotation('aurora', {
    secretId: cluster.masterUserSecrets.apply((all) => all[0]?.secretArn ?? ''),
    rotateImmediately: false,
    rotationRules: { automaticallyAfterDays: 30 },
  });
  return cluster;
}

function rds(settings: DataSettings, { securityGroupId, subnetIds, tags }: Place): Instance {
  const parameters = new ParameterGroup('rds', {
    name: 'rds',
    family: 'postgres16',
    parameters: [{ name: 'rds.force_ssl', value: '1' }],
    tags,
  });
  const subnets = new SubnetGroup('instances', { name: 'instances', subnetIds });
  const common = {
    instanceClass: 'db.t4g.micro',
    vpcSecurityGroupIds: [securityGroupId],
    storageEncrypted: true,
    applyImmediately: true,
    skipFinalSnapshot: true,
    tags,
  };
  const whole = {
    ...common,
    engine: 'postgres',
    engineVersion: '16',
    dbName: 'shop',
    username: 'macro_infra',
    allocatedStorage: 20,
    storageType: 'gp3',
    dbSubnetGroupName: subnets.name,
    parameterGroupName: parameters.name,
    backupRetentionPeriod: settings.backupDays,
    copyTagsToSnapshot: true,
    enabledCloudwatchLogsExports: ['postgresql'],
  };
  const instance = new Instance('rds', {
    ...whole,
    identifier: 'rds',
    manageMasterUserPassword: true,
  });
  // RDS makes no replica of an instance whose password it manages.
  const source = new Instance('source', {
    ...whole,
    identifier: 'source',
    password: 'a-password-of-its-own',
  });
  new Instance('replica', {
    ...common,
    identifier: 'replica',
    replicateSourceDb: source.identifier,
  });
  return instance;
}

function redis(settings: DataSettings, { subnetIds, securityGroupId, tags }: Place): void {
  const subnets = new CacheSubnets('caches', { name: 'caches', subnetIds, tags });
  const parameters = new CacheParameters('caches', {
    name: 'caches',
    family: 'redis7',
    parameters: [{ name: 'maxmemory-policy', value: settings.policy }],
    tags,
  });
  new ReplicationGroup('cache', {
    replicationGroupId: 'cache',
    description: 'cache',
    engine: 'redis',
    engineVersion: '7.1',
    nodeType: 'cache.t4g.micro',
    numCacheClusters: settings.nodes,
    port: 6379,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    authToken: 'a-token-of-its-own-0123456789',
    subnetGroupName: subnets.name,
    parameterGroupName: parameters.name,
    securityGroupIds: [securityGroupId],
    snapshotRetentionLimit: settings.backupDays,
    applyImmediately: true,
    tags,
  });
}

function backups(settings: DataSettings, resources: pulumi.Output<string>[]): void {
  const tags = { Turn: settings.tag };
  const vault = new Vault('data', { name: 'data', forceDestroy: true, tags });
  const plan = new Plan('data', {
    name: 'data',
    rules: [
      {
        ruleName: 'daily',
        targetVaultName: vault.name,
        schedule: 'cron(0 3 * * ? *)',
        startWindow: 60,
        completionWindow: 480,
        lifecycle: { deleteAfter: settings.backupDays },
      },
    ],
    tags,
  });
  const principal = { Service: 'backup.amazonaws.com' };
  const role = new Role('data', {
    name: 'data-backup',
    assumeRolePolicy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }],
    }),
  });
  new Selection('data', { name: 'data', planId: plan.id, iamRoleArn: role.arn, resources });
}
