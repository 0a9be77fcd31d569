import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { GetMetricDataInput, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from '@jest/globals';
import { lastVisits } from './visits.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const MINUTE = 60_000;
const settings = {
  region: 'eu-west-1',
  credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
};
const arn = (name: string): string => `arn:aws:elasticloadbalancing:e:1:targetgroup/${name}/1`;
const balancer = 'arn:aws:elasticloadbalancing:e:1:loadbalancer/app/dev/9';

/** Answers instead of AWS, before anything is sent. */
function answering<C extends CloudWatchClient | ElasticLoadBalancingV2Client>(
  client: C,
  answer: (input: object) => object,
): C {
  const stack = client.middlewareStack as {
    add(middleware: unknown, options: { step: string }): void;
  };
  const middleware = () => (args: { input: object }) =>
    Promise.resolve({ output: { $metadata: {}, ...answer(args.input) }, response: {} });
  stack.add(middleware, { step: 'initialize' });
  return client;
}

interface Scene {
  /** Target groups that exist, with or without a load balancer. */
  readonly groups?: Readonly<Record<string, boolean>>;
  /** Minutes ago with requests, by target group. */
  readonly requests?: Readonly<Record<string, readonly number[]>>;
  readonly status?: MetricDataResult['StatusCode'];
  readonly refused?: boolean;
  readonly minutes?: number;
}

async function visits(scene: Scene, ...owned: readonly string[]) {
  const asked: GetMetricDataInput[] = [];
  const elb = answering(new ElasticLoadBalancingV2Client(settings), () => ({
    TargetGroups: Object.entries(scene.groups ?? { web: true }).map(([name, behind]) => ({
      TargetGroupArn: arn(name),
      LoadBalancerArns: behind ? [balancer] : [],
    })),
  }));
  const cloudwatch = answering(new CloudWatchClient(settings), (input) => {
    const { MetricDataQueries = [] } = input as GetMetricDataInput;
    asked.push(input as GetMetricDataInput);
    if (scene.refused === true)
      throw Object.assign(new Error('not allowed'), { name: 'AccessDenied' });
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }): MetricDataResult => {
        const group = MetricStat?.Metric?.Dimensions?.[1]?.Value?.split('/')[1] ?? '';
        const ago = scene.requests?.[group] ?? [];
        return {
          Id,
          StatusCode: scene.status ?? 'Complete',
          Timestamps: ago.map((minutes) => new Date(NOW - minutes * MINUTE)),
          Values: ago.map(() => 3),
        };
      }),
    };
  });
  const since = NOW - (scene.minutes ?? 60) * MINUTE;
  const all = await lastVisits(
    new Map([['shop-pr-1', owned.map(arn)]]),
    { since, now: NOW },
    { cloudwatch: () => Promise.resolve(cloudwatch), elb: () => Promise.resolve(elb) },
  );
  return { asked, found: all.get('shop-pr-1') };
}

describe('the last visit of a preview', () => {
  it('is the latest of all its target groups', async () => {
    const scene = { groups: { web: true, api: true }, requests: { web: [50, 20], api: [30] } };
    const { found, asked } = await visits(scene, 'web', 'api');
    expect(found).toEqual({ known: true, last: NOW - 20 * MINUTE });
    expect(asked[0]?.MetricDataQueries?.[0]?.MetricStat).toMatchObject({
      Period: 60,
      Stat: 'Sum',
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'RequestCount',
        Dimensions: [
          { Name: 'LoadBalancer', Value: 'app/dev/9' },
          { Name: 'TargetGroup', Value: 'targetgroup/web/1' },
        ],
      },
    });
  });

  it('over more than a day is told in fives of minutes', async () => {
    const { asked } = await visits({ minutes: 3000 }, 'web');
    expect(asked[0]?.MetricDataQueries?.[0]?.MetricStat?.Period).toBe(300);
  });

  it.each<[string, Scene]>([
    ['there were no requests', {}],
    ['its target group is behind no load balancer', { groups: { web: false } }],
  ])('is none when %s', async (_name, scene) => {
    expect((await visits(scene, 'web')).found).toEqual({ known: true, last: null });
  });

  it.each<[string, Scene, readonly string[], RegExp]>([
    ['AWS refuses', { refused: true }, ['web'], /cloudwatch:GetMetricData/],
    ['CloudWatch has a fault', { status: 'InternalError' }, ['web'], /told nothing/],
    ['its target group is gone', { groups: {} }, ['web'], /told nothing/],
    ['it has no target group', {}, [], /no target group/],
  ])('is not known when %s', async (_name, scene, owned, why) => {
    const { found } = await visits(scene, ...owned);
    expect(found).toEqual({ known: false, why: expect.stringMatching(why) });
  });
});
