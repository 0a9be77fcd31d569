import { DescribeServicesCommand } from '@aws-sdk/client-ecs';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { clusterExists } from './cluster-exists.ts';

/** A service's name is free unless the service of that name is deleted. */
export const serviceName: Rule = {
  service: 'ecs',
  actions: ['CreateService'],
  check: async (call, aws) => {
    const cluster = text(call.params['cluster']) || 'default';
    if (!(await clusterExists(cluster, aws))) return undefined;
    const { services = [] } = await aws.ecs.send(
      new DescribeServicesCommand({ cluster, services: [text(call.params['serviceName'])] }),
    );
    if (services.every(({ status }) => status === 'INACTIVE')) return undefined;
    const message = 'Creation of service was not idempotent.';
    return { code: 'InvalidParameterException', message };
  },
};
