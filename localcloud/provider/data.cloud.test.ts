import { Backup } from '@aws-sdk/client-backup';
import { ElastiCache } from '@aws-sdk/client-elasticache';
import { RDS } from '@aws-sdk/client-rds';
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { byHand } from '../world/by-hand.ts';
import { DATA, DATA_SIZE, dataProgram } from './testing/data.ts';
import type { LiveStack } from './testing/live.ts';
import { useCloud } from './testing/use-cloud.ts';

const TIMEOUT_MS = 400_000;
const REGION = 'eu-west-1';
const live = useCloud({ region: REGION });
let stack: LiveStack;

beforeAll(async () => {
  stack = await live.stack();
}, TIMEOUT_MS);

/** AWS as somebody else uses it, by hand. */
function clients(region = REGION) {
  const options = byHand(live.cloud, { region });
  return {
    backup: new Backup(options),
    cache: new ElastiCache(options),
    rds: new RDS(options),
    secrets: new SecretsManager(options),
    tagging: new ResourceGroupsTaggingAPI(options),
  };
}

/** ARNs that the tagging API tells, without account and region. */
async function tagged(): Promise<readonly string[]> {
  const { ResourceTagMappingList = [] } = await clients().tagging.getResources({});
  return ResourceTagMappingList.map(({ ResourceARN = '' }) => {
    const [, , service = '', , , ...rest] = ResourceARN.split(':');
    return [service, ...rest].join(':').replace(/[0-9a-f]{8}-[0-9a-f-]{27}.*/, '*');
  }).toSorted();
}

const TAGGED = [
  'backup:backup-plan:*',
  'backup:backup-vault:data',
  'elasticache:cluster:cache-001',
  'elasticache:cluster:cache-002',
  'elasticache:parametergroup:caches',
  'elasticache:replicationgroup:cache',
  'elasticache:subnetgroup:caches',
  'rds:cluster-pg:aurora',
  'rds:cluster:aurora',
  'rds:db:aurora-1',
  'rds:db:aurora-2',
  'rds:db:rds',
  'rds:db:replica',
  'rds:db:source',
  'rds:pg:rds',
  'rds:subgrp:databases',
  'secretsmanager:secret:rds!cluster-*',
  'secretsmanager:secret:rds!db-*',
];

describe('databases, caches and backups on the local cloud', () => {
  it(
    'go up, and neither a second up nor a refresh finds anything',
    async () => {
      const up = await stack.up(dataProgram(DATA));
      expect(up).toMatchObject({ refusals: [], changes: { create: DATA_SIZE } });
      expect(await stack.up(dataProgram(DATA))).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await tagged()).toEqual(TAGGED);
      const copied = await clients('us-east-1').secrets.describeSecret({ SecretId: 'copied' });
      expect(copied.PrimaryRegion).toBe(REGION);
    },
    TIMEOUT_MS,
  );

  it(
    'show by a refresh what was changed and deleted by hand, and come back by an up',
    async () => {
      const { backup, cache, rds } = clients();
      const now = { ApplyImmediately: true };
      await rds.modifyDBCluster({
        DBClusterIdentifier: 'aurora',
        BackupRetentionPeriod: 3,
        ...now,
      });
      await rds.modifyDBInstance({ DBInstanceIdentifier: 'rds', DeletionProtection: true, ...now });
      await cache.modifyCacheParameterGroup({
        CacheParameterGroupName: 'caches',
        ParameterNameValues: [{ ParameterName: 'maxmemory-policy', ParameterValue: 'noeviction' }],
      });
      await rds.deleteDBInstance({ DBInstanceIdentifier: 'aurora-2', SkipFinalSnapshot: true });
      const { BackupPlansList: [plan] = [] } = await backup.listBackupPlans({});
      const { BackupPlanId } = plan ?? {};
      const found = await backup.listBackupSelections({ BackupPlanId });
      const [selection] = found.BackupSelectionsList ?? [];
      await backup.deleteBackupSelection({ BackupPlanId, SelectionId: selection?.SelectionId });

      const { steps } = await stack.refresh();
      expect(steps.map((one) => one.replace(/ \(.*/, ''))).toEqual([
        'delete aws:backup/selection:Selection data',
        'delete aws:rds/clusterInstance:ClusterInstance aurora-2',
        'update aws:elasticache/parameterGroup:ParameterGroup caches',
        'update aws:rds/cluster:Cluster aurora',
        'update aws:rds/instance:Instance rds',
      ]);
      expect(await stack.up(dataProgram(DATA))).toMatchObject({
        refusals: [],
        changes: { create: 2, update: 3 },
      });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await tagged()).toEqual(TAGGED);
    },
    TIMEOUT_MS,
  );

  it(
    'are changed in place: backups, nodes, parameters, tags, protection',
    async () => {
      const next = { ...DATA, backupDays: 5, nodes: 3, policy: 'noeviction', tag: 'two' };
      const last = { keepSnapshot: 'aurora-last', protected: true };
      const changed = await stack.up(dataProgram({ ...next, ...last }));
      expect(changed).toMatchObject({ refusals: [], changes: { update: 14 } });
      const again = await stack.up(dataProgram({ ...next, ...last }));
      expect(again).toMatchObject({ refusals: [], steps: [] });
      const { CacheClusters = [] } = await clients().cache.describeCacheClusters({});
      expect(CacheClusters.map((node) => node.SnapshotRetentionLimit)).toEqual([5, 5, 5]);
    },
    TIMEOUT_MS,
  );

  it(
    'are refused to go while they are protected, then go and leave their last snapshot only',
    async () => {
      const { refusals } = await stack.destroy();
      expect(refusals.join('\n')).toContain('please disable deletion protection');
      const next = { ...DATA, keepSnapshot: 'aurora-last' };
      expect(await stack.up(dataProgram(next))).toMatchObject({ refusals: [] });
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
      expect(await tagged()).toEqual(['rds:cluster-snapshot:aurora-last']);
      const { rds, secrets } = clients();
      await rds.deleteDBClusterSnapshot({ DBClusterSnapshotIdentifier: 'aurora-last' });
      expect((await rds.describeDBSubnetGroups({})).DBSubnetGroups).toEqual([]);
      expect((await secrets.listSecrets({})).SecretList).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
