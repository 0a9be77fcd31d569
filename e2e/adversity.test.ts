import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  CreateTargetGroupCommand,
  DeleteTargetGroupCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { unlogged } from '../localcloud/world/by-hand.ts';
import type { JobResult } from '../localcloud/world/job.ts';
import { JOB_PERMISSIONS } from '../localcloud/world/organisation.ts';
import { buildShop, shopAppFile } from '../localcloud/world/shop.ts';
import { BAD_INPUTS } from './support/bad-inputs.ts';
import { commentOf, deploymentStates, headlineOf, writes } from './support/evidence.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const stage = useStage();
jest.setTimeout(E2E_TIMEOUT_MS);

let images = '';
beforeAll(async () => {
  images = await buildShop(stage.org, 'v1');
});

/** Runs a job and asserts that it left AWS as it was, and no stack trace for the reader. */
async function withoutAnyWrite(run: () => Promise<JobResult>): Promise<JobResult> {
  stage.cloud.gateway.resetCalls();
  const job = await run();
  expect(writes(stage)).toEqual([]);
  expect(job.rawLog).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(job.orphans).toEqual([]);
  return job;
}

/** The one error that the runner shows beside the job. */
function errorOf(job: JobResult): string {
  const errors = job.annotations.filter(({ level }) => level === 'error');
  expect(errors).toHaveLength(1);
  return errors[0]?.message ?? '';
}

