import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  type CreateVpcCommandOutput,
} from '@aws-sdk/client-ec2';
import { ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pythonPath } from '../../tools/setup/locations.ts';
import { startContainerEngine, type ContainerEngine } from '../containers/engine.ts';
import { pushImage } from '../containers/push.ts';
import { startGateway, type Gateway } from '../gateway/start.ts';
import { startMiniStack, type MiniStack } from './start.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollout-'));
const running: { engine?: ContainerEngine; ministack?: MiniStack; gateway?: Gateway } = {};
const images: Record<string, string> = {};

const SERVER = (status: string) => `
  const http = require('node:http');
  http.createServer((q, s) => { s.statusCode = ${status}; s.end(process.env.VERSION); })
    .listen(8080, process.env.HOST);
  process.on('SIGTERM', () => process.exit(0));`;
const PROGRAMS: Readonly<Record<string, string>> = {
  good: SERVER('200'),
  better: `${SERVER('200')} // two`,
  sick: SERVER('500'),
  exits: "console.log('no database'); process.exit(3)",
};

beforeAll(async () => {
  const engine = await startContainerEngine({
    socketPath: join(folder, 'c.sock'),
    stateDir: join(folder, 'engine'),
  });
  const ministack = await startMiniStack({
    python: pythonPath(),
    stateDir: join(folder, 'ministack'),
    dockerHost: engine.dockerHost,
    region: 'eu-west-1',
  });
  const gateway = await startGateway({
    upstream: ministack.url,
    callLogFile: join(folder, 'calls.jsonl'),
  });
  Object.assign(running, { engine, ministack, gateway });
  for (const [name, program] of Object.entries(PROGRAMS)) images[name] = await push(name, program);
  images['unknown'] = (images['good'] ?? '').replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`);
}, 60_000);

afterAll(async () => {
  await running.gateway?.stop();
  await running.ministack?.stop();
  await running.engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function options() {
  return {
    endpoint: running.gateway?.url ?? '',
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
}

async function push(name: string, program: string): Promise<string> {
  const source = join(folder, 'images', name);
  mkdirSync(source, { recursive: true });
  writeFileSync(join(source, 'main.cjs'), program);
  writeFileSync(join(source, 'image.json'), JSON.stringify({ command: ['node', 'main.cjs'] }));
  const registryDir = running.engine?.registryDir ?? '';
  const ecr = new ECRClient(options());
  return (await pushImage({ folder: source, repository: name, registryDir, ecr })).ref;
}

let network: Promise<CreateVpcCommandOutput> | undefined;
let stages = 0;

/** A load balancer with one rule, its target group, and a cluster: what a service needs. */
async function stage(kind: string) {
  // A test that is run again needs names and addresses of its own.
  const block = (stages += 1);
  const name = `${kind}-${block}`;
  const ec2 = new EC2Client(options());
  const elb = new ElasticLoadBalancingV2Client(options());
  const ecs = new ECSClient(options());
  // One for all stages: a region takes five.
  network ??= ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = (await network).Vpc?.VpcId ?? '';
  const subnets: string[] = [];
  for (const [i, zone] of ['a', 'b'].entries()) {
    const input = { CidrBlock: `10.0.${2 * block + i}.0/24`, AvailabilityZone: `eu-west-1${zone}` };
    const made = await ec2.send(new CreateSubnetCommand({ VpcId, ...input }));
    subnets.push(made.Subnet?.SubnetId ?? '');
  }
  const lb = await elb.send(new CreateLoadBalancerCommand({ Name: name, Subnets: subnets }));
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: lb.LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const group = await elb.send(
    new CreateTargetGroupCommand({
      Name: name,
      VpcId,
      Port: 80,
      Protocol: 'HTTP',
      TargetType: 'ip',
      HealthCheckIntervalSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
    }),
  );
  const targetGroupArn = group.TargetGroups?.[0]?.TargetGroupArn ?? '';
  await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener.Listeners?.[0]?.ListenerArn,
      Priority: 1,
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['app.test'] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
    }),
  );
  await ecs.send(new CreateClusterCommand({ clusterName: name }));
  return { name, ecs, elb, subnets, targetGroupArn };
}
type Stage = Awaited<ReturnType<typeof stage>>;

async function register(at: Stage, image: string): Promise<string> {
  const answer = await at.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: at.name,
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: 'web',
          image: images[image],
          portMappings: [{ containerPort: 8080 }],
          environment: [{ name: 'VERSION', value: image }],
        },
      ],
    }),
  );
  return answer.taskDefinition?.taskDefinitionArn ?? '';
}

async function create(at: Stage, image: string): Promise<void> {
  await at.ecs.send(
    new CreateServiceCommand({
      cluster: at.name,
      serviceName: 'web',
      taskDefinition: await register(at, image),
      desiredCount: 1,
      launchType: 'FARGATE',
      networkConfiguration: { awsvpcConfiguration: { subnets: at.subnets } },
      loadBalancers: [
        { targetGroupArn: at.targetGroupArn, containerName: 'web', containerPort: 8080 },
      ],
      deploymentConfiguration: {
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        deploymentCircuitBreaker: { enable: true, rollback: true },
      },
    }),
  );
}

async function update(at: Stage, image: string): Promise<void> {
  const taskDefinition = await register(at, image);
  await at.ecs.send(new UpdateServiceCommand({ cluster: at.name, service: 'web', taskDefinition }));
}

async function service(at: Stage): Promise<Service> {
  const answer = await at.ecs.send(
    new DescribeServicesCommand({ cluster: at.name, services: ['web'] }),
  );
  return answer.services?.[0] ?? {};
}

async function until(
  at: Stage,
  what: (service: Service) => boolean,
  seen = new Set<string>(),
): Promise<Service> {
  for (let i = 0; i < 600; i++) {
    const now = await service(at);
    for (let request = 0; request < 10; request++) seen.add(await served(at));
    if (what(now)) return now;
    await delay(50);
  }
  throw new Error(`never came: ${JSON.stringify(await service(at), null, 1)}`);
}

function settled(now: Service): boolean {
  const primary = now.deployments?.find(({ status }) => status === 'PRIMARY');
  return primary?.rolloutState === 'COMPLETED' && now.runningCount === 1;
}

function failed(now: Service): boolean {
  // For an instant MiniStack's own words stand there, which are not AWS's.
  const told = (reason = ''): boolean => !reason.includes('was triggered after');
  return (now.deployments ?? []).some(
    ({ rolloutState, rolloutStateReason }) => rolloutState === 'FAILED' && told(rolloutStateReason),
  );
}

async function served(at: Stage): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = `${running.gateway?.url ?? ''}/_alb/${at.name}/`;
    get(url, { headers: { host: 'app.test' } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve(response.statusCode === 200 ? body : 'nothing'));
    }).on('error', reject);
  });
}

async function stopped(at: Stage): Promise<Task[]> {
  const list = await at.ecs.send(
    new ListTasksCommand({ cluster: at.name, desiredStatus: 'STOPPED' }),
  );
  const answer = await at.ecs.send(
    new DescribeTasksCommand({ cluster: at.name, tasks: list.taskArns ?? [] }),
  );
  return answer.tasks ?? [];
}

function messages(now: Service): string[] {
  return (now.events ?? []).map(({ message = '' }) => message);
}

describe('a service behind a load balancer', () => {
  it('is complete when its target is healthy, and rolls without a gap', async () => {
    const at = await stage('rolls');
    await create(at, 'good');
    expect((await service(at)).deployments?.[0]?.rolloutState).toBe('IN_PROGRESS');
    const first = await until(at, settled);
    expect(messages(first)[0]).toBe('(service web) has reached a steady state.');
    expect(await served(at)).toBe('good');
    const { TargetHealthDescriptions } = await at.elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: at.targetGroupArn }),
    );
    expect(TargetHealthDescriptions?.map((t) => t.TargetHealth?.State)).toEqual(['healthy']);
    await update(at, 'better');
    const seen = new Set<string>();
    await until(at, (now) => settled(now) && now.deployments?.length === 1, seen);
    expect([...seen].sort()).toEqual(['better', 'good']);
    expect(await served(at)).toBe('better');
  }, 60_000);

  it('rolls back after three tasks that exit, while the old version serves', async () => {
    const at = await stage('exits');
    await create(at, 'good');
    await until(at, settled);
    await update(at, 'exits');
    const seen = new Set<string>();
    const broken = await until(at, failed, seen);
    expect([...seen]).toEqual(['good']);
    const gone = broken.deployments?.find(({ rolloutState }) => rolloutState === 'FAILED');
    expect(gone?.rolloutStateReason).toBe('ECS deployment circuit breaker: tasks failed to start.');
    expect(gone?.failedTasks).toBe(3);
    const after = await until(at, settled);
    expect(messages(after)).toContainEqual(
      expect.stringMatching(/rolling back to deployment ecs-svc/),
    );
    const tasks = (await stopped(at)).filter(
      ({ stopCode }) => stopCode === 'EssentialContainerExited',
    );
    expect(tasks.map((task) => task.containers?.[0]?.exitCode)).toEqual([3, 3, 3]);
    expect(tasks[0]?.stoppedReason).toBe('Essential container in task exited');
    expect(await served(at)).toBe('good');
  }, 90_000);

  it('rolls back when tasks never turn healthy, with the health check as reason', async () => {
    const at = await stage('sick');
    await create(at, 'good');
    await until(at, settled);
    await update(at, 'sick');
    const seen = new Set<string>();
    const broken = await until(at, failed, seen);
    expect([...seen]).toEqual(['good']);
    expect(messages(broken)).toContainEqual(
      expect.stringMatching(
        /is unhealthy in \(target-group .*Health checks failed with these codes: \[500\]/,
      ),
    );
    await until(at, settled);
    const reasons = (await stopped(at)).map(({ stoppedReason }) => stoppedReason);
    expect(reasons).toContain(
      `Task failed ELB health checks in (target-group ${at.targetGroupArn})`,
    );
    expect(await served(at)).toBe('good');
  }, 120_000);

  it('makes room for a correction by stopping the task that does not serve', async () => {
    const at = await stage('corrected');
    await create(at, 'good');
    await until(at, settled);
    await update(at, 'sick');
    const seen = new Set<string>();
    await until(at, (now) => now.runningCount === 2, seen);
    await update(at, 'better');
    await until(at, (now) => settled(now) && now.deployments?.length === 1, seen);
    expect([...seen].sort()).toEqual(['better', 'good']);
  }, 90_000);

  it('fails a first deployment for good when its image does not exist', async () => {
    const at = await stage('absent');
    await create(at, 'unknown');
    const broken = await until(at, failed);
    expect(broken.deployments?.[0]?.status).toBe('PRIMARY');
    expect(broken.runningCount).toBe(0);
    const tasks = await stopped(at);
    expect(tasks[0]?.stopCode).toBe('TaskFailedToStart');
    expect(tasks[0]?.stoppedReason).toMatch(/^CannotPullContainerError: .*not found/);
  }, 90_000);
});
