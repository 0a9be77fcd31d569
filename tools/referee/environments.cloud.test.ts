import { beforeAll, expect, it } from '@jest/globals';
import { useCloud } from '../../localcloud/provider/testing/use-cloud.ts';
import type { EnvironmentName } from '../../programs/environment/config.ts';
import type { Values } from '../../programs/environment/testing/stage.ts';
import { configOf, shopApp } from '../../programs/environment/testing/stage.ts';
import { environmentOn } from './environments.ts';
import { useReferee } from './use-referee.ts';

const TIMEOUT_MS = 240_000;
const live = useCloud();
const referee = useReferee('environments.cloud.test.ts');

beforeAll(() => {
  referee.install(live.cloud.pulumiHome);
});

const app = shopApp(
  [
    '    secrets: { STRIPE_KEY: "doppler:STRIPE_KEY" }',
    'database: { engine: postgres, migrate: { service: api, command: [npm, run, migrate] } }',
  ].join('\n'),
);

async function plan(environment: EnvironmentName, more: Values = {}, given = {}) {
  const config = configOf(environment, more, given);
  const folder = live.folder(environment);
  return (await environmentOn(live.cloud, config, folder, { 'doppler:STRIPE_KEY': 'x' })).plan();
}

const schedule = { name: 'nightly', service: 'api', command: ['x'], schedule: 'rate(1 day)' };
const own = { cidr: '10.2.0.0/16', zones: 3, nat: 'none', endpoints: ['ecr.api', 'logs'] };
const stack = 'organization/macro-infra-environment/shop-dev';
const peers = [
  { name: 'dev', cidr: '10.3.0.0/16', region: 'eu-west-1', stack },
  {
    ...{ name: 'office', cidr: '10.9.0.0/16', region: 'us-east-1' },
    ...{ vpcId: 'vpc-0a1b2c3d', routeTableIds: ['rtb-0a1b2c3d'] },
  },
];

referee.describe("HashiCorp's real AWS provider accepts", () => {
  it.each([
    ['dev', 143],
    ['staging', 151],
    ['production', 158],
  ] as const)(
    '%s as committed',
    async (environment, create) => {
      expect(await plan(environment)).toMatchObject({ refusals: [], changes: { create } });
    },
    TIMEOUT_MS,
  );

  it(
    'production with a domain, tasks, secrets from elsewhere, people to tell, exec',
    async () => {
      const emails = { emails: ['ops@example.com'] };
      const more = { domain: 'a.dev', exec: true, scheduledTasks: [schedule], alarms: emails };
      const given = { app };
      const found = await plan('production', { ...more, secretReplicas: ['us-west-2'] }, given);
      expect(found).toMatchObject({ refusals: [] });
    },
    TIMEOUT_MS,
  );

  it(
    'peers of the same and of another region, and interface endpoints',
    async () => {
      const found = await plan('production', { network: { ...own, peers } });
      expect(found.refusals).toEqual([]);
      expect(found.steps.filter((step) => step.includes('eering'))).toHaveLength(3);
    },
    TIMEOUT_MS,
  );

  it.each([
    ['RDS with a standby', { engine: 'rds', class: 'db.t4g.micro', multiAz: true }],
    ['RDS with readers', { engine: 'rds', class: 'db.t4g.micro', replicas: 2, password: 'own' }],
    ['Aurora serverless', { engine: 'aurora-serverless', capacity: { min: 0, max: 2 } }],
  ])(
    '%s',
    async (_case, database) => {
      expect(await plan('staging', { database })).toMatchObject({ refusals: [] });
    },
    TIMEOUT_MS,
  );
});

referee.describe('protection', () => {
  it(
    'keeps what is precious in production, and nothing that deployments replace',
    async () => {
      const kept = (await plan('production')).protected;
      for (const one of ['Vpc production-shop', 'LoadBalancer production-shop-alb'])
        expect(kept).toContain(one);
      expect(kept).toContain('Cluster production-shop-db');
      expect(kept.filter((one) => /TaskDefinition|Service /.test(one))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'is off elsewhere',
    async () => {
      expect((await plan('staging')).protected).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
