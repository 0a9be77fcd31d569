import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildShop } from '../localcloud/world/shop.ts';
import type { JobResult } from '../localcloud/world/job.ts';
import {
  commentOf,
  deploymentStates,
  expectServing,
  filesOf,
  headlineOf,
} from './support/evidence.ts';
import { atLine, atResource, catching } from './support/interruption.ts';
import type { Caught } from './support/interruption.ts';
import { remains } from './support/remains.ts';
import { NO_STACK } from './support/stack-files.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

const stage = useStage();

let first = '';
let second = '';
beforeAll(async () => {
  first = await buildShop(stage.org, 'v1');
  second = await buildShop(stage.org, 'v2');
}, E2E_TIMEOUT_MS);

interface Round {
  readonly caught: readonly Caught[];
  /** Types of which one was made and one was not, and the engine knows neither. */
  readonly unknown: readonly string[];
}

const CREATES: readonly Round[] = [
  {
    caught: [
      { service: 'logs', action: 'CreateLogGroup', calls: 2 },
      { service: 'elasticloadbalancing', action: 'CreateTargetGroup', calls: 2 },
      { service: 'ec2', action: 'CreateSecurityGroup', calls: 2 },
    ],
    unknown: ['logGroup:LogGroup', 'targetGroup:TargetGroup', 'securityGroup:SecurityGroup'],
  },
  {
    caught: [
      { service: 'ecs', action: 'RegisterTaskDefinition', calls: 2 },
      { service: 'elasticloadbalancing', action: 'CreateRule', calls: 2 },
      { service: 'ec2', action: 'AuthorizeSecurityGroupIngress', calls: 2 },
    ],
    unknown: [
      'taskDefinition:TaskDefinition',
      'listenerRule:ListenerRule',
      'securityGroupIngressRule:SecurityGroupIngressRule',
    ],
  },
  { caught: [{ service: 'ecs', action: 'CreateService', calls: 2 }], unknown: ['service:Service'] },
];

const UPDATES: readonly Pick<Round, 'caught'>[] = [
  { caught: [{ service: 'ecs', action: 'RegisterTaskDefinition', calls: 2 }] },
  { caught: [{ service: 'ecs', action: 'UpdateService', calls: 2 }] },
];

const DELETES: readonly Pick<Round, 'caught'>[] = [
  { caught: [{ service: 'ecs', action: 'DeleteService', calls: 2 }] },
  {
    caught: [
      { service: 'logs', action: 'DeleteLogGroup', calls: 2 },
      { service: 'elasticloadbalancing', action: 'DeleteTargetGroup', calls: 2 },
      { service: 'ec2', action: 'DeleteSecurityGroup', calls: 2 },
    ],
  },
];

/** A machine that is lost: no post, nothing is tidied up, GitHub ends the run. */
function expectKilled(number: number, job: JobResult): void {
  expect(job).toMatchObject({ conclusion: 'killed', post: null });
  expect(JSON.parse(filesOf(stage, number).lease ?? 'null')).toMatchObject({ runId: job.runId });
}

function healed(job: JobResult, what: string): string[] {
  const lines = job.log.split('\n').filter((line) => line.startsWith(`healed: ${what}: `));
  return lines.map((line) => /aws:\w+\/(\S+) /.exec(line)?.[1] ?? line);
}

/** Every caught type was made once, and once not: the one is adopted, the other made again. */
function expectHealed(job: JobResult, { unknown }: Round): void {
  expect(job.log).toContain("healed: engine's lock removed");
  expect(healed(job, 'imported into the state')).toEqual(expect.arrayContaining([...unknown]));
  expect(healed(job, 'interrupted creation dropped')).toEqual(expect.arrayContaining([...unknown]));
}

describe('a pull request whose runners are lost again and again', () => {
  let number = 0;

  it(
    'is deployed in the end: what was made is adopted, what was not is made, all by itself',
    async () => {
      number = stage.open('Unlucky');
      let before: Round | null = null;
      for (const round of CREATES) {
        const job = await catching(stage.cloud.gateway, round.caught, (kill) =>
          stage.deploy(number, first, { kill }),
        );
        expectKilled(number, job);
        expect(filesOf(stage, number).locks).toHaveLength(1);
        if (before !== null) expectHealed(job, before);
        before = round;
      }
      const job = await stage.deploy(number, first);
      await expectServing(stage, number, job);
      if (before !== null) expectHealed(job, before);
      expect(deploymentStates(stage, number)).toEqual([
        ...CREATES.map(() => 'inactive'),
        'success',
      ]);
      expect(commentOf(stage, number)).toContain('🩹 imported into the state');
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'is updated in the end, and never says ready before it is',
    async () => {
      stage.push(number);
      for (const { caught } of UPDATES) {
        const job = await catching(stage.cloud.gateway, caught, (kill) =>
          stage.deploy(number, second, { kill }),
        );
        expectKilled(number, job);
        expect(headlineOf(stage, number)).toContain('### 🚀 Deploying');
      }
      const job = await stage.deploy(number, second);
      await expectServing(stage, number, job);
      expect(job.log).toContain("healed: engine's lock removed");
    },
    E2E_TIMEOUT_MS,
  );

  it(
    'is gone in the end, with nothing left',
    async () => {
      stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });
      for (const { caught } of DELETES) {
        const job = await catching(stage.cloud.gateway, caught, (kill) =>
          stage.cleanup(number, { kill }),
        );
        expectKilled(number, job);
      }
      const job = await stage.cleanup(number);
      expect(job).toMatchObject({ conclusion: 'success', outputs: { status: 'destroyed' } });
      expect(healed(job, 'interrupted operation dropped')).not.toEqual([]);
      expect(headlineOf(stage, number)).toContain('### 🗑️ Removed');
      expect(deploymentStates(stage, number)).not.toContain('in_progress');
      expect(filesOf(stage, number)).toEqual(NO_STACK);
      expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
    },
    E2E_TIMEOUT_MS,
  );
});

describe('a runner that is lost', () => {
  it.each([
    { when: 'before the engine has begun', trigger: () => atLine(/Update stack/) },
    { when: 'at the first resource', trigger: () => atResource('+', 1) },
    { when: 'at the last resource', trigger: () => atResource('+', 24) },
    { when: 'while the services roll out', trigger: () => atLine(/has started 1 tasks/) },
  ])(
    '$when is healed by the next run',
    async ({ trigger }) => {
      const number = stage.open();
      const { signal: kill, onLine } = trigger();
      expectKilled(number, await stage.deploy(number, first, { kill, onLine }));
      await expectServing(stage, number, await stage.deploy(number, first));
    },
    E2E_TIMEOUT_MS,
  );
});
