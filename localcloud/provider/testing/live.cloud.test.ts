import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { describe, expect, it } from '@jest/globals';
import { byHand } from '../../world/by-hand.ts';
import { useCloud } from './use-cloud.ts';

const TIMEOUT_MS = 120_000;
const live = useCloud();

const groups = (retentionInDays: number) => () => {
  for (const name of ['a', 'b']) new LogGroup(name, { name, retentionInDays });
};

describe('a live stack', () => {
  it(
    'tells what an up, a refresh and a destroy have done, and what was refused',
    async () => {
      const stack = await live.stack();
      const logs = new CloudWatchLogs(byHand(live.cloud));

      expect(await stack.up(groups(7))).toMatchObject({ refusals: [], changes: { create: 2 } });
      expect(await stack.ids()).toMatchObject({ 'aws:cloudwatch/logGroup:LogGroup a': 'a' });
      expect(await stack.refresh()).toMatchObject({ refusals: [], changes: {} });

      await logs.putRetentionPolicy({ logGroupName: 'a', retentionInDays: 30 });
      await logs.deleteLogGroup({ logGroupName: 'b' });
      const { steps } = await stack.refresh();
      expect(steps.map((one) => one.split(' ')[0])).toEqual(['delete', 'update']);
      expect(await stack.up(groups(7))).toMatchObject({ changes: { create: 1, update: 1 } });

      const { refusals } = await stack.plan(groups(6));
      expect(refusals[0]).toMatch(/LogGroup.*\n?.*expected one of 0, 1, 3.*found 6/s);
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 2 } });
    },
    TIMEOUT_MS,
  );
});
