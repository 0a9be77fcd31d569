import { describe, expect, it } from '@jest/globals';
import type { CallRecord } from '../gateway/call-log.ts';
import { ledgerOf } from './ledger.ts';

function call(service: string, action: string, resource = '', status = 200): CallRecord {
  return {
    at: '2026-11-21T10:00:00Z',
    ...{ service, action, resource },
    caller: { accessKeyId: '000000000000', userAgent: 'test' },
    ms: 1,
    outcome: { status },
    write: !action.startsWith('Describe'),
  };
}

describe('the ledger of calls', () => {
  it('is balanced when everything that was made is removed', () => {
    const calls = [
      call('ec2', 'CreateVpc'),
      call('ec2', 'AllocateAddress'),
      call('ec2', 'CreateTags'),
      call('ec2', 'DescribeVpcs'),
      call('ec2', 'ReleaseAddress'),
      call('ec2', 'DeleteVpc', 'vpc-1'),
    ];
    expect(ledgerOf(calls)).toEqual({ made: 2, removed: 2, left: [] });
  });

  it('names what is left, by the call that made it', () => {
    const calls = [call('ec2', 'CreateVpc'), call('ec2', 'CreateVpc'), call('ec2', 'DeleteVpc')];
    expect(ledgerOf(calls)).toEqual({
      made: 2,
      removed: 1,
      left: [{ service: 'ec2', made: 'CreateVpc', count: 1, names: [] }],
    });
  });

  it('counts what is written again and again once, by its name', () => {
    const calls = [
      call('monitoring', 'PutMetricAlarm', 'a'),
      call('monitoring', 'PutMetricAlarm', 'a'),
      call('monitoring', 'PutMetricAlarm', 'b'),
      call('monitoring', 'DeleteAlarms', 'a'),
    ];
    expect(ledgerOf(calls).left).toEqual([
      { service: 'monitoring', made: 'PutMetricAlarm', count: 1, names: ['b'] },
    ]);
  });

  it('takes no notice of calls that failed', () => {
    const calls = [
      call('rds', 'CreateDBCluster', 'db', 400),
      call('ecs', 'CreateCluster', 'c'),
      call('ecs', 'DeleteCluster', 'c', 400),
    ];
    expect(ledgerOf(calls)).toMatchObject({ made: 1, removed: 0 });
  });
});
