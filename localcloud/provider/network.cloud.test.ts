import { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import { EC2 } from '@aws-sdk/client-ec2';
import { ECS } from '@aws-sdk/client-ecs';
import { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import { ServiceDiscovery } from '@aws-sdk/client-servicediscovery';
import { describe, expect, it } from '@jest/globals';
import { byHand, type Whereabouts } from '../world/by-hand.ts';
import { accountPeeringProgram, networkProgram } from './testing/network-program.ts';
import { useCloud } from './testing/use-cloud.ts';

const TIMEOUT_MS = 240_000;
const [REGION, FAR] = ['eu-west-1', 'eu-west-2'];
const ACCOUNT = '111122223333';
const live = useCloud({ region: REGION });

function clients(whereabouts: Whereabouts = {}) {
  const options = byHand(live.cloud, whereabouts);
  return {
    ec2: new EC2(options),
    ecs: new ECS(options),
    scaling: new ApplicationAutoScaling(options),
    discovery: new ServiceDiscovery(options),
    tagging: new ResourceGroupsTaggingAPI(options),
  };
}

async function tagged(region: string): Promise<string[]> {
  const TagFilters = [{ Key: 'macro:environment' }];
  const found = await clients({ region }).tagging.getResources({
    TagFilters,
    ResourcesPerPage: 100,
  });
  const arns = (found.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN ?? '');
  // Task definitions stay listed after they are deregistered, as on AWS.
  return arns.filter((arn) => !arn.includes(':task-definition/'));
}

async function vpcsOf(account: string): Promise<(string | undefined)[]> {
  const { Vpcs = [] } = await clients({ account }).ec2.describeVpcs({});
  return Vpcs.filter(({ IsDefault }) => IsDefault !== true).map(({ CidrBlock }) => CidrBlock);
}

/** `update networkAcl own (ingress)` */
const short = (steps: readonly string[]): string[] =>
  steps.map((step) => step.replace(/aws:\w+\/(\w+):\w+/, '$1'));

describe('the stand-in with a network, autoscaling and service discovery', () => {
  it(
    'brings all up, changes nothing, finds drift, repairs it, updates in place and leaves nothing',
    async () => {
      const stack = await live.stack();
      const program = networkProgram(REGION, FAR);
      const { ec2, ecs, scaling, discovery } = clients();

      const up = await stack.up(program);
      expect(up.refusals).toEqual([]);
      expect(up.changes).toEqual({ create: 28 });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect([await tagged(REGION), await tagged(FAR)].map(({ length }) => length)).toEqual([
        19, 3,
      ]);

      const ids = await stack.ids();
      const id = (name: string): string => ids[name] ?? '';
      // What autoscaling does is no drift: the program does not say how many tasks run.
      await ecs.updateService({ cluster: 'shop', service: 'api', desiredCount: 1 });
      await ec2.replaceNetworkAclEntry({
        ...{ NetworkAclId: id('aws:ec2/networkAcl:NetworkAcl own'), RuleNumber: 100 },
        ...{ Egress: false, Protocol: '6', RuleAction: 'allow' as const, CidrBlock: '0.0.0.0/0' },
        PortRange: { From: 22, To: 22 },
      });
      await ec2.deleteFlowLogs({ FlowLogIds: [id('aws:ec2/flowLog:FlowLog own')] });
      const place = {
        ServiceNamespace: 'ecs',
        ResourceId: 'service/shop/api',
        ScalableDimension: 'ecs:service:DesiredCount',
      } as const;
      await scaling.registerScalableTarget({ ...place, MaxCapacity: 9 });
      await scaling.deleteScheduledAction({ ...place, ScheduledActionName: 'evening' });
      await discovery.tagResource({
        ResourceARN: `arn:aws:servicediscovery:${REGION}:000000000000:service/${id('aws:servicediscovery/service:Service api')}`,
        Tags: [{ Key: 'by', Value: 'hand' }],
      });
      const found = await stack.refresh();
      expect(found.refusals).toEqual([]);
      expect(short(found.steps).map((step) => step.replace(/ \(.*/, ''))).toEqual([
        'delete scheduledAction evening',
        'delete flowLog own',
        'update target api',
        'update networkAcl own',
        'update service api',
      ]);
      const repaired = await stack.up(program);
      expect(repaired.refusals).toEqual([]);
      expect(repaired.changes).toEqual({ create: 2, update: 3 });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });

      const values = { port: 443, cpu: 60, max: 6, ttl: 30, subnets: 1 };
      const changed = await stack.up(networkProgram(REGION, FAR, values));
      expect(changed.refusals).toEqual([]);
      expect(short(changed.steps)).toEqual([
        'update policy cpu (targetTrackingScalingPolicyConfiguration.targetValue)',
        'update target api (maxCapacity)',
        'update networkAcl own (ingress, subnetIds)',
        'update vpcEndpoint logs (subnetIds)',
        'update service api (dnsConfig.dnsRecords)',
      ]);
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });

      const destroyed = await stack.destroy();
      expect(destroyed.refusals).toEqual([]);
      expect(destroyed.changes).toEqual({ delete: 28 });
      expect([...(await tagged(REGION)), ...(await tagged(FAR))]).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'peers with the network of another account, which a role accepts',
    async () => {
      const stack = await live.stack();
      const program = accountPeeringProgram(REGION, ACCOUNT);
      expect(await stack.up(program)).toMatchObject({ refusals: [], changes: { create: 6 } });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await vpcsOf(ACCOUNT)).toEqual(['10.3.0.0/16']);
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 6 } });
      expect(await vpcsOf(ACCOUNT)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
