import {
  DescribeServicesCommand,
  paginateListClusters,
  paginateListServices,
  type Service,
} from '@aws-sdk/client-ecs';
import type { Emulator } from './emulator.ts';

const SERVICES_PER_CALL = 10; // DescribeServices

/** Every service of every cluster, deleted ones left out. */
export async function activeServices(aws: Emulator): Promise<Service[]> {
  const found: Service[] = [];
  for await (const { clusterArns = [] } of paginateListClusters({ client: aws.ecs }, {})) {
    for (const cluster of clusterArns) found.push(...(await servicesIn(cluster, aws)));
  }
  return found.filter(({ status }) => status !== 'INACTIVE');
}

/** Services of one cluster, whatever their state. */
export async function servicesIn(cluster: string, aws: Emulator): Promise<Service[]> {
  const arns: string[] = [];
  for await (const page of paginateListServices({ client: aws.ecs }, { cluster })) {
    arns.push(...(page.serviceArns ?? []));
  }
  const found: Service[] = [];
  for (let i = 0; i < arns.length; i += SERVICES_PER_CALL) {
    const services = arns.slice(i, i + SERVICES_PER_CALL);
    const answer = await aws.ecs.send(
      new DescribeServicesCommand({ cluster, services, include: ['TAGS'] }),
    );
    found.push(...(answer.services ?? []));
  }
  return found;
}

/** Subnets and security groups a service's tasks are in. */
export function networkOf(service: Service): { subnets: string[]; securityGroups: string[] } {
  const { subnets = [], securityGroups = [] } =
    service.networkConfiguration?.awsvpcConfiguration ?? {};
  return { subnets, securityGroups };
}
