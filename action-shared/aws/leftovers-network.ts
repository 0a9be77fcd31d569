import { paginateDescribeSecurityGroups, type SecurityGroup } from '@aws-sdk/client-ec2';
import {
  DescribeTagsCommand,
  paginateDescribeTargetGroups,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AwsClients } from './clients.ts';
import type { Finding, LeftoverTarget } from './leftover-target.ts';
import { belongs, nameStart, tagRecord } from './leftover-ownership.ts';
import { listenerRules } from './listeners.ts';

/** Longest name of a target group, characters (Elastic Load Balancing API reference). */
const TARGET_GROUP_NAME_MAX = 32;
/** Longest name of a security group, characters (EC2 API reference). */
const SECURITY_GROUP_NAME_MAX = 255;
/** `DescribeTags` takes at most so many (Elastic Load Balancing API reference). */
const RESOURCES_PER_CALL = 20;

/** Target groups with the preview's names. */
export async function targetGroupLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const elb = await clients.elb();
  const start = nameStart(target, TARGET_GROUP_NAME_MAX);
  const names = new Map<string, string>();
  for await (const page of paginateDescribeTargetGroups({ client: elb }, {})) {
    for (const { TargetGroupArn, TargetGroupName } of page.TargetGroups ?? []) {
      if (TargetGroupArn === undefined || TargetGroupName === undefined) continue;
      if (TargetGroupName.startsWith(start)) names.set(TargetGroupArn, TargetGroupName);
    }
  }
  const tags = await tagsOf([...names.keys()], elb);
  return [...names]
    .filter(([arn, name]) => belongs(target, name, tags.get(arn) ?? {}))
    .map(([arn, name]) => ({ arn, why: `is target group ${name}, named as the preview's` }));
}

/** Rules on the base's listeners that carry the preview's tags or route one of its hosts. */
export async function ruleLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  if (target.listenerArns.length === 0) return [];
  const elb = await clients.elb();
  const perListener = target.listenerArns.map((arn) => listenerRules(arn, elb));
  const rules = (await Promise.all(perListener)).flat().filter((rule) => rule.IsDefault !== true);
  const tags = await tagsOf(
    rules.map((rule) => rule.RuleArn ?? ''),
    elb,
  );
  const hosts = new Set((target.plan?.services ?? []).map((service) => service.host));
  return rules.flatMap((rule): Finding[] => {
    const arn = rule.RuleArn ?? '';
    const host = hostsOf(rule).find((one) => hosts.has(one));
    if (host !== undefined) return [{ arn, why: `routes ${host}, a host of the preview` }];
    const ours = belongs(target, '', tags.get(arn) ?? {});
    return ours ? [{ arn, why: `is a listener rule with the tags of ${target.stack}` }] : [];
  });
}

/** Security groups with the preview's names or tags. */
export async function securityGroupLeftovers(
  target: LeftoverTarget,
  clients: AwsClients,
): Promise<Finding[]> {
  const client = await clients.ec2();
  const start = nameStart(target, SECURITY_GROUP_NAME_MAX);
  const queries = [
    [{ Name: 'group-name', Values: [`${start}*`] }],
    [{ Name: 'tag:macro-infra:stack', Values: [target.stack] }],
  ];
  const findings: Finding[] = [];
  for (const Filters of queries) {
    for await (const page of paginateDescribeSecurityGroups({ client }, { Filters })) {
      for (const group of page.SecurityGroups ?? []) {
        const name = group.GroupName ?? '';
        if (!belongs(target, name, tagRecord(group.Tags))) continue;
        const arn = group.SecurityGroupArn ?? securityGroupArn(group, await client.config.region());
        findings.push({ arn, why: `is security group ${name} of the preview` });
      }
    }
  }
  return findings;
}

async function tagsOf(
  arns: readonly string[],
  elb: ElasticLoadBalancingV2Client,
): Promise<ReadonlyMap<string, Record<string, string>>> {
  const tags = new Map<string, Record<string, string>>();
  for (let from = 0; from < arns.length; from += RESOURCES_PER_CALL) {
    const ResourceArns = arns.slice(from, from + RESOURCES_PER_CALL);
    const found = await elb.send(new DescribeTagsCommand({ ResourceArns }));
    for (const { ResourceArn, Tags } of found.TagDescriptions ?? []) {
      tags.set(ResourceArn ?? '', tagRecord(Tags));
    }
  }
  return tags;
}

function hostsOf(rule: Rule): string[] {
  return (rule.Conditions ?? [])
    .filter((condition) => condition.Field === 'host-header')
    .flatMap((condition) => [
      ...(condition.Values ?? []),
      ...(condition.HostHeaderConfig?.Values ?? []),
    ]);
}

function securityGroupArn(group: SecurityGroup, region: string): string {
  return `arn:aws:ec2:${region}:${group.OwnerId ?? ''}:security-group/${group.GroupId ?? ''}`;
}
