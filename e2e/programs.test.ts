import { describe, expect, it, jest } from '@jest/globals';
import { CloudWatchLogsClient, DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ECRClient, GetLifecyclePolicyCommand } from '@aws-sdk/client-ecr';
import { z } from 'zod';
import type { PreviewPlan } from '../action-shared/documents/plan.ts';
import { byHand } from '../localcloud/world/by-hand.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import {
  appFileOnOtherPort,
  baseCall,
  previewCall,
  previewPlan,
} from '../tools/referee/programs.ts';
import type { Done } from '../tools/referee/programs.ts';
import { usePrograms } from './support/programs.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const stage = useStage({ base: false });
const programs = usePrograms(() => stage.cloud);

/** What was made so far; each test goes on from the one before. */
let base: Done;
let plan: PreviewPlan;
let preview: Done;

const nothing = { changes: {}, steps: [] };
const SERVICES = ['api', 'web'] as const;

function arnsOf(done: Done, output: string): Record<string, string> {
  return z.record(z.string(), z.string()).parse(done.outputs[output]);
}

describe('the base', () => {
  it('is made of 37 resources on two load balancers', async () => {
    base = await programs.up(baseCall(stage.cloud));
    expect(base.changes).toEqual({ create: 37 });
  });

  it('is left alone by an up, a refresh, and an up after it', async () => {
    expect(await programs.up(baseCall(stage.cloud))).toMatchObject(nothing);
    expect(await programs.refresh('base')).toMatchObject(nothing);
    stage.cloud.gateway.resetCalls();
    expect(await programs.up(baseCall(stage.cloud))).toMatchObject(nothing);
    expect(stage.cloud.gateway.calls().filter(({ write }) => write)).toEqual([]);
  });

  it('gets what a changed value asks for, and nothing else', async () => {
    const changed = await programs.up(baseCall(stage.cloud, { imagesKept: 50 }));
    expect(changed.steps).toEqual([
      'create-replacement aws:ecr/lifecyclePolicy:LifecyclePolicy dev-base-images',
      'delete-replaced aws:ecr/lifecyclePolicy:LifecyclePolicy dev-base-images',
      'replace aws:ecr/lifecyclePolicy:LifecyclePolicy dev-base-images',
    ]);
    const ecr = new ECRClient(byHand(stage.cloud));
    const request = new GetLifecyclePolicyCommand({ repositoryName: 'macro-infra' });
    expect((await ecr.send(request)).lifecyclePolicyText).toContain('keep the newest 50 images');
    expect(await programs.refresh('base')).toMatchObject(nothing);
  });
});

