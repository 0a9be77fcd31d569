import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pythonPath } from '../../tools/setup/locations.ts';
import { startMiniStack, type MiniStack } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'target-health-'));
const running: { ministack?: MiniStack; server?: Server } = {};
/** What the application answers to health checks at the moment. */
let answer = 200;
let probes: string[] = [];

beforeAll(async () => {
  running.ministack = await startMiniStack({
    python: pythonPath(),
    stateDir: folder,
    timeScale: 0.02,
  });
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    if (headers['user-agent'] !== undefined) probes.push(`${headers['user-agent']} ${url}`);
    response.writeHead(url === '/up' ? answer : 200).end('app');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  running.server = server;
}, 60_000);

afterAll(async () => {
  await running.ministack?.stop();
  running.server?.close();
  rmSync(folder, { recursive: true, force: true });
});

function clients() {
  const options = {
    endpoint: running.ministack?.url ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'x' },
  };
  return { ec2: new EC2Client(options), elb: new ElasticLoadBalancingV2Client(options) };
}

function port(): number {
  const address = running.server?.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function group(name: string, attached = true): Promise<string> {
  const { ec2, elb } = clients();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const VpcId = Vpc?.VpcId;
  const made = await elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      VpcId,
      Port: 80,
      Protocol: 'HTTP',
      TargetType: 'ip',
      HealthCheckPath: '/up',
      HealthCheckIntervalSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200-299' },
    }),
  );
  const TargetGroupArn = made.TargetGroups?.[0]?.TargetGroupArn ?? '';
  if (!attached) return TargetGroupArn;
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock: '10.9.0.0/24' }));
  const lb = await elb.send(
    new CreateLoadBalancerCommand({ Name: name, Subnets: [Subnet?.SubnetId ?? ''] }),
  );
  await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: lb.LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  return TargetGroupArn;
}

async function register(TargetGroupArn: string, Port: number): Promise<void> {
  const Targets = [{ Id: '127.0.0.1', Port }];
  await clients().elb.send(new RegisterTargetsCommand({ TargetGroupArn, Targets }));
}

async function health(TargetGroupArn: string): Promise<string> {
  const shown = await clients().elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  const told = (shown.TargetHealthDescriptions ?? []).map(({ TargetHealth: state }) =>
    [state?.State, state?.Reason, state?.Description].filter(Boolean).join(' | '),
  );
  return told.join(', ');
}

async function becomes(arn: string, expected: string): Promise<string> {
  for (let i = 0; i < 300; i++) {
    if ((await health(arn)) === expected) return expected;
    await delay(50);
  }
  return health(arn);
}

describe('the health of a target', () => {
  it('is found by probing as the target group says, and turns with the answers', async () => {
    const arn = await group('turns');
    answer = 503;
    probes = [];
    await register(arn, port());
    const initial = 'initial | Elb.InitialHealthChecking | Initial health checks in progress';
    expect(await becomes(arn, initial)).toBe(initial);
    answer = 204;
    expect(await becomes(arn, 'healthy')).toBe('healthy');
    expect(new Set(probes)).toEqual(new Set(['ELB-HealthChecker/2.0 /up']));
    answer = 500;
    const sick =
      'unhealthy | Target.ResponseCodeMismatch | Health checks failed with these codes: [500]';
    expect(await becomes(arn, sick)).toBe(sick);
    answer = 200;
    expect(await becomes(arn, 'healthy')).toBe('healthy');
  }, 60_000);

  it('is unhealthy when nothing listens, after a fair while', async () => {
    const arn = await group('silent');
    await register(arn, 9);
    const silent = 'unhealthy | Target.FailedHealthChecks | Health checks failed';
    expect(await becomes(arn, silent)).toBe(silent);
  }, 60_000);

  it('is unused when no load balancer reaches the group', async () => {
    const arn = await group('apart', false);
    await register(arn, port());
    expect(await health(arn)).toMatch(
      /^unused \| Target.NotInUse \| Target group is not configured/,
    );
  });

  it('drains for its time once the target is deregistered', async () => {
    const arn = await group('drains');
    const { elb } = clients();
    const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '50' }];
    await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn: arn, Attributes }));
    answer = 200;
    await register(arn, port());
    await becomes(arn, 'healthy');
    const Targets = [{ Id: '127.0.0.1', Port: port() }];
    await elb.send(new DeregisterTargetsCommand({ TargetGroupArn: arn, Targets }));
    const draining =
      'draining | Target.DeregistrationInProgress | Target deregistration is in progress';
    expect(await becomes(arn, draining)).toBe(draining);
    expect(await becomes(arn, '')).toBe('');
  }, 60_000);
});
