import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { GetRoleCommand, paginateListPolicies } from '@aws-sdk/client-iam';
import { unlessNotFound } from './aws-errors.ts';
import { idempotent, tagsOf, text, type Finder } from './pending-finder.ts';

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
  if (latest?.taskDefinitionArn === undefined) return null;
  const expected = JSON.stringify(containersOf(inputs));
  const same = JSON.stringify(essence(latest.containerDefinitions ?? [])) === expected;
  const stack = (tags ?? []).find((tag) => tag.key === 'macro-infra:stack')?.value;
  const ours = stack === tagsOf(inputs)['macro-infra:stack'];
  return same && ours ? latest.taskDefinitionArn : null;
};

/** What two revisions of a preview differ in: image and environment of each container. */
function essence(
  containers: readonly {
    name?: string | undefined;
    image?: string | undefined;
    environment?: readonly { name?: string | undefined; value?: string | undefined }[] | undefined;
  }[],
): unknown {
  return containers.map(({ name, image, environment }) => ({
    name,
    image,
    environment: (environment ?? []).map((one) => `${one.name ?? ''}=${one.value ?? ''}`).sort(),
  }));
}

function containersOf(inputs: Readonly<Record<string, unknown>>): unknown {
  const parsed: unknown = JSON.parse(text(inputs, 'containerDefinitions'));
  return essence(Array.isArray(parsed) ? (parsed as Parameters<typeof essence>[0]) : []);
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
