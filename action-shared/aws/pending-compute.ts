import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { GetRoleCommand, paginateListPolicies } from '@aws-sdk/client-iam';
import { unlessNotFound } from './aws-errors.ts';
import { idempotent, optionalText, tagsOf, text, type Finder } from './pending-finder.ts';

const cluster: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  const found = await (await clients.ecs()).send(new DescribeClustersCommand({ clusters: [name] }));
  return (found.clusters ?? []).some((one) => one.status !== 'INACTIVE') ? name : null;
};

const service: Finder = async (inputs, clients) => {
  const [name, inCluster] = [text(inputs, 'name'), text(inputs, 'cluster')];
  const request = new DescribeServicesCommand({ cluster: inCluster, services: [name] });
  const found = await unlessNotFound((await clients.ecs()).send(request));
  const active = (found?.services ?? []).some((one) => one.status === 'ACTIVE');
  return active ? `${inCluster.split('/').at(-1) ?? inCluster}/${name}` : null;
};

/** A revision is ours when its tags are; an older one of the same family is in the state already. */
const taskDefinition: Finder = async (inputs, clients) => {
  const family = text(inputs, 'family');
  const request = { taskDefinition: family, include: ['TAGS' as const] };
  let found;
  try {
    found = await (await clients.ecs()).send(new DescribeTaskDefinitionCommand(request));
  } catch (error) {
    // ECS answers ClientException for a family without an active revision.
    if (error instanceof Error && error.name === 'ClientException') return null;
    throw error;
  }
  const { taskDefinition: latest, tags } = found;
  if (latest?.taskDefinitionArn === undefined || latest.status === 'INACTIVE') return null;
  const stack = (tags ?? []).find((tag) => tag.key === 'macro-infra:stack')?.value;
  const ours = stack === tagsOf(inputs)['macro-infra:stack'];
  return ours && isRevisionOf(inputs, latest) ? latest.taskDefinitionArn : null;
};

/** Whether a revision is what the inputs ask for; ECS adds defaults, so only what they say counts. */
export function isRevisionOf(
  inputs: Readonly<Record<string, unknown>>,
  revision: TaskDefinition,
): boolean {
  const wanted: unknown = JSON.parse(text(inputs, 'containerDefinitions'));
  const sizes = (['cpu', 'memory', 'executionRoleArn', 'taskRoleArn'] as const).every(
    (key) => optionalText(inputs, key) === (revision[key] === '' ? null : (revision[key] ?? null)),
  );
  return sizes && covers(revision.containerDefinitions ?? [], wanted);
}

/** Whether everything that `wanted` says is so in `actual`, lists in any order. */
function covers(actual: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    const there: readonly unknown[] = Array.isArray(actual) ? actual : [];
    return (
      there.length === wanted.length &&
      wanted.every((one: unknown) => there.some((other) => covers(other, one)))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return actual === wanted;
  if (typeof actual !== 'object' || actual === null) return false;
  return Object.entries(wanted).every(([key, value]) => covers(Reflect.get(actual, key), value));
}

const logGroup: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  const request = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
  const { logGroups } = await (await clients.logs()).send(request);
  return (logGroups ?? []).some((group) => group.logGroupName === name) ? name : null;
};

const role: Finder = async (inputs, clients) => {
  const RoleName = text(inputs, 'name');
  await (await clients.iam()).send(new GetRoleCommand({ RoleName }));
  return RoleName;
};

const policy: Finder = async (inputs, clients) => {
  const name = text(inputs, 'name');
  const client = await clients.iam();
  for await (const page of paginateListPolicies({ client }, { Scope: 'Local' })) {
    const found = (page.Policies ?? []).find((one) => one.PolicyName === name);
    if (found?.Arn !== undefined) return found.Arn;
  }
  return null;
};

/** ECS, logs and IAM. */
export const computeFinders: Readonly<Record<string, Finder>> = {
  'aws:ecs/cluster:Cluster': cluster,
  'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders': idempotent,
  'aws:ecs/service:Service': service,
  'aws:ecs/taskDefinition:TaskDefinition': taskDefinition,
  'aws:cloudwatch/logGroup:LogGroup': logGroup,
  'aws:iam/role:Role': role,
  'aws:iam/rolePolicy:RolePolicy': idempotent,
  'aws:iam/rolePolicyAttachment:RolePolicyAttachment': idempotent,
  'aws:iam/policy:Policy': policy,
};
