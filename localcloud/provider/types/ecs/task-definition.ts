import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs';
import { TAGS, resource } from '../../resource.ts';
import { bool, num, obj, set, str } from '../../schema/prop.ts';
import { ecsTags, newEcsTags, retag } from './tags.ts';
import { must, unless } from '../../aws.ts';
import { arn } from '../rules.ts';
import { canonicalContainers } from './containers.ts';

const NOT_FOUND = /^ClientException$/;

export const taskDefinition = resource({
  token: 'aws:ecs/taskDefinition:TaskDefinition',
  shape: {
    family: str()
      .matches(/^[\w-]{1,255}$/, '1 to 255 letters, digits, underscores and hyphens')
      .required()
      .replaces(),
    containerDefinitions: str()
      .rule(notContainers)
      .comparedBy(canonicalContainers)
      .required()
      .replaces(),
    cpu: str().replaces(),
    memory: str().replaces(),
    networkMode: str().oneOf('none', 'bridge', 'awsvpc', 'host').computed().replaces(),
    requiresCompatibilities: set(
      str().oneOf('EC2', 'FARGATE', 'EXTERNAL', 'MANAGED_INSTANCES'),
    ).replaces(),
    executionRoleArn: arn().replaces(),
    taskRoleArn: arn().replaces(),
    ephemeralStorage: obj({ sizeInGib: num().between(21, 200).required() }).replaces(),
    runtimePlatform: obj({ cpuArchitecture: str(), operatingSystemFamily: str() }).replaces(),
    skipDestroy: bool().local().defaultTo(false),
    trackLatest: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    arnWithoutRevision: str().output(),
    revision: num().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.ecs()
    ).registerTaskDefinition({
      family: wanted.family,
      containerDefinitions: JSON.parse(wanted.containerDefinitions) as ContainerDefinition[],
      cpu: wanted.cpu,
      memory: wanted.memory,
      networkMode: wanted.networkMode as 'awsvpc' | undefined,
      requiresCompatibilities: wanted.requiresCompatibilities?.map((each) => each as 'FARGATE'),
      executionRoleArn: wanted.executionRoleArn,
      taskRoleArn: wanted.taskRoleArn,
      ...(wanted.ephemeralStorage
        ? { ephemeralStorage: { sizeInGiB: wanted.ephemeralStorage.sizeInGib } }
        : {}),
      runtimePlatform: wanted.runtimePlatform as { cpuArchitecture?: 'ARM64' } | undefined,
      ...newEcsTags(wanted.tags),
    });
    return must(answer.taskDefinition?.taskDefinitionArn, 'taskDefinitionArn');
  },
  async read(aws, id) {
    const ecs = await aws.ecs();
    const call = ecs.describeTaskDefinition({ taskDefinition: id, include: ['TAGS'] });
    const found = await unless(NOT_FOUND, call);
    const it = found?.taskDefinition;
    if (!it || it.status === 'INACTIVE' || it.status === 'DELETE_IN_PROGRESS') return undefined;
    return { ...describe(it), id: it.taskDefinitionArn, tags: ecsTags(found.tags) };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    if (state.skipDestroy) return;
    const ecs = await aws.ecs();
    await unless(NOT_FOUND, ecs.deregisterTaskDefinition({ taskDefinition: id }));
  },
});

function describe(it: TaskDefinition) {
  const size = it.ephemeralStorage?.sizeInGiB;
  return {
    family: it.family,
    containerDefinitions: JSON.stringify(it.containerDefinitions ?? []),
    cpu: it.cpu,
    memory: it.memory,
    networkMode: it.networkMode,
    requiresCompatibilities: it.requiresCompatibilities ?? [],
    executionRoleArn: it.executionRoleArn,
    taskRoleArn: it.taskRoleArn,
    ephemeralStorage: size === undefined ? undefined : { sizeInGib: size },
    runtimePlatform: it.runtimePlatform,
    arn: it.taskDefinitionArn,
    arnWithoutRevision: it.taskDefinitionArn?.replace(/:\d+$/, ''),
    revision: it.revision,
  };
}

function notContainers(value: unknown): string | undefined {
  try {
    const containers: unknown = JSON.parse(String(value));
    if (Array.isArray(containers) && containers.length > 0) return undefined;
    return 'expected a JSON list of at least one container definition';
  } catch (error) {
    return `expected JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}
