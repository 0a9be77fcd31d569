import { readFileSync, writeFileSync } from 'node:fs';
import {
  ECSClient,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import type { PreviewPlan } from '../action-shared/documents/plan.ts';
import { byHand } from '../localcloud/world/by-hand.ts';
import { buildShop } from '../localcloud/world/shop.ts';
import {
  addPendingCreate,
  checkpointFile,
  forgetCreates,
  heal,
  idsIn,
  resourcesIn,
} from './support/interrupted-creates.ts';
import type { StoredResource } from './support/interrupted-creates.ts';
import { baseCall, previewCall, previewPlan } from '../tools/referee/programs.ts';
import type { Done } from '../tools/referee/programs.ts';
import { usePrograms } from './support/programs.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const stage = useStage({ base: false });
const programs = usePrograms(() => stage.cloud);

/** A base with a resource of every kind that it may have. */
const BASE_VALUES = { nat: 'one', flowLogDays: 30, endpoints: [], database: {} };

/** Made again rather than looked up: AWS makes no second one. */
const MADE_AGAIN = new Set([
  'aws:ecs/clusterCapacityProviders:ClusterCapacityProviders',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:acm/certificateValidation:CertificateValidation',
  'aws:ecr/lifecyclePolicy:LifecyclePolicy',
]);

const TASK_DEFINITION = 'aws:ecs/taskDefinition:TaskDefinition';
const NAME = 'pr-7-shop-api-service';

const taskDefinitionInputs = z.object({
  family: z.string(),
  cpu: z.string(),
  memory: z.string(),
  networkMode: z.literal('awsvpc'),
  requiresCompatibilities: z.array(z.literal('FARGATE')),
  executionRoleArn: z.string(),
  taskRoleArn: z.string(),
  containerDefinitions: z.string(),
  tags: z.record(z.string(), z.string()),
});

let base: Done;
let plan: PreviewPlan;

beforeAll(async () => {
  base = await programs.up(baseCall(stage.cloud, BASE_VALUES));
  plan = previewPlan(stage.cloud, base.outputs, await buildShop(stage.org, 'v1'));
  await programs.up(previewCall(plan));
});

/** A certificate that others use already is none whose creation was interrupted. */
const notInUse = ({ type }: StoredResource) => type !== 'aws:acm/certificate:Certificate';

/** The ids of those that are looked up. */
function lookedUp(ids: Record<string, string>): Record<string, string> {
  const type = (urn: string) => urn.split('::')[2]?.split('$').at(-1) ?? '';
  return Object.fromEntries(Object.entries(ids).filter(([urn]) => !MADE_AGAIN.has(type(urn))));
}

const typeOfStep = (step: string) => step.split(' ')[1] ?? '';

const IMPORTED = 'imported into the state';
const DROPPED = 'interrupted creation dropped';

function expectNothingMadeTwice(): void {
  const made = stage.cloud.gateway
    .calls()
    .filter(({ action }) => /^(Create|Register)/.test(action));
  expect(made.map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
}

describe('a run that was killed while it created', () => {
  it('a preview: every resource that exists is imported by its own id', async () => {
    const before = idsIn(stage.cloud, 'preview');
    forgetCreates(stage.cloud, 'preview', notInUse);
    stage.cloud.gateway.resetCalls();
    const healed = await heal(stage.cloud, programs, 'preview');
    expect(healed.map(({ what }) => what).toSorted()).toEqual([
      ...Array.from({ length: 23 }, () => IMPORTED),
      ...Array.from({ length: 3 }, () => DROPPED),
    ]);
    expect(idsIn(stage.cloud, 'preview')).toEqual(lookedUp(before));
    const done = await programs.up(previewCall(plan));
    expect(done.steps.map(typeOfStep).filter((type) => !MADE_AGAIN.has(type))).toEqual([]);
    expectNothingMadeTwice();
    expect(await programs.up(previewCall(plan))).toMatchObject({ changes: {} });
  });

  it('a base: every resource that exists is imported by its own id', async () => {
    const before = idsIn(stage.cloud, 'base');
    forgetCreates(stage.cloud, 'base', notInUse);
    stage.cloud.gateway.resetCalls();
    const healed = await heal(stage.cloud, programs, 'base');
    expect(new Set(healed.map(({ what }) => what))).toEqual(new Set([IMPORTED, DROPPED]));
    expect(idsIn(stage.cloud, 'base')).toEqual(lookedUp(before));
    const done = await programs.up(baseCall(stage.cloud, BASE_VALUES));
    const others = done.steps.filter((step) => !MADE_AGAIN.has(typeOfStep(step)));
    // What only the engine knows (forceDelete, applyImmediately, a function's archive) cannot be read
    // back from AWS.
    expect(others.toSorted()).toEqual([
      'update aws:ecr/repository:Repository dev-base-images',
      'update aws:lambda/function:Function dev-base-db-admin',
      'update aws:rds/cluster:Cluster dev-base-db',
      'update aws:rds/clusterInstance:ClusterInstance dev-base-db-1',
      'update aws:route53/record:Record dev-base-certificate-api.localhost',
      'update aws:route53/record:Record dev-base-certificate-localhost',
    ]);
    expectNothingMadeTwice();
  });

  it('a replacement: the new one is imported, the old one deleted after it', async () => {
    const next = await nextPlan('v2');
    const pending = revisionOf(next);
    // What an engine did before it was killed.
    await new ECSClient(byHand(stage.cloud)).send(
      new RegisterTaskDefinitionCommand(registration(pending)),
    );
    addPendingCreate(stage.cloud, 'preview', pending);
    const healed = await heal(stage.cloud, programs, 'preview');
    expect(healed.map(({ what }) => what)).toEqual([IMPORTED]);
    const done = await programs.up(previewCall(next));
    expect(done.steps.filter((step) => step.endsWith(NAME))).toEqual([
      `delete-replaced ${TASK_DEFINITION} ${NAME}`,
      `update aws:ecs/service:Service ${NAME}`,
    ]);
    plan = next;
    expect(await revisions()).toHaveLength(1);
  });

  it('a replacement that AWS never made: the old one is not taken for it', async () => {
    const before = idsIn(stage.cloud, 'preview');
    addPendingCreate(stage.cloud, 'preview', revisionOf(await nextPlan('v3')));
    const healed = await heal(stage.cloud, programs, 'preview');
    expect(healed.map(({ what }) => what)).toEqual([DROPPED]);
    expect(idsIn(stage.cloud, 'preview')).toEqual(before);
  });

  it('what is gone by now: all of it is dropped, and created once', async () => {
    await programs.destroy('preview');
    await programs.up(previewCall(plan));
    const forgotten = forgetCreates(stage.cloud, 'preview', () => true);
    const interrupted = readFileSync(checkpointFile(stage.cloud, 'preview'));
    forgotten.restore();
    await programs.destroy('preview');
    writeFileSync(checkpointFile(stage.cloud, 'preview'), interrupted);
    const healed = await heal(stage.cloud, programs, 'preview');
    expect(healed.filter(({ what }) => what !== DROPPED)).toEqual([]);
    expect(healed).toHaveLength(26);
    expect(await programs.up(previewCall(plan))).toMatchObject({ changes: { create: 26 } });
    expect(await programs.destroy('preview')).toMatchObject({ changes: { delete: 26 } });
  });
});

async function nextPlan(version: string): Promise<PreviewPlan> {
  return previewPlan(stage.cloud, base.outputs, await buildShop(stage.org, version), plan);
}

/** The api's task definition as the engine is about to create it for another plan. */
function revisionOf(next: PreviewPlan): StoredResource {
  const current = resourcesIn(stage.cloud, 'preview').find(
    ({ type, urn }) => type === TASK_DEFINITION && urn.endsWith(NAME),
  );
  const image = (of: PreviewPlan) => of.services.find(({ name }) => name === 'api')?.image ?? '';
  if (current === undefined) throw new Error('the state has no task definition of the api');
  const containerDefinitions = z
    .string()
    .parse(current.inputs?.['containerDefinitions'])
    .replaceAll(image(plan), image(next));
  return { ...current, inputs: { ...current.inputs, containerDefinitions } };
}

function registration({ inputs }: StoredResource) {
  const { tags, containerDefinitions, ...rest } = taskDefinitionInputs.parse(inputs);
  const definitions = z.array(z.looseObject({ name: z.string() }));
  return {
    ...rest,
    containerDefinitions: definitions.parse(JSON.parse(containerDefinitions)),
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  };
}

async function revisions(): Promise<readonly string[]> {
  const familyPrefix = plan.services.find(({ name }) => name === 'api')?.names.family;
  const request = new ListTaskDefinitionsCommand({ familyPrefix, status: 'ACTIVE' });
  return (await new ECSClient(byHand(stage.cloud)).send(request)).taskDefinitionArns ?? [];
}
