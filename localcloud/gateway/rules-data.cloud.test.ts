import { Backup } from '@aws-sdk/client-backup';
import { EC2 } from '@aws-sdk/client-ec2';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { RDS } from '@aws-sdk/client-rds';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { refusal, useGateway } from './testing/use-gateway.ts';

const tested = useGateway();

/** An account of its own per test: nothing one test makes is seen by another. */
function account(id: number, region?: string) {
  const options = tested.options(id, region);
  return {
    backup: new Backup(options),
    cache: new ElastiCache(options),
    ec2: new EC2(options),
    rds: new RDS(options),
    secrets: new SecretsManager(options),
  };
}
type Account = ReturnType<typeof account>;

async function network({ ec2 }: Account) {
  const { Vpc } = await ec2.createVpc({ CidrBlock: '10.7.0.0/16' });
  const VpcId = Vpc?.VpcId ?? '';
  const subnet = async (CidrBlock: string, AvailabilityZone: string) => {
    const made = await ec2.createSubnet({ VpcId, CidrBlock, AvailabilityZone });
    return made.Subnet?.SubnetId ?? '';
  };
  const a = await subnet('10.7.0.0/24', 'eu-west-1a');
  const b = await subnet('10.7.1.0/24', 'eu-west-1b');
  const twin = await subnet('10.7.2.0/24', 'eu-west-1a');
  const group = { VpcId, GroupName: 'data', Description: 'data' };
  const { GroupId = '' } = await ec2.createSecurityGroup(group);
  return { a, b, twin, GroupId };
}

const SUBNETS = { DBSubnetGroupName: 'shop', DBSubnetGroupDescription: 'shop' };
const FAMILY = { DBParameterGroupFamily: 'aurora-postgresql16', Description: 'shop' };
const CLUSTER_GROUP = { DBClusterParameterGroupName: 'shop' };

/** A cluster of one instance in a subnet group, with parameters and a security group. */
async function database(aws: Account, more: object = {}) {
  const net = await network(aws);
  await aws.rds.createDBSubnetGroup({ ...SUBNETS, SubnetIds: [net.a, net.b] });
  await aws.rds.createDBClusterParameterGroup({ ...CLUSTER_GROUP, ...FAMILY });
  await aws.rds.createDBCluster({
    DBClusterIdentifier: 'shop',
    Engine: 'aurora-postgresql',
    EngineVersion: '16',
    MasterUsername: 'admin_1',
    ManageMasterUserPassword: true,
    DBSubnetGroupName: 'shop',
    VpcSecurityGroupIds: [net.GroupId],
    StorageEncrypted: true,
    ...CLUSTER_GROUP,
    ...more,
  });
  await aws.rds.createDBInstance({
    DBInstanceIdentifier: 'shop-1',
    DBClusterIdentifier: 'shop',
    DBInstanceClass: 'db.serverless',
    Engine: 'aurora-postgresql',
  });
  return net;
}

async function alone({ rds }: Account): Promise<void> {
  await rds.deleteDBInstance({ DBInstanceIdentifier: 'shop-1', SkipFinalSnapshot: true });
}

