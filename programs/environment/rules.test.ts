import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { aclRules } from '../components/network/network-acl.ts';
import { ENVIRONMENTS } from './config.ts';
import type { EnvironmentName } from './config.ts';
import { build, configOf, DIGEST, FOLDER, inputsOf, shopApp } from './testing/stage.ts';

/** A value from outside AWS, to be found wherever it should not be. */
const PLANTED = 'sk_live_planted_7f3a';
const app = shopApp('    secrets: { STRIPE_KEY: "doppler:STRIPE_KEY" }');
const emails = ['ops@example.com'];

type Built = Awaited<ReturnType<typeof build>>;
const built = new Map<EnvironmentName, Built>();

beforeAll(async () => {
  for (const environment of ENVIRONMENTS) {
    const config = configOf(environment, { alarms: { emails } }, { app });
    built.set(environment, await build(config, { 'doppler:STRIPE_KEY': PLANTED }));
  }
}, 180_000);

function inputs(environment: EnvironmentName, type: string) {
  return inputsOf(built.get(environment)?.resources ?? [], type);
}

describe('a stack file', () => {
  it.each(ENVIRONMENTS)('of %s has at most 50 lines', (environment) => {
    const text = readFileSync(join(FOLDER, `Pulumi.${environment}.yaml`), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(50);
  });
});

describe('quotas', () => {
  const crowd = (count: number) => {
    const names = Array.from({ length: count }, (_, index) => `s${index}`);
    const [first] = shopApp().services;
    if (first === undefined) throw new Error('no service');
    const services = names.map((name, index) => ({
      ...{ ...first, name, primary: index === 0, environment: {} },
    }));
    const images = Object.fromEntries(names.map((name) => [name, DIGEST]));
    const values = (more: Record<string, unknown>) => ({ ...more, images });
    return (more: Record<string, unknown>) =>
      configOf('dev', values(more), { app: { ...shopApp(), services } });
  };
  const noStores = { database: null, cache: null };

  it('let 60 services in to a store, as many rules as a security group takes', () => {
    expect(crowd(60)({}).services).toHaveLength(60);
    expect(() => crowd(61)({})).toThrow('61 services beside a database or a cache; allowed: 60');
  });
  it('let 100 services stand behind a load balancer', () => {
    expect(crowd(100)(noStores).services).toHaveLength(100);
    expect(() => crowd(101)(noStores)).toThrow('101 services; allowed: 100');
  });
});

describe('backups', () => {
  it.each([
    ['dev', 1, 7, 0, false],
    ['staging', 7, 14, 1, false],
    ['production', 30, 30, 7, true],
  ] as const)(
    'of %s: database %i days, plan %i days, cache %i snapshots, a last snapshot: %s',
    (environment, database, plan, cache, last) => {
      expect(inputs(environment, 'rds/cluster:Cluster')).toMatchObject([
        { backupRetentionPeriod: database, skipFinalSnapshot: !last, copyTagsToSnapshot: true },
      ]);
      expect(inputs(environment, 'backup/plan:Plan')).toMatchObject([
        { rules: [{ schedule: 'cron(0 3 * * ? *)', lifecycle: { deleteAfter: plan } }] },
      ]);
      expect(inputs(environment, 'elasticache/replicationGroup:ReplicationGroup')).toMatchObject([
        { snapshotRetentionLimit: cache },
      ]);
    },
  );
});

describe.each(ENVIRONMENTS)('in %s', (environment) => {
  it('a secret’s value is in Secrets Manager alone: in no output, variable or other resource', () => {
    const { resources = [], outputs } = built.get(environment) ?? {};
    const holders = resources.filter((one) => JSON.stringify(one.inputs).includes(PLANTED));
    expect(holders.map(({ type }) => type)).toEqual([
      'aws:secretsmanager/secretVersion:SecretVersion',
    ]);
    expect(JSON.stringify(outputs)).not.toContain(PLANTED);
  });

  it('buckets encrypt what is stored, of themselves', () => {
    const type =
      's3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
    expect(inputs(environment, type)).toHaveLength(3);
    for (const { rules } of inputs(environment, type))
      expect(JSON.stringify(rules)).toMatch(/"sseAlgorithm":"(AES256|aws:kms)"/);
  });

  it('every subnet is under the one rule set of network ACLs', () => {
    const [acl] = inputs(environment, 'ec2/networkAcl:NetworkAcl');
    const { cidr } = configOf(environment).network;
    const { ingress, egress } = aclRules({ cidr, ports: { http: 80, https: 443 } });
    expect(acl).toMatchObject({ ingress, egress });
    expect(acl?.['subnetIds']).toHaveLength(inputs(environment, 'ec2/subnet:Subnet').length);
  });

  it('S3 is reached inside the network, from every route table', () => {
    const tables = inputs(environment, 'ec2/routeTable:RouteTable').length;
    const [endpoint] = inputs(environment, 'ec2/vpcEndpoint:VpcEndpoint');
    expect(endpoint).toMatchObject({ vpcEndpointType: 'Gateway' });
    expect(endpoint?.['routeTableIds']).toHaveLength(tables);
  });

  it('a budget warns at 80 percent spent and at 100 percent forecast, unusual cost at once', () => {
    const { monthlyUsd } = configOf(environment).budget;
    const topic = [`arn:${environment}-shop-alarms`];
    expect(inputs(environment, 'budgets/budget:Budget')).toMatchObject([
      {
        limitAmount: String(monthlyUsd),
        timeUnit: 'MONTHLY',
        notifications: [
          { notificationType: 'ACTUAL', threshold: 80, subscriberSnsTopicArns: topic },
          { notificationType: 'FORECASTED', threshold: 100, subscriberSnsTopicArns: topic },
        ],
      },
    ]);
    const [unusual] = inputs(environment, 'costexplorer/anomalySubscription:AnomalySubscription');
    expect(unusual).toMatchObject({ frequency: 'IMMEDIATE', subscribers: [{ type: 'SNS' }] });
  });

  it('the topic takes messages of AWS’s services of this account only, and writes to people', () => {
    const [{ policy = '' } = {}] = inputs(environment, 'sns/topicPolicy:TopicPolicy');
    const { Statement } = JSON.parse(String(policy)) as { Statement: unknown };
    expect(Statement).toMatchObject([
      { Action: 'sns:Publish', Condition: { StringEquals: { 'aws:SourceAccount': '' } } },
    ]);
    expect(inputs(environment, 'sns/topicSubscription:TopicSubscription')).toMatchObject([
      { protocol: 'email', endpoint: emails[0] },
    ]);
  });

  it('people sign in with long passwords, by a code that needs no secret in the browser', () => {
    expect(inputs(environment, 'cognito/userPool:UserPool')).toMatchObject([
      { passwordPolicy: { minimumLength: 12, requireNumbers: true } },
    ]);
    expect(inputs(environment, 'cognito/userPoolClient:UserPoolClient')).toMatchObject([
      { generateSecret: false, allowedOauthFlows: ['code'], preventUserExistenceErrors: 'ENABLED' },
    ]);
  });
});
