import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeServicesCommand,
  ECSClient,
  ListClustersCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  GetResourcesCommand,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { unlogged } from '../../localcloud/world/by-hand.ts';

/** Which preview is looked for. */
export interface Traces {
  readonly app: string;
  readonly number: number;
}

/**
 * Everything that AWS, the container engine and the state folder hold of a preview, by tags and by
 * names, in words of this file's own: nothing of the product is asked. Empty: nothing is left. The
 * emulator is asked past the gateway, so that the call log stays the product's.
 */
export async function remains(cloud: LocalCloud, preview: Traces): Promise<readonly string[]> {
  const found = await Promise.all([
    byTags(cloud, preview),
    inCompute(cloud, preview),
    inRouting(cloud, preview),
    elsewhere(cloud, preview),
    Promise.resolve(inState(cloud, preview)),
  ]);
  return found.flat().toSorted();
}

/** Every physical name of a preview begins with it. */
function prefixOf({ app, number }: Traces): string {
  return `pr-${number}-${app}-`;
}

async function byTags(cloud: LocalCloud, { app, number }: Traces): Promise<string[]> {
  const tagging = new ResourceGroupsTaggingAPIClient(unlogged(cloud));
  const stack = { Key: 'macro-infra:stack', Values: [`${app}-pr-${number}`] };
  const answer = await tagging.send(new GetResourcesCommand({ TagFilters: [stack] }));
  const arns = (answer.ResourceTagMappingList ?? []).map(({ ResourceARN }) => ResourceARN ?? '');
  // A deregistered task definition keeps its tags for ever; active ones are found by their names.
  return arns.filter((arn) => !arn.includes(':task-definition/')).map((arn) => `tagged ${arn}`);
}

async function inCompute(cloud: LocalCloud, preview: Traces): Promise<string[]> {
  const ecs = new ECSClient(unlogged(cloud));
  const prefix = prefixOf(preview);
  const ours = (arns: readonly string[] = []) => arns.filter((arn) => arn.includes(`/${prefix}`));
  const clusters = ours((await ecs.send(new ListClustersCommand({}))).clusterArns);
  const definitions = ours((await ecs.send(new ListTaskDefinitionsCommand({}))).taskDefinitionArns);
  const inside = clusters.map(async (cluster) => {
    const { serviceArns = [] } = await ecs.send(new ListServicesCommand({ cluster }));
    const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster }));
    const described =
      serviceArns.length === 0
        ? []
        : (await ecs.send(new DescribeServicesCommand({ cluster, services: serviceArns })))
            .services;
    const active = (described ?? []).filter(({ status }) => status !== 'INACTIVE');
    return [...active.map(({ serviceArn }) => serviceArn ?? ''), ...taskArns];
  });
  return [...clusters, ...definitions, ...(await Promise.all(inside)).flat()];
}

async function inRouting(cloud: LocalCloud, preview: Traces): Promise<string[]> {
  const elb = new ElasticLoadBalancingV2Client(unlogged(cloud));
  const prefix = prefixOf(preview);
  const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({}));
  const groups = TargetGroups.filter((one) => one.TargetGroupName?.startsWith(prefix));
  const { LoadBalancers = [] } = await elb.send(new DescribeLoadBalancersCommand({}));
  const rules = LoadBalancers.map(async ({ LoadBalancerArn }) => {
    const { Listeners = [] } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn }));
    const each = Listeners.map(async ({ ListenerArn }) => {
      const { Rules = [] } = await elb.send(new DescribeRulesCommand({ ListenerArn }));
      return Rules.filter((rule) => JSON.stringify(rule.Actions).includes(`/${prefix}`));
    });
    return (await Promise.all(each)).flat();
  });
  return [
    ...groups.map(({ TargetGroupArn }) => TargetGroupArn ?? ''),
    ...(await Promise.all(rules)).flat().map(({ RuleArn }) => RuleArn ?? ''),
  ];
}

async function elsewhere(cloud: LocalCloud, preview: Traces): Promise<string[]> {
  const prefix = prefixOf(preview);
  const [groups, roles, logs] = await Promise.all([
    new EC2Client(unlogged(cloud)).send(new DescribeSecurityGroupsCommand({})),
    new IAMClient(unlogged(cloud)).send(new ListRolesCommand({})),
    new CloudWatchLogsClient(unlogged(cloud)).send(new DescribeLogGroupsCommand({})),
  ]);
  const names = [
    ...(groups.SecurityGroups ?? []).map(({ GroupName }) => GroupName),
    ...(roles.Roles ?? []).map(({ RoleName }) => RoleName),
    ...(logs.logGroups ?? []).map(({ logGroupName }) => logGroupName),
  ];
  return names.filter((name) => name !== undefined).filter((name) => name.includes(prefix));
}

/** Of Pulumi's state: the stack, its locks, and our leases. */
function inState({ stateDir }: LocalCloud, { app, number }: Traces): string[] {
  const state = join(stateDir, 'state');
  const stack = `${app}-pr-${number}`;
  const folders = [
    '.pulumi/stacks/macro-infra-preview',
    `.pulumi/locks/organization/macro-infra-preview/${stack}`,
    'macro-infra/leases/macro-infra-preview',
  ];
  return folders.flatMap((folder) => {
    const path = join(state, folder);
    if (!existsSync(path)) return [];
    const files = readdirSync(path, { recursive: true, encoding: 'utf8' });
    const held = folder.includes('/locks/')
      ? files
      : files.filter((file) => file === `${stack}.json`);
    return held.map((file) => `${folder}/${file}`);
  });
}