describe('wrong inputs', () => {
  it.each(BAD_INPUTS)(
    '$action names all that are wrong at once and touches nothing',
    async ({ action, inputs, wrong }) => {
      stage.cloud.github.resetCalls();
      const job = await withoutAnyWrite(() =>
        stage.job({ action, inputs, number: null, token: stage.shop.token }),
      );
      expect(job.conclusion).toBe('failure');
      const lines = errorOf(job)
        .split('\n')
        .filter((line) => line.startsWith('- `'));
      const named = lines.map((line) => /^- `([^`]+)`/.exec(line)?.[1] ?? line);
      expect([...new Set(named)].sort()).toEqual(wrong);
      for (const line of lines) expect(line).toMatch(/: (found|missing).*; allowed: .+\.$/);
      expect(stage.cloud.github.calls()).toEqual([]);
      expect(stage.cloud.gateway.calls()).toEqual([]);
    },
  );

  it.each([
    { what: 'no images', images: '', says: 'nothing' },
    { what: 'an image without tag or digest', images: 'web=shop', says: '"shop"' },
    { what: 'a line that is none', images: 'web', says: 'line 1' },
    { what: 'JSON that is none', images: '{"web":', says: 'JSON' },
    { what: 'a service twice', images: 'web=a:1\nweb=a:2', says: 'more than one image' },
  ])('deploy-preview refuses $what', async ({ images: given, says }) => {
    const number = stage.open();
    const job = await withoutAnyWrite(() => stage.deploy(number, given));
    expect(job.conclusion).toBe('failure');
    expect(errorOf(job)).toContain('Wrong input `images`');
    expect(errorOf(job)).toContain(says);
    expect(stage.comments(number)).toEqual([]);
  });

  it.each([
    {
      what: 'a service the file does not have',
      given: () => `${images}\nworker=a:1`,
      says: 'worker',
    },
    {
      what: 'a digest that does not exist',
      given: () => images.replace(/@sha256:.{8}/, '@sha256:00000000'),
      says: 'Not every image',
    },
  ])('deploy-preview refuses $what, in the comment too', async ({ given, says }) => {
    const number = stage.open();
    const job = await withoutAnyWrite(() => stage.deploy(number, given()));
    expect(job.conclusion).toBe('failure');
    expect(errorOf(job)).toContain(says);
    expect(commentOf(stage, number)).toContain('Nothing was changed; no preview serves.');
    expect(deploymentStates(stage, number)).toEqual([]);
  });

  it('the app’s file is told with all its faults, each with its path', async () => {
    const number = stage.open();
    const appFile = shopAppFile
      .replace(/port: 3040/, 'port: 99999')
      .replace(/^app: .*/m, 'app: Shop!\nnonsense: true');
    const job = await withoutAnyWrite(() => stage.deploy(number, images, { appFile }));
    expect(job.conclusion).toBe('failure');
    for (const path of ['services.api.port', 'app', 'nonsense']) {
      expect(errorOf(job)).toContain(path);
      expect(commentOf(stage, number)).toContain(path);
    }
    expect(headlineOf(stage, number)).toContain('### ❌ Failed');
  });

  it('a workspace without the app’s file is told, with what to do', async () => {
    const number = stage.open();
    const job = await withoutAnyWrite(() => stage.deploy(number, images, { appFile: null }));
    expect(errorOf(job)).toContain('.github/macro-infra.yml is not in the workspace');
    expect(errorOf(job)).toContain('actions/checkout');
  });
});

describe('a base that cannot be built on', () => {
  const file = () => join(stage.cloud.stateDir, 'state/.pulumi/stacks/macro-infra-base/dev.json');

  /** Runs with other outputs of the base, and puts the true ones back. */
  async function withOutputs<T>(
    change: (outputs: Record<string, unknown>) => void,
    run: () => Promise<T>,
  ): Promise<T> {
    const text = readFileSync(file(), 'utf8');
    const state = JSON.parse(text) as {
      checkpoint: { latest: { resources: { type: string; outputs: Record<string, unknown> }[] } };
    };
    const root = state.checkpoint.latest.resources.find(
      ({ type }) => type === 'pulumi:pulumi:Stack',
    );
    change(root?.outputs ?? {});
    writeFileSync(file(), JSON.stringify(state));
    try {
      return await run();
    } finally {
      writeFileSync(file(), text);
    }
  }

  it.each([
    {
      what: 'missing',
      inputs: { base: 'staging' },
      change: () => undefined,
      cause: 'The base `staging` does not exist.',
    },
    {
      what: 'older',
      inputs: {},
      change: (outputs: Record<string, unknown>) => (outputs['fingerprint'] = 'base-0-cafe'),
      cause: 'The base `dev` is older than this version (base-0-cafe, needs program 1).',
    },
    {
      what: 'of another contract',
      inputs: {},
      change: (outputs: Record<string, unknown>) => (outputs['contract'] = 2),
      cause: 'The base `dev` has contract 2 in its outputs, this version needs contract 1.',
    },
    {
      what: 'incomplete',
      inputs: {},
      change: (outputs: Record<string, unknown>) => delete outputs['vpcId'],
      cause: 'The outputs of base `dev` are incomplete or older (vpcId: ',
    },
  ])('$what: the cause in one line, nothing created', async ({ inputs, change, cause }) => {
    const number = stage.open();
    const job = await withOutputs(change, () =>
      withoutAnyWrite(() => stage.deploy(number, images, { inputs })),
    );
    expect(job.conclusion).toBe('failure');
    expect(job.outputs).toMatchObject({ status: 'failed', 'deployment-id': '' });
    const [line] = errorOf(job).split('\n');
    expect(line).toContain(cause);
    expect(line).toContain('Run ensure-base-stack');
    expect(commentOf(stage, number)).toContain('Run ensure-base-stack');
    expect(commentOf(stage, number)).toContain('Nothing was changed; no preview serves.');
    expect(deploymentStates(stage, number)).toEqual([]);
  });

  it('is only looked at by `mode: verify`', async () => {
    const good = await withoutAnyWrite(() => stage.ensureBase({ mode: 'verify' }));
    expect(good).toMatchObject({ conclusion: 'success', outputs: { changed: 'false' } });

    const older = await withOutputs(
      (outputs) => (outputs['fingerprint'] = 'base-0-cafe'),
      () => withoutAnyWrite(() => stage.ensureBase({ mode: 'verify' })),
    );
    expect(older.conclusion).toBe('failure');
    expect(errorOf(older)).toContain('The base dev is older or has other values');

    const missing = await withoutAnyWrite(() =>
      stage.ensureBase({ mode: 'verify', base: 'other' }),
    );
    expect(errorOf(missing)).toBe(
      'The base other does not exist. Run ensure-base-stack with `mode: ensure`.',
    );
  });

  it('that is current is left alone, without the engine', async () => {
    const before = readFileSync(file(), 'utf8');
    const job = await withoutAnyWrite(() => stage.ensureBase());
    expect(job).toMatchObject({ conclusion: 'success', outputs: { changed: 'false' } });
    expect(job.outputs['capacity-left']).toMatch(/^\d+$/);
    expect(JSON.parse(job.outputs['outputs'] ?? '')).toMatchObject({ contract: 1 });
    // A stack runner has a folder of its own there.
    expect(existsSync(join(job.tempDir, 'macro-infra'))).toBe(false);
    expect(stage.cloud.gateway.calls().map(({ action }) => action)).toEqual([
      'DescribeTargetGroups',
    ]);
    expect(readFileSync(file(), 'utf8')).toBe(before);
  });
});

describe('a token that may too little', () => {
  const tokenWith = (permissions: Record<string, 'read' | 'write' | 'none'>): string =>
    stage.cloud.github.createToken({
      kind: 'installation',
      permissions: { ...JOB_PERMISSIONS, ...permissions },
      repositories: [stage.shop.name],
    });

  it.each([
    { given: 'none', needed: '`deployments: read`' },
    { given: 'read', needed: '`deployments: write`' },
  ] as const)(
    'stops before anything is made with `deployments: $given`, and names $needed',
    async ({ given, needed }) => {
      const number = stage.open();
      const token = tokenWith({ deployments: given });
      const job = await withoutAnyWrite(() => stage.deploy(number, images, { token }));
      expect(job.conclusion).toBe('failure');
      expect(errorOf(job)).toContain(needed);
      expect(commentOf(stage, number)).toContain(needed.replaceAll('`', ''));
      expect(deploymentStates(stage, number)).toEqual([]);
    },
  );

  it('deploys all the same when it may write no comment, with a warning', async () => {
    const number = stage.open();
    const token = tokenWith({ 'pull-requests': 'read' });
    const job = await stage.deploy(number, images, { token });
    expect(job).toMatchObject({ conclusion: 'success', outputs: { status: 'ready' } });
    expect(stage.comments(number)).toEqual([]);
    const warnings = job.annotations.filter(({ level }) => level === 'warning');
    expect(warnings.map(({ message }) => message).join('\n')).toContain('`pull-requests: write`');
  });
});

