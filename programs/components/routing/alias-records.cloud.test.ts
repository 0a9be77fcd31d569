import { expect, it } from '@jest/globals';
import { Record as DnsRecord } from '@pulumi/aws/route53/record.js';
import { Zone } from '@pulumi/aws/route53/zone.js';
import type * as pulumi from '@pulumi/pulumi';
import { useCloud } from '../../../localcloud/provider/testing/use-cloud.ts';
import { AliasRecords } from './alias-records.ts';

const TIMEOUT_MS = 240_000;
const live = useCloud();

const target = { dnsName: 'alb.us-east-1.elb.amazonaws.com', zoneId: 'Z35SXDOTRQ7X7K' };
const zoneOf = () => new Zone('zone', { name: 'a.test', forceDestroy: true });

function record(name: string, host: string, zoneId: pulumi.Output<string>) {
  const aliases = [{ name: target.dnsName, zoneId: target.zoneId, evaluateTargetHealth: false }];
  return new DnsRecord(name, { zoneId, name: host, type: 'A', aliases });
}

it(
  'records that bases and previews made before they were a component stay as they are',
  async () => {
    const stack = await live.stack();
    const before = await stack.up(() => {
      const { zoneId } = zoneOf();
      record('dev-base-*.a.test', '*.a.test', zoneId);
      record('pr-7.a.test', 'pr-7.a.test', zoneId);
    });
    expect(before).toMatchObject({ refusals: [], changes: { create: 3 } });
    const after = await stack.up(() => {
      const { zoneId } = zoneOf();
      new AliasRecords('dev-base', { zoneId, hosts: ['*.a.test', 'pr-7.a.test'], target });
    });
    expect(after).toMatchObject({ refusals: [], steps: [] });
    expect((await stack.destroy()).refusals).toEqual([]);
  },
  TIMEOUT_MS,
);
