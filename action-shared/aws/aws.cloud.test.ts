import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateSecurityGroupCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRepositoryCommand, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMiniStack } from '../../localcloud/ministack/start.ts';
import { pythonPath } from '../../tools/setup/locations.ts';
import { openStateStore } from '../engine/state-store.ts';
import { awsClients } from './clients.ts';
import { imageExists, resolveImage } from './images.ts';
import { findLeftovers } from './leftovers.ts';
import type { LeftoverTarget } from './leftover-target.ts';
import { lastLogLines } from './logs.ts';
import { lookupPending } from './pending-lookup.ts';
import { watchRollout } from './rollout.ts';
import { resolveSecretReferences } from './secret-references.ts';

const region = 'eu-west-1';
const clients = awsClients(region);
const tags = { App: 'shop', PullRequest: '42', 'macro-infra:stack': 'shop-pr-42' };
const tagList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
const ecsTags = Object.entries(tags).map(([key, value]) => ({ key, value }));
const target: LeftoverTarget = {
  app: 'shop',
  number: 42,
  environment: 'pr-42',
  stack: 'shop-pr-42',
  plan: null,
  listenerArns: [],
};
let emulator: Awaited<ReturnType<typeof startMiniStack>>;

beforeAll(async () => {
  emulator = await startMiniStack({
    python: pythonPath(),
    stateDir: mkdtempSync(join(tmpdir(), 'aws-room-')),
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: emulator.url,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: '000000000000',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
}, 60_000);

afterAll(async () => {
  await emulator.stop();
});

describe('images', () => {
  const repository = `000000000000.dkr.ecr.${region}.amazonaws.com/shop`;

  it('are found by digest and tag, and missing ones are told apart', async () => {
    const ecr = await clients.ecr();
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop' }));
    const imageManifest = JSON.stringify({ schemaVersion: 2, config: {}, layers: [] });
    const { image } = await ecr.send(
      new PutImageCommand({ repositoryName: 'shop', imageManifest, imageTag: 'v1' }),
    );
    const digest = image?.imageId?.imageDigest ?? '';
    expect(await resolveImage(`${repository}:v1`, ecr)).toBe(`${repository}@${digest}`);
    expect(await imageExists(`${repository}@${digest}`, ecr)).toEqual({ exists: true });
    const missing = await imageExists(`${repository}@sha256:${'0'.repeat(64)}`, ecr);
    expect(missing).toMatchObject({
      exists: false,
      reason: expect.stringContaining('holds no image sha256:000'),
    });
    const noRepository = await imageExists(`${repository}-x@sha256:${'0'.repeat(64)}`, ecr);
    expect(noRepository).toMatchObject({
      exists: false,
      reason: expect.stringContaining('no repository "shop-x"'),
    });
    expect(await imageExists('docker.io/library/nginx:1', ecr)).toMatchObject({
      exists: 'not-checked',
    });
    await expect(resolveImage(`${repository}:v2`, ecr)).rejects.toThrow(/holds no image tag "v2"/);
  });
});

describe('secret references', () => {
  it('become ARNs with versions, and all missing ones are told at once', async () => {
    const secrets = await clients.secrets();
    const made = await secrets.send(
      new CreateSecretCommand({ Name: 'shop/openai', SecretString: '{"key":"x"}' }),
    );
    await (
      await clients.ssm()
    ).send(new PutParameterCommand({ Name: '/shop/level', Value: 'x', Type: 'String' }));
    const resolved = await resolveSecretReferences(
      ['secretsmanager:shop/openai', 'secretsmanager:shop/openai#key', 'ssm:/shop/level'],
      clients,
    );
    expect(resolved['secretsmanager:shop/openai']).toBe(
      `${made.ARN ?? ''}:::${made.VersionId ?? ''}`,
    );
    expect(resolved['secretsmanager:shop/openai#key']).toBe(
      `${made.ARN ?? ''}:key::${made.VersionId ?? ''}`,
    );
    expect(resolved['ssm:/shop/level']).toMatch(
      /^arn:aws:ssm:eu-west-1:000000000000:parameter\/shop\/level$/,
    );
    const bad = resolveSecretReferences(
      ['secretsmanager:nope', 'ssm:/nope', 'vault:x', 'ssm:/shop/level'],
      clients,
    );
    await expect(bad).rejects.toThrow(
      /^secrets: 3 of 4 references.*secretsmanager:nope.*ssm:\/nope.*vault:x/s,
    );
  });
});

describe('the state store on S3', () => {
  it('writes and removes only under its conditions', async () => {
    const s3 = new S3Client({ region, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'state' }));
    const store = await openStateStore(`s3://state/pre?region=${region}`, process.env);
    if (store === null) throw new Error('no store');
    expect(await store.read('a/b.json')).toBeNull();
    const version = await store.create('a/b.json', 'one');
    expect(version).not.toBeNull();
    expect(await store.create('a/b.json', 'two')).toBeNull();
    expect((await store.read('a/b.json'))?.body.toString()).toBe('one');
    const next = await store.replace('a/b.json', 'two', version ?? '');
    expect(next).not.toBeNull();
    expect(await store.replace('a/b.json', 'three', version ?? '')).toBeNull();
    expect(await store.list('a/')).toEqual(['a/b.json']);
    expect(await store.remove('a/b.json', next ?? '')).toBe(true);
    expect(await store.list('a/')).toEqual([]);
    expect(await store.remove('a/b.json', next ?? '')).toBe(true);
    const nowhere = await openStateStore(`s3://nowhere?region=${region}`, process.env);
    await expect(nowhere?.create('x', 'y')).rejects.toThrow(/no bucket "nowhere"/);
  });
});

describe('leftovers and interrupted creates', () => {
  it('are found by names and tags, and nothing is found where nothing is', async () => {
    expect(await findLeftovers(target, clients)).toEqual({ leftovers: [], unverified: [] });
    const ecs = await clients.ecs();
    await ecs.send(new CreateClusterCommand({ clusterName: 'pr-42-shop-cluster', tags: ecsTags }));
    const container = { name: 'web', image: 'x', essential: true };
    await ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'pr-42-shop-web-task',
        containerDefinitions: [container],
        cpu: '256',
        memory: '512',
        tags: ecsTags,
      }),
    );
    const { Vpc } = await (
      await clients.ec2()
    ).send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
    const VpcId = Vpc?.VpcId ?? '';
    await (
      await clients.ec2()
    ).send(
      new CreateSecurityGroupCommand({
        GroupName: 'planted',
        Description: 'x',
        VpcId,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: tagList }],
      }),
    );
    const targetGroup = { Protocol: 'HTTP', Port: 80, VpcId, TargetType: 'ip' } as const;
    await (
      await clients.elb()
    ).send(
      new CreateTargetGroupCommand({ ...targetGroup, Name: 'pr-42-shop-web-tg', Tags: tagList }),
    );
    await (
      await clients.elb()
    ).send(
      new CreateTargetGroupCommand({
        ...targetGroup,
        Name: 'pr-42-shop-admin-web-tg',
        Tags: [{ Key: 'App', Value: 'shop-admin' }],
      }),
    );
    await (
      await clients.logs()
    ).send(new CreateLogGroupCommand({ logGroupName: 'pr-42-shop-web-logs', tags }));
    await (
      await clients.iam()
    ).send(
      new CreateRoleCommand({
        RoleName: 'pr-42-shop-web-task-role',
        AssumeRolePolicyDocument: '{"Version":"2012-10-17","Statement":[]}',
        Tags: tagList,
      }),
    );
    const { leftovers, unverified } = await findLeftovers(target, clients);
    expect(unverified).toEqual([]);
    expect(leftovers.map((one) => one.type).sort()).toEqual([
      'ec2:security-group',
      'ecs:cluster',
      'ecs:task-definition',
      'elasticloadbalancing:targetgroup',
      'iam:role',
      'logs:log-group',
    ]);
    const lookup = (type: string, inputs: Record<string, unknown>) =>
      lookupPending({ type, inputs }, clients);
    expect(await lookup('aws:ecs/cluster:Cluster', { name: 'pr-42-shop-cluster' })).toEqual({
      found: 'exists',
      id: 'pr-42-shop-cluster',
    });
    expect(await lookup('aws:ecs/cluster:Cluster', { name: 'nope' })).toEqual({ found: 'absent' });
    expect(await lookup('aws:ecs/service:Service', { name: 'web', cluster: 'nope' })).toEqual({
      found: 'absent',
    });
    expect(
      await lookup('aws:lb/targetGroup:TargetGroup', { name: 'pr-42-shop-web-tg' }),
    ).toMatchObject({ found: 'exists' });
    expect(await lookup('aws:lb/targetGroup:TargetGroup', { name: 'nope' })).toEqual({
      found: 'absent',
    });
    expect(await lookup('aws:iam/role:Role', { name: 'pr-42-shop-web-task-role' })).toMatchObject({
      found: 'exists',
    });
    expect(await lookup('aws:iam/role:Role', { name: 'nope' })).toEqual({ found: 'absent' });
    expect(await lookup('aws:cloudwatch/logGroup:LogGroup', { name: 'pr-42-shop-web' })).toEqual({
      found: 'absent',
    });
    expect(
      await lookup('aws:ec2/securityGroup:SecurityGroup', { name: 'planted', vpcId: VpcId }),
    ).toMatchObject({ found: 'exists' });
    expect(
      await lookup('aws:ecs/taskDefinition:TaskDefinition', {
        family: 'nope',
        containerDefinitions: '[]',
      }),
    ).toEqual({ found: 'absent' });
    const definition = {
      family: 'pr-42-shop-web-task',
      containerDefinitions: JSON.stringify([container]),
      cpu: '256',
      memory: '512',
      tags,
    };
    expect(await lookup('aws:ecs/taskDefinition:TaskDefinition', definition)).toMatchObject({
      found: 'exists',
    });
    expect(await lookup('aws:secretsmanager/secret:Secret', { name: 'nope' })).toEqual({
      found: 'absent',
    });
    expect(await lookup('aws:sqs/queue:Queue', { name: 'nope' })).toMatchObject({
      found: 'unknown',
    });
    expect(await lookup('aws:ecs/cluster:Cluster', {})).toMatchObject({ found: 'unknown' });
  });
});