describe('what somebody left behind by hand', () => {
  it('is reported with its ARN, the reason and the command, until it is gone', async () => {
    const number = stage.open();
    expect(await stage.deploy(number, images)).toMatchObject({ conclusion: 'success' });
    const planted = await plant(number);
    stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });

    const job = await stage.cleanup(number);
    expect(job).toMatchObject({ conclusion: 'failure', outputs: { status: 'leftovers' } });
    const leftovers = JSON.parse(job.outputs['leftovers'] ?? '[]') as Record<string, string>[];
    expect(leftovers.map(({ arn }) => arn)).toEqual(planted.arns);
    for (const { arn = '', why, remove } of leftovers) {
      expect(why).not.toBe('');
      expect(remove).toMatch(/^aws [a-z0-9]+ delete-/);
      expect(commentOf(stage, number)).toContain(arn.split(/[:/]/).at(-1) ?? '');
    }
    expect(headlineOf(stage, number)).toContain('### ⚠️ Removed, but not everything');
    expect(errorOf(job)).toContain('3 resources are left');

    await planted.remove();
    const again = await stage.cleanup(number);
    expect(again).toMatchObject({
      conclusion: 'success',
      outputs: { status: 'not-found', leftovers: '[]' },
    });
    expect(headlineOf(stage, number)).toContain('### 🗑️ Removed');
    expect(commentOf(stage, number)).not.toContain('Left over');
    expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
  });
});

/** Makes, past the product, three resources with the tags of a preview. */
async function plant(
  number: number,
): Promise<{ readonly arns: readonly string[]; remove(): Promise<void> }> {
  const { cloud } = stage;
  const options = unlogged(cloud);
  const logs = new CloudWatchLogsClient(options);
  const ec2 = new EC2Client(options);
  const elb = new ElasticLoadBalancingV2Client(options);
  const base = JSON.parse((await stage.ensureBase()).outputs['outputs'] ?? '') as { vpcId: string };
  const tags = {
    App: 'shop',
    PullRequest: String(number),
    'macro-infra:stack': `shop-pr-${number}`,
  };
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

  const logGroupName = `debug-of-${number}`;
  await logs.send(new CreateLogGroupCommand({ logGroupName, tags }));
  const { GroupId = '' } = await ec2.send(
    new CreateSecurityGroupCommand({
      GroupName: `debug-of-${number}`,
      Description: 'by hand',
      VpcId: base.vpcId,
      TagSpecifications: [{ ResourceType: 'security-group', Tags }],
    }),
  );
  const { TargetGroups = [] } = await elb.send(
    new CreateTargetGroupCommand({
      Name: `debug-of-${number}`,
      Protocol: 'HTTP',
      Port: 80,
      VpcId: base.vpcId,
      TargetType: 'ip',
      Tags,
    }),
  );
  const TargetGroupArn = TargetGroups[0]?.TargetGroupArn ?? '';
  return {
    arns: [
      `arn:aws:ec2:${cloud.region}:000000000000:security-group/${GroupId}`,
      TargetGroupArn,
      `arn:aws:logs:${cloud.region}:000000000000:log-group:${logGroupName}`,
    ].sort((one, other) => one.localeCompare(other)),
    async remove() {
      await logs.send(new DeleteLogGroupCommand({ logGroupName }));
      await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
      await elb.send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    },
  };
}
