import {
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  type DesiredStatus,
  type ECSClient,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { unlessNotFound } from './aws-errors.ts';
import { targetHealth, type TargetHealth } from './target-health.ts';

/** `DescribeServices` takes at most so many (ECS API reference). */
const SERVICES_PER_CALL = 10;
/** `DescribeTasks` takes at most so many (ECS API reference). */
const TASKS_PER_CALL = 100;

export interface StoppedTask {
  readonly arn: string;
  readonly stoppedReason: string | null;
  readonly stopCode: string | null;
  readonly exitCode: number | null;
  readonly containerReason: string | null;
}

export interface ServiceObservation {
  /** False when the service is not there or is being deleted. */
  readonly active: boolean;
  /** Task definition of the primary deployment. */
  readonly primary: string | null;
  /** Rollout state of the deployment with the wanted task definition; null when there is none. */
  readonly rolloutState: string | null;
  readonly rolloutReason: string | null;
  readonly running: number;
  readonly desired: number;
  /** Stopped tasks of the wanted task definition. */
  readonly stopped: readonly StoppedTask[];
  /** ARNs of its running tasks. */
  readonly runningTasks: readonly string[];
  /** Targets of the wanted version's tasks. */
  readonly targets: readonly TargetHealth[];
  /** Messages since the deployment began, oldest first. */
  readonly events: readonly { readonly id: string; readonly message: string }[];
}

export interface Watched {
  readonly name: string;
  readonly taskDefinitionArn: string;
  readonly targetGroupArn: string | null;
}

export interface ObserveClients {
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
}

/** One look at several services of a cluster, by name. */
export async function observeServices(
  cluster: string,
  services: readonly Watched[],
  clients: ObserveClients,
): Promise<ReadonlyMap<string, ServiceObservation>> {
  const described = await describeServices(
    cluster,
    services.map((service) => service.name),
    clients.ecs,
  );
  const seen = services.map(async (watched) => {
    const service = described.find((one) => one.serviceName === watched.name) ?? null;
    return [watched.name, await observe(cluster, watched, service, clients)] as const;
  });
  return new Map(await Promise.all(seen));
}

async function describeServices(
  cluster: string,
  names: readonly string[],
  ecs: ECSClient,
): Promise<Service[]> {
  const found: Service[] = [];
  for (let from = 0; from < names.length; from += SERVICES_PER_CALL) {
    const services = names.slice(from, from + SERVICES_PER_CALL);
    const request = new DescribeServicesCommand({ cluster, services });
    const page = await unlessNotFound(ecs.send(request));
    found.push(...(page?.services ?? []));
  }
  return found;
}

async function observe(
  cluster: string,
  watched: Watched,
  service: Service | null,
  clients: ObserveClients,
): Promise<ServiceObservation> {
  if (service?.status !== 'ACTIVE') return ABSENT;
  const deployments = service.deployments ?? [];
  const ours = deployments.find((one) => one.taskDefinition === watched.taskDefinitionArn);
  const primary = deployments.find((one) => one.status === 'PRIMARY');
  const began = ours?.createdAt?.getTime() ?? 0;
  const [stopped, running] = await Promise.all([
    tasksOf(cluster, watched, 'STOPPED', clients.ecs),
    tasksOf(cluster, watched, 'RUNNING', clients.ecs),
  ]);
  return {
    active: true,
    primary: primary?.taskDefinition ?? null,
    rolloutState: ours?.rolloutState ?? null,
    rolloutReason: ours?.rolloutStateReason ?? null,
    running: ours?.runningCount ?? 0,
    desired: service.desiredCount ?? 0,
    stopped: stopped.map(stoppedTask),
    runningTasks: running.map((task) => task.taskArn ?? ''),
    targets: await targetsOf(watched, running, clients.elb),
    events: (service.events ?? [])
      .filter((event) => (event.createdAt?.getTime() ?? 0) >= began)
      .map((event) => ({ id: event.id ?? '', message: event.message ?? '' }))
      .reverse(),
  };
}

const ABSENT: ServiceObservation = {
  active: false,
  primary: null,
  rolloutState: null,
  rolloutReason: null,
  running: 0,
  desired: 0,
  stopped: [],
  runningTasks: [],
  targets: [],
  events: [],
};

async function tasksOf(
  cluster: string,
  watched: Watched,
  desiredStatus: DesiredStatus,
  ecs: ECSClient,
): Promise<Task[]> {
  const request = { cluster, serviceName: watched.name, desiredStatus };
  const listed = await unlessNotFound(ecs.send(new ListTasksCommand(request)));
  const tasks = (listed?.taskArns ?? []).slice(0, TASKS_PER_CALL);
  if (tasks.length === 0) return [];
  const described = await ecs.send(new DescribeTasksCommand({ cluster, tasks }));
  return (described.tasks ?? []).filter(
    (task) => task.taskDefinitionArn === watched.taskDefinitionArn,
  );
}

function stoppedTask(task: Task): StoppedTask {
  const containers = task.containers ?? [];
  const telling = containers.find((one) => (one.exitCode ?? 0) !== 0) ?? containers[0];
  return {
    arn: task.taskArn ?? '',
    stoppedReason: task.stoppedReason ?? null,
    stopCode: task.stopCode ?? null,
    exitCode: telling?.exitCode ?? null,
    containerReason: telling?.reason ?? null,
  };
}

async function targetsOf(
  watched: Watched,
  running: readonly Task[],
  elb: ElasticLoadBalancingV2Client,
): Promise<TargetHealth[]> {
  if (watched.targetGroupArn === null || running.length === 0) return [];
  const addresses = new Set(running.flatMap(addressesOf));
  const targets = await targetHealth(watched.targetGroupArn, elb);
  return targets.filter((target) => addresses.has(target.address));
}

function addressesOf(task: Task): string[] {
  const attached = (task.attachments ?? []).flatMap((attachment) =>
    (attachment.details ?? [])
      .filter((detail) => detail.name === 'privateIPv4Address')
      .map((detail) => detail.value ?? ''),
  );
  const interfaces = (task.containers ?? []).flatMap((container) =>
    (container.networkInterfaces ?? []).map((one) => one.privateIpv4Address ?? ''),
  );
  return [...attached, ...interfaces].filter((address) => address !== '');
}