describe('databases', () => {
  it('stay while they are protected', async () => {
    const aws = account(1);
    await database(aws, { DeletionProtection: true });
    await alone(aws);
    const remove = () =>
      aws.rds.deleteDBCluster({ DBClusterIdentifier: 'shop', SkipFinalSnapshot: true });
    expect(await refusal(remove())).toBe(
      'InvalidParameterCombination: Cannot delete protected Cluster, please disable deletion protection and try again.',
    );
    await aws.rds.modifyDBCluster({ DBClusterIdentifier: 'shop', DeletionProtection: false });
    expect(await refusal(remove())).toBe('accepted');
  });

  it('name their last snapshot, with a name of its own', async () => {
    const aws = account(2);
    for (const expected of ['accepted', 'DBClusterSnapshotAlreadyExistsFault']) {
      if (expected === 'accepted') await database(aws);
      else await again(aws);
      await alone(aws);
      const unnamed = aws.rds.deleteDBCluster({ DBClusterIdentifier: 'shop' });
      expect(await refusal(unnamed)).toMatch(
        /^InvalidParameterCombination: FinalDBSnapshotIdentifier is required/,
      );
      const named = aws.rds.deleteDBCluster({
        DBClusterIdentifier: 'shop',
        FinalDBSnapshotIdentifier: 'last',
      });
      expect(await refusal(named)).toMatch(new RegExp(`^${expected}`));
    }
    const { DBClusterSnapshots = [] } = await aws.rds.describeDBClusterSnapshots({});
    expect(DBClusterSnapshots.map((one) => one.DBClusterSnapshotIdentifier)).toEqual(['last']);
  });

  it('have read replicas where there are backups and RDS does not keep the password', async () => {
    const { rds } = account(13);
    const replicaOf = async (name: string, more: object) => {
      await rds.createDBInstance({
        ...{ DBInstanceIdentifier: name, DBInstanceClass: 'db.t4g.micro', Engine: 'postgres' },
        ...{ MasterUsername: 'admin_1', AllocatedStorage: 20, ...more },
      });
      const source = { SourceDBInstanceIdentifier: name };
      const made = { DBInstanceIdentifier: `${name}-replica`, ...source };
      return refusal(rds.createDBInstanceReadReplica(made));
    };
    const managed = { ManageMasterUserPassword: true, BackupRetentionPeriod: 7 };
    expect(await replicaOf('managed', managed)).toBe(
      'InvalidParameterValue: Creating read replicas for source instance with engine postgres where ManageMasterUserPassword is enabled is not supported.',
    );
    const own = { MasterUserPassword: 'a-password-of-its-own' };
    expect(await replicaOf('bare', { ...own, BackupRetentionPeriod: 0 })).toMatch(
      /^InvalidDBInstanceState\w*: Automated backups are not enabled/,
    );
    expect(await replicaOf('whole', { ...own, BackupRetentionPeriod: 1 })).toBe('accepted');
  });

  it('hold their subnet group, parameter group, security group and subnets', async () => {
    const aws = account(3);
    const net = await database(aws);
    const remove = () => [
      aws.rds.deleteDBSubnetGroup({ DBSubnetGroupName: 'shop' }),
      aws.rds.deleteDBClusterParameterGroup(CLUSTER_GROUP),
      aws.ec2.deleteSecurityGroup({ GroupId: net.GroupId }),
      aws.ec2.deleteSubnet({ SubnetId: net.a }),
    ];
    const told = await Promise.all(remove().map(refusal));
    expect(told.map((one) => one.split(':')[0])).toEqual([
      'InvalidDBSubnetGroupStateFault',
      'InvalidDBParameterGroupStateFault',
      'DependencyViolation',
      'DependencyViolation',
    ]);
    await alone(aws);
    await aws.rds.deleteDBCluster({ DBClusterIdentifier: 'shop', SkipFinalSnapshot: true });
    expect(await Promise.all(remove().map(refusal))).toEqual(Array(4).fill('accepted'));
  });

  it('lie in two zones, in a group with a name of its own', async () => {
    const aws = account(4);
    const { a, b, twin } = await network(aws);
    const create = (...SubnetIds: string[]) =>
      refusal(aws.rds.createDBSubnetGroup({ ...SUBNETS, SubnetIds }));
    expect(await create(a, twin)).toMatch(/^DBSubnetGroupDoesNotCoverEnoughAZs:.*eu-west-1a\./);
    expect(await create(a, b)).toBe('accepted');
    expect(await create(a, b)).toMatch(/^DBSubnetGroupAlreadyExistsFault:/);
  });

  it('keep backups for 1 to 35 days', async () => {
    const aws = account(5);
    const told = await refusal(
      aws.rds.createDBCluster({
        DBClusterIdentifier: 'shop',
        Engine: 'aurora-postgresql',
        BackupRetentionPeriod: 36,
      }),
    );
    expect(told).toMatch(/^InvalidParameterValue:.*between 1 and 35/);
  });

  it('answer with names of AWS, a full version and a secret that RDS rotates and deletes', async () => {
    const aws = account(6);
    await database(aws);
    const { DBClusters = [] } = await aws.rds.describeDBClusters({ DBClusterIdentifier: 'shop' });
    const [cluster] = DBClusters;
    expect(cluster?.EngineVersion).toMatch(/^16\.\d+$/);
    expect(cluster?.Endpoint).toMatch(/^shop\.cluster-\w+\.eu-west-1\.rds\.amazonaws\.com$/);
    const SecretId = cluster?.MasterUserSecret?.SecretArn ?? '';
    const { SecretString = '{}' } = await aws.secrets.getSecretValue({ SecretId });
    expect(JSON.parse(SecretString)).toEqual({
      username: 'admin_1',
      password: expect.stringMatching(/.{20,}/) as unknown,
    });
    expect(await aws.secrets.describeSecret({ SecretId })).toMatchObject({
      OwningService: 'rds',
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 7 },
    });
    expect(await refusal(aws.secrets.deleteSecret({ SecretId }))).toMatch(/managed by another/);
    await alone(aws);
    await aws.rds.deleteDBCluster({ DBClusterIdentifier: 'shop', SkipFinalSnapshot: true });
    expect(await refusal(aws.secrets.describeSecret({ SecretId }))).toMatch(/NotFound/);
  });
});

/** The cluster of the groups that are there, once more. */
async function again({ rds }: Account): Promise<void> {
  await rds.createDBCluster({ DBClusterIdentifier: 'shop', Engine: 'aurora-postgresql' });
  await rds.createDBInstance({
    DBInstanceIdentifier: 'shop-1',
    DBClusterIdentifier: 'shop',
    DBInstanceClass: 'db.serverless',
    Engine: 'aurora-postgresql',
  });
}

