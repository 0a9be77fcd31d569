import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  paginateListServices,
  paginateListTaskDefinitionFamilies,
  paginateListTaskDefinitions,
  paginateListTasks,
  type ECSClient,
} from '@aws-sdk/client-ecs';
import type { AwsClients } from './clients.ts';
import type { Finding, LeftoverTarget } from './leftover-target.ts';
import { belongs, nameStart } from './leftover-ownership.ts';

/** Longest ECS name, characters (ECS API reference). */
const ECS_NAME_MAX = 255;

/** The preview's cluster and what is in it. */
export async function clusterLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const ecs = await clients.ecs();
  const name = target.plan?.cluster ?? `${target.environment}-${target.app}-cluster`;
  const { clusters } = await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
  const cluster = (clusters ?? []).find((one) => one.status !== 'INACTIVE');
  if (cluster?.clusterArn === undefined) return [];
  const why = `is in cluster ${name}, which is the preview's by its name`;
  const inside = await Promise.all([servicesIn(name, ecs), tasksIn(name, ecs)]);
  return [
    { arn: cluster.clusterArn, why: 'has the name of the preview’s cluster and is active' },
    ...inside.flat().map((arn) => ({ arn, why })),
  ];
}

async function servicesIn(cluster: string, ecs: ECSClient): Promise<string[]> {
  const arns: string[] = [];
  // DescribeServices takes at most ten (ECS API reference).
  const pages = paginateListServices({ client: ecs, pageSize: 10 }, { cluster });
  for await (const page of pages) {
    const services = page.serviceArns ?? [];
    if (services.length === 0) continue;
    const described = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    const left = (described.services ?? []).filter((service) => service.status !== 'INACTIVE');
    arns.push(...left.map((service) => service.serviceArn ?? ''));
  }
  return arns;
}

async function tasksIn(cluster: string, ecs: ECSClient): Promise<string[]> {
  const arns: string[] = [];
  for await (const page of paginateListTasks({ client: ecs }, { cluster })) {
    arns.push(...(page.taskArns ?? []));
  }
  return arns;
}

/** Active task definitions of the preview's families. Inactive ones cannot be removed, nor cost. */
export async function taskDefinitionLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const ecs = await clients.ecs();
  const familyPrefix = nameStart(target, ECS_NAME_MAX);
  const findings: Finding[] = [];
  const pages = paginateListTaskDefinitionFamilies(
    { client: ecs },
    { familyPrefix, status: 'ACTIVE' },
  );
  for await (const page of pages) {
    for (const family of page.families ?? []) {
      findings.push(...(await revisionsOf(family, target, ecs)));
    }
  }
  return findings;
}

async function revisionsOf(
  family: string,
  target: LeftoverTarget,
  ecs: ECSClient,
): Promise<Finding[]> {
  const arns: string[] = [];
  const request = { familyPrefix: family, status: 'ACTIVE' } as const;
  for await (const page of paginateListTaskDefinitions({ client: ecs }, request)) {
    arns.push(...(page.taskDefinitionArns ?? []));
  }
  const [first] = arns;
  if (first === undefined) return [];
  const { tags } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: first, include: ['TAGS'] }),
  );
  const record = Object.fromEntries((tags ?? []).map((tag) => [tag.key ?? '', tag.value ?? '']));
  if (!belongs(target, family, record)) return [];
  return arns.map((arn) => ({
    arn,
    why: `is an active revision of the preview's family ${family}`,
  }));
}