describe('logs and rollouts', () => {
  it('tails the log of a task, and watches a service to its completion', async () => {
    const logs = await clients.logs();
    const logGroupName = 'pr-42-shop-web-logs';
    const logStreamName = 'web/web/abc';
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
    const timestamp = Date.now();
    await logs.send(
      new PutLogEventsCommand({
        logGroupName,
        logStreamName,
        logEvents: [{ timestamp, message: 'key hunter2' }],
      }),
    );
    const tail = {
      logGroup: logGroupName,
      taskArn: 'arn:aws:ecs:x:1:task/c/abc',
      mask: (text: string) => text.replace('hunter2', '***'),
    };
    expect(await lastLogLines(tail, logs)).toEqual(['key ***']);
    expect(await lastLogLines({ ...tail, taskArn: 'x/other' }, logs)).toEqual([]);
    expect(await lastLogLines({ ...tail, logGroup: 'nope' }, logs)).toEqual([]);

    const ecs = await clients.ecs();
    const cluster = 'pr-42-shop-cluster';
    await ecs.send(
      new CreateServiceCommand({
        cluster,
        serviceName: 'web',
        taskDefinition: 'pr-42-shop-web-task',
        desiredCount: 0,
      }),
    );
    const taskDefinitionArn = `arn:aws:ecs:${region}:000000000000:task-definition/pr-42-shop-web-task:1`;
    const service = {
      name: 'web',
      taskDefinitionArn,
      targetGroupArn: null,
      logGroup: logGroupName,
      port: 80,
      healthPath: '/',
    };
    let now = 0;
    const clock = {
      now: () => now,
      sleep: (milliseconds: number) => ((now += milliseconds), Promise.resolve()),
    };
    const watch = {
      cluster,
      clients: { ecs, elb: await clients.elb(), logs },
      clock,
      timeoutSeconds: 60,
      mask: tail.mask,
    };
    expect(await watchRollout({ ...watch, services: [service] })).toMatchObject([
      { name: 'web', outcome: 'success' },
    ]);
    const other = { ...service, taskDefinitionArn: taskDefinitionArn.replace(':1', ':2') };
    expect(await watchRollout({ ...watch, services: [other] })).toMatchObject([
      { outcome: 'failure', failure: { kind: 'rolled-back' } },
    ]);
    expect(
      await watchRollout({ ...watch, services: [{ ...service, name: 'gone' }] }),
    ).toMatchObject([{ outcome: 'failure' }]);
  });
});