describe('caches', () => {
  const GROUP = { ReplicationGroupId: 'shop', ReplicationGroupDescription: 'shop' };

  it('hold their groups and answer with names of AWS', async () => {
    const aws = account(7);
    const net = await network(aws);
    const subnets = { CacheSubnetGroupName: 'shop' };
    const parameters = { CacheParameterGroupName: 'shop' };
    const described = { CacheSubnetGroupDescription: 'shop', SubnetIds: [net.a, net.b] };
    await aws.cache.createCacheSubnetGroup({ ...subnets, ...described });
    const family = { CacheParameterGroupFamily: 'redis7', Description: 'shop' };
    await aws.cache.createCacheParameterGroup({ ...parameters, ...family });
    const made = await aws.cache.createReplicationGroup({
      ...{ ...GROUP, ...subnets, ...parameters, Engine: 'redis', EngineVersion: '7.1' },
      ...{ NumCacheClusters: 2, TransitEncryptionEnabled: true, Port: 6380 },
      SecurityGroupIds: [net.GroupId],
    });
    expect(made.ReplicationGroup?.MemberClusters).toEqual(['shop-001', 'shop-002']);
    expect(made.ReplicationGroup?.NodeGroups?.[0]?.PrimaryEndpoint).toEqual({
      Address: expect.stringMatching(
        /^master\.shop\.\w{6}\.euw1\.cache\.amazonaws\.com$/,
      ) as unknown,
      Port: 6380,
    });
    const calls = [
      aws.cache.deleteCacheSubnetGroup(subnets),
      aws.cache.deleteCacheParameterGroup(parameters),
      aws.ec2.deleteSecurityGroup({ GroupId: net.GroupId }),
      aws.ec2.deleteSubnet({ SubnetId: net.b }),
    ];
    const told = await Promise.all(calls.map(refusal));
    expect(told.map((one) => one.split(':')[0])).toEqual([
      'CacheSubnetGroupInUse',
      'InvalidCacheParameterGroupStateFault',
      'DependencyViolation',
      'DependencyViolation',
    ]);
  });

  it('fail over to a second node only', async () => {
    const { cache } = account(8);
    const failover = { ...GROUP, AutomaticFailoverEnabled: true, NumCacheClusters: 1 };
    expect(await refusal(cache.createReplicationGroup(failover))).toMatch(
      /^InvalidParameterValue.*at least 2 cache clusters/,
    );
  });
});

describe('backups', () => {
  it('keep a vault with recovery points, and a plan with selections', async () => {
    const { backup } = account(9);
    const BackupVaultName = 'shop';
    await backup.createBackupVault({ BackupVaultName });
    const ResourceArn = 'arn:aws:rds:eu-west-1:222222222229:cluster:shop';
    const IamRoleArn = 'arn:aws:iam::222222222229:role/backup';
    const job = { BackupVaultName, ResourceArn, IamRoleArn };
    const { RecoveryPointArn } = await backup.startBackupJob(job);
    expect(await refusal(backup.deleteBackupVault({ BackupVaultName }))).toMatch(
      /^InvalidRequestException.*contains recovery points/,
    );
    await backup.deleteRecoveryPoint({ BackupVaultName, RecoveryPointArn });

    const Rules = [{ RuleName: 'daily', TargetBackupVaultName: BackupVaultName }];
    const plan = { BackupPlanName: 'shop', Rules };
    const { BackupPlanId } = await backup.createBackupPlan({ BackupPlan: plan });
    const BackupSelection = { SelectionName: 'shop', IamRoleArn, Resources: [ResourceArn] };
    await backup.createBackupSelection({ BackupPlanId, BackupSelection });
    expect(await refusal(backup.deleteBackupPlan({ BackupPlanId }))).toMatch(
      /^InvalidRequestException.*selections must be deleted/,
    );
    expect(await refusal(backup.deleteBackupVault({ BackupVaultName }))).toBe('accepted');
  });

  it('need a vault to be written to', async () => {
    const { backup } = account(10);
    const Rules = [{ RuleName: 'daily', TargetBackupVaultName: 'nowhere' }];
    const BackupPlan = { BackupPlanName: 'shop', Rules };
    expect(await refusal(backup.createBackupPlan({ BackupPlan }))).toMatch(
      /^ResourceNotFoundException.*nowhere/,
    );
  });
});

describe('secrets', () => {
  it('rotate by a function or by the service that owns them', async () => {
    const { secrets } = account(11);
    await secrets.createSecret({ Name: 'own', SecretString: 'x' });
    const RotationRules = { AutomaticallyAfterDays: 30 };
    const rotate = { SecretId: 'own', RotationRules, ClientRequestToken: crypto.randomUUID() };
    expect(await refusal(secrets.rotateSecret(rotate))).toMatch(
      /^InvalidRequestException.*Lambda function ARN/,
    );
  });

  it('are copied to other regions and taken back', async () => {
    const { secrets } = account(12);
    await secrets.createSecret({
      Name: 'own',
      SecretString: 'x',
      AddReplicaRegions: [{ Region: 'us-east-1' }],
    });
    const there = account(12, 'us-east-1').secrets;
    expect((await there.getSecretValue({ SecretId: 'own' })).SecretString).toBe('x');
    const regions = { RemoveReplicaRegions: ['us-east-1'] };
    await secrets.removeRegionsFromReplication({ SecretId: 'own', ...regions });
    expect(await refusal(there.describeSecret({ SecretId: 'own' }))).toMatch(/NotFound/);
  });
});
