import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import type { Rule } from '../behaviour.ts';
import { isRecord } from '../call.ts';

/** Tasks with a network of their own need subnets and security groups that exist. */
export const serviceNetwork: Rule = {
  service: 'ecs',
  actions: ['CreateService', 'RunTask'],
  check: async (call, aws) => {
    const given = call.params['networkConfiguration'];
    const vpc = isRecord(given) ? given['awsvpcConfiguration'] : undefined;
    if (!isRecord(vpc)) return missingNetwork(call.params['launchType']);
    const subnets = strings(vpc['subnets']);
    const groups = strings(vpc['securityGroups']);
    const [found, foundGroups] = await Promise.all([
      aws.ec2.send(new DescribeSubnetsCommand({})),
      aws.ec2.send(new DescribeSecurityGroupsCommand({})),
    ]);
    const noSubnet = subnets.find((id) => !found.Subnets?.some((s) => s.SubnetId === id));
    if (noSubnet !== undefined) return invalid(`The subnet ID '${noSubnet}' does not exist`);
    const known = foundGroups.SecurityGroups ?? [];
    const noGroup = groups.find((id) => !known.some(({ GroupId }) => GroupId === id));
    if (noGroup !== undefined) return invalid(`The security group '${noGroup}' does not exist`);
    return undefined;
  },
};

function missingNetwork(launchType: unknown) {
  if (launchType !== 'FARGATE') return undefined;
  return invalid("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
}

function invalid(message: string) {
  return { code: 'InvalidParameterException', message };
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
}