describe('a preview', () => {
  it('is made of eleven resources a service, two of the cluster, two records', async () => {
    plan = previewPlan(stage.cloud, base.outputs, await buildShop(stage.org, 'v1'));
    preview = await programs.up(previewCall(plan));
    expect(preview.changes).toEqual({ create: 26 });
  });

  it('is left alone by an up, a refresh, and an up after it', async () => {
    expect(await programs.up(previewCall(plan))).toMatchObject(nothing);
    expect(await programs.refresh('preview')).toMatchObject(nothing);
    stage.cloud.gateway.resetCalls();
    expect(await programs.up(previewCall(plan))).toMatchObject(nothing);
    expect(stage.cloud.gateway.calls().filter(({ write }) => write)).toEqual([]);
  });

  it('gets new task definitions for new digests, and its services are updated', async () => {
    plan = previewPlan(stage.cloud, base.outputs, await buildShop(stage.org, 'v2'), plan);
    const updated = await programs.up(previewCall(plan));
    expect(updated.changes).toEqual({ replace: 2, update: 2 });
    const each = (step: string) => SERVICES.map((one) => `${step} pr-7-shop-${one}-service`);
    expect(updated.steps).toEqual([
      ...each('create-replacement aws:ecs/taskDefinition:TaskDefinition'),
      ...each('delete-replaced aws:ecs/taskDefinition:TaskDefinition'),
      ...each('replace aws:ecs/taskDefinition:TaskDefinition'),
      ...each('update aws:ecs/service:Service'),
    ]);
  });

  it('moves to another port behind the same listener rule', async () => {
    const before = await ruleOf('api');
    plan = previewPlan(
      stage.cloud,
      base.outputs,
      await buildShop(stage.org, 'v2'),
      plan,
      appFileOnOtherPort,
    );
    const moved = await programs.up(previewCall(plan));
    expect(moved.steps).toEqual(
      [
        'create-replacement aws:ecs/taskDefinition:TaskDefinition pr-7-shop-api-service',
        'create-replacement aws:lb/targetGroup:TargetGroup pr-7-shop-api-service',
        'delete-replaced aws:ecs/taskDefinition:TaskDefinition pr-7-shop-api-service',
        'delete-replaced aws:lb/targetGroup:TargetGroup pr-7-shop-api-service',
        'replace aws:ecs/taskDefinition:TaskDefinition pr-7-shop-api-service',
        'replace aws:lb/targetGroup:TargetGroup pr-7-shop-api-service',
        'update aws:ecs/service:Service pr-7-shop-api-service',
        'update aws:lb/listenerRule:ListenerRule pr-7-shop-api-service',
        'update aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule pr-7-shop-api-service-from-load-balancer',
      ].toSorted(),
    );
    preview = { ...moved };
    expect((await ruleOf('api'))?.RuleArn).toBe(before?.RuleArn);
    expect(await programs.up(previewCall(plan))).toMatchObject(nothing);
  });

  it('whose target group was changed by hand is found so and set right', async () => {
    const elb = new ElasticLoadBalancingV2Client(byHand(stage.cloud));
    const TargetGroupArn = arnsOf(preview, 'targetGroupArns')['web'];
    await elb.send(new ModifyTargetGroupCommand({ TargetGroupArn, HealthCheckPath: '/other' }));
    const found = await programs.refresh('preview');
    expect(found.steps).toEqual(['update aws:lb/targetGroup:TargetGroup pr-7-shop-web-service']);
    const repaired = await programs.up(previewCall(plan));
    expect(repaired.steps).toEqual(['update aws:lb/targetGroup:TargetGroup pr-7-shop-web-service']);
  });

  it('whose log group was deleted by hand gets it again', async () => {
    const logs = new CloudWatchLogsClient(byHand(stage.cloud));
    const logGroupName = arnsOf(preview, 'logGroups')['web'];
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    const found = await programs.refresh('preview');
    expect(found.steps).toEqual(['delete aws:cloudwatch/logGroup:LogGroup pr-7-shop-web-service']);
    const repaired = await programs.up(previewCall(plan));
    expect(repaired.steps).toEqual([
      'create aws:cloudwatch/logGroup:LogGroup pr-7-shop-web-service',
    ]);
    expect(await programs.refresh('preview')).toMatchObject(nothing);
  });
});

describe('at the end', () => {
  it('destroying both leaves nothing that the base or the preview owned', async () => {
    expect((await programs.destroy('preview')).changes).toEqual({ delete: 26 });
    expect(await remains(stage.cloud, { app: 'shop', number: 7 })).toEqual([]);
    expect((await programs.destroy('base')).changes).toEqual({ delete: 37 });
  });
});

/** The rule that answers for a service's host on the listener that the plan chose. */
async function ruleOf(service: 'api' | 'web') {
  const listeners = z
    .array(z.object({ httpsListenerArn: z.string() }))
    .parse(base.outputs['loadBalancers']);
  const ListenerArn = listeners[plan.loadBalancer.index]?.httpsListenerArn;
  const elb = new ElasticLoadBalancingV2Client(byHand(stage.cloud));
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
  const host = plan.services.find(({ name }) => name === service)?.host;
  return Rules.find((rule) => JSON.stringify(rule.Conditions).includes(`"${host ?? ''}"`));
}
