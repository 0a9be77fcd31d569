import { describe, expect, it } from '@jest/globals';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import { runWithMocks } from '../components/mock-engine.ts';
import { chosenLoadBalancer, parseBaseOutputs } from '../factory/base-reference.ts';
import { sharedDatabase as sharedDatabaseOf } from '../factory/base-reference.ts';
import { ownHosts, parsePreviewPlan } from './plan.ts';
import { previewProgram } from './program.ts';

const balancer = (index: number) => ({
  name: `alb-${index}`,
  arn: `arn:lb/${index}`,
  dnsName: `alb-${index}.example`,
  zoneId: 'ZALB',
  httpListenerArn: `arn:http/${index}`,
  httpPort: 80,
  httpsListenerArn: `arn:https/${index}`,
  httpsPort: 443,
  securityGroupId: `sg-alb-${index}`,
});

const base = {
  contract: 1 as const,
  environment: 'dev',
  app: 'base',
  urls: {},
  url: 'https://a.dev',
  region: 'eu-west-1',
  vpcId: 'vpc-1',
  publicSubnetIds: ['public-1', 'public-2'],
  privateSubnetIds: ['private-1', 'private-2'],
  loadBalancers: [balancer(0), balancer(1)],
  domain: 'a.dev',
  hostedZoneId: 'Z1',
  certificateDomains: ['*.a.dev'],
  repositoryUrl: 'registry/macro-infra',
  limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] },
  assignPublicIp: true,
  fingerprint: 'base-1',
};

const health = {
  path: '/api/health',
  matcher: '200-399',
  intervalSeconds: 5,
  timeoutSeconds: 3,
  healthyThreshold: 2,
  unhealthyThreshold: 2,
  graceSeconds: 30,
};

function service(name: string, more: Partial<ServicePlan> = {}): ServicePlan {
  return {
    name,
    primary: name === 'web',
    image: `registry/shop@sha256:${name}`,
    command: null,
    port: 3040,
    cpu: 256,
    memory: 512,
    count: 1,
    host: `pr-42-${name}.a.dev`,
    url: `https://pr-42-${name}.a.dev`,
    paths: ['/*'],
    priority: name === 'web' ? 1001 : 1002,
    health,
    deregistrationSeconds: 5,
    minimumHealthyPercent: 100,
    maximumPercent: 200,
    environment: { MACRO_INFRA_ENV: 'pr-42' },
    secrets: {},
    capacityProvider: 'FARGATE_SPOT',
    logRetentionDays: 7,
    names: {
      service: `pr-42-shop-${name}`,
      family: `pr-42-shop-${name}-task`,
      targetGroup: `pr-42-shop-${name}-tg`,
      logGroup: `/macro-infra/pr-42-shop-${name}`,
      securityGroup: `pr-42-shop-${name}-svc-sg`,
      executionRole: `pr-42-shop-${name}-exec`,
      taskRole: `pr-42-shop-${name}-role`,
    },
    ...more,
  };
}

function plan(more: Partial<PreviewPlan> = {}): PreviewPlan {
  return {
    contract: 1,
    kind: 'preview',
    app: 'shop',
    number: 42,
    environment: 'pr-42',
    stack: 'shop-pr-42',
    repository: 'acme/shop',
    sha: 'f'.repeat(40),
    region: 'eu-west-1',
    base: {
      name: 'dev',
      stackReference: 'organization/macro-infra-base/dev',
      fingerprint: 'base-1',
    },
    loadBalancer: { index: 0, arn: 'arn:lb/0' },
    domain: 'a.dev',
    url: 'https://pr-42-web.a.dev',
    cluster: 'pr-42-shop-cluster',
    services: [service('web'), service('api')],
    tags: { App: 'shop', PullRequest: '42' },
    expiresAt: null,
    why: {},
    ...more,
  };
}

async function build(given: PreviewPlan) {
  const outputs = (type: string) =>
    type === 'pulumi:pulumi:StackReference' ? { outputs: base, secretOutputNames: [] } : {};
  return runWithMocks('macro-infra-preview', given.stack, () => previewProgram(given), { outputs });
}

async function inputsOf(given: PreviewPlan, type: string, name: string): Promise<unknown> {
  const { resources } = await build(given);
  return resources.find((one) => one.type === type && one.name === name)?.inputs;
}

describe('previewProgram', () => {
  it('builds eleven resources for each service and two for the cluster', async () => {
    const { resources } = await build(plan());
    const cloud = resources.filter(({ type }) => type.startsWith('aws:'));
    expect(cloud).toHaveLength(2 + 2 * 11);
  });

  it('gives ECS exactly the planned service', async () => {
    expect(await inputsOf(plan(), 'aws:ecs/service:Service', 'pr-42-shop-api')).toEqual({
      name: 'pr-42-shop-api',
      cluster: 'arn:pr-42-shop-cluster',
      taskDefinition: 'arn:pr-42-shop-api',
      desiredCount: 1,
      capacityProviderStrategies: [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }],
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      healthCheckGracePeriodSeconds: 30,
      networkConfiguration: {
        subnets: ['public-1', 'public-2'],
        securityGroups: ['pr-42-shop-api-id'],
        assignPublicIp: true,
      },
      loadBalancers: [
        { targetGroupArn: 'arn:pr-42-shop-api', containerName: 'api', containerPort: 3040 },
      ],
      propagateTags: 'SERVICE',
      waitForSteadyState: false,
      tags: { App: 'shop', PullRequest: '42', Name: 'pr-42-shop-api' },
    });
  });

  it('routes a host on the HTTPS listener of the planned load balancer, in the planned slot', async () => {
    expect(
      await inputsOf(plan(), 'aws:lb/listenerRule:ListenerRule', 'pr-42-shop-api'),
    ).toMatchObject({
      listenerArn: 'arn:https/0',
      priority: 1002,
      conditions: [{ hostHeader: { values: ['pr-42-api.a.dev'] } }],
      actions: [{ type: 'forward', targetGroupArn: 'arn:pr-42-shop-api' }],
    });
  });

  it('lets only the load balancer in', async () => {
    const name = 'pr-42-shop-api-from-load-balancer';
    const type = 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule';
    expect(await inputsOf(plan(), type, name)).toMatchObject({
      referencedSecurityGroupId: 'sg-alb-0',
      fromPort: 3040,
      toPort: 3040,
    });
    const { resources } = await build(plan());
    const ingress = resources.filter((one) => one.type === type);
    expect(ingress.filter(({ inputs }) => 'cidrIpv4' in inputs)).toEqual([]);
  });

  it('adds DNS records only on a load balancer that the wildcard does not lead to', async () => {
    const type = 'aws:route53/record:Record';
    expect(await inputsOf(plan(), type, 'pr-42-api.a.dev')).toBeUndefined();
    const sharded = plan({ loadBalancer: { index: 1, arn: 'arn:lb/1' } });
    expect(await inputsOf(sharded, type, 'pr-42-api.a.dev')).toMatchObject({
      zoneId: 'Z1',
      aliases: [{ name: 'alb-1.example', zoneId: 'ZALB', evaluateTargetHealth: false }],
    });
  });

  it('exports what consumers need, the plan included', async () => {
    const given = plan();
    const { outputs } = await build(given);
    expect(outputs).toMatchObject({
      contract: 1,
      environment: 'pr-42',
      app: 'shop',
      url: given.url,
      urls: { web: 'https://pr-42-web.a.dev', api: 'https://pr-42-api.a.dev' },
      clusterName: 'pr-42-shop-cluster',
      serviceNames: { web: 'pr-42-shop-web', api: 'pr-42-shop-api' },
      imageRefs: { web: 'registry/shop@sha256:web', api: 'registry/shop@sha256:api' },
      databaseName: null,
      plan: given,
    });
  });

  it('refuses a size Fargate does not have before anything of the service is made', async () => {
    await expect(build(plan({ services: [service('web', { memory: 4096 })] }))).rejects.toThrow(
      'Fargate has no size cpu 256, memory 4096',
    );
  });
});

describe('the plan against its base', () => {
  it('refuses a base that was rebuilt after the plan was made', () => {
    const stale = plan({ loadBalancer: { index: 0, arn: 'arn:lb/old' } });
    expect(() => chosenLoadBalancer('dev', stale.loadBalancer, base)).toThrow(
      'load balancer 0 is arn:lb/0, not arn:lb/old',
    );
  });
  it('refuses a base of another contract, naming what is missing', () => {
    expect(() => parseBaseOutputs('dev', { ...base, contract: 2, vpcId: undefined })).toThrow(
      'does not export what a preview needs (contract, vpcId)',
    );
  });
  it('lists every problem of a plan from outside', () => {
    expect(() => parsePreviewPlan({ ...plan(), number: 'x', services: [] })).toThrow(
      /number: [\s\S]*services: /,
    );
  });
  it('knows hosts of its own only beyond the first load balancer', () => {
    expect(ownHosts(plan())).toEqual([]);
    expect(ownHosts(plan({ loadBalancer: { index: 1, arn: 'arn:lb/1' } }))).toHaveLength(2);
  });
});

describe('a preview with a database', () => {
  const task = (name: 'migrate' | 'seed') => ({
    name,
    service: 'api',
    command: ['npm', 'run', name],
    names: {
      family: `pr-42-shop-api-${name}`,
      logGroup: `pr-42-shop-api-${name}-logs`,
      executionRole: `pr-42-shop-api-${name}-execution`,
      taskRole: `pr-42-shop-api-${name}-role`,
    },
  });
  const database = {
    name: 'shop_pr_42',
    role: 'preview_shop_pr_42',
    secretName: 'preview/shop_pr_42',
    tasks: [task('migrate'), task('seed')],
    runner: { functionName: 'pr-42-shop-runner', roleName: 'pr-42-shop-runner-role' },
  };
  const sharedDatabase = {
    engine: 'postgres',
    host: 'cluster.example',
    port: 5432,
    clusterArn: 'arn:cluster',
    adminSecretArn: 'arn:admin',
    administrator: 'dev-base-db-admin',
    clientSecurityGroupId: 'sg-clients',
  };

  async function buildOn(baseOutputs: unknown, given: PreviewPlan) {
    const outputs = (type: string, _name: string, inputs: Readonly<Record<string, unknown>>) => {
      if (type === 'pulumi:pulumi:StackReference')
        return { outputs: baseOutputs, secretOutputNames: [] };
      if (type !== 'aws:lambda/invocation:Invocation') return {};
      return { result: inputs['lifecycleScope'] === 'CRUD' ? '{"secretVersion":"v1"}' : '{}' };
    };
    return runWithMocks('macro-infra-preview', given.stack, () => previewProgram(given), {
      outputs,
    });
  }
  const withDatabase = () => buildOn({ ...base, database: sharedDatabase }, plan({ database }));

  it('asks the base for it, runs migrate and seed once each, and exports its name', async () => {
    const { resources, outputs } = await withDatabase();
    const calls = resources.filter(({ type }) => type === 'aws:lambda/invocation:Invocation');
    const called = calls.map(({ inputs: { functionName, lifecycleScope, input } }) => ({
      ...{ functionName, lifecycleScope },
      input: JSON.parse(String(input)) as unknown,
    }));
    const sha = 'f'.repeat(40);
    expect(called).toEqual([
      {
        functionName: 'dev-base-db-admin',
        lifecycleScope: 'CRUD',
        input: {
          database: 'shop_pr_42',
          role: 'preview_shop_pr_42',
          secretArn: 'arn:pr-42-shop-db',
        },
      },
      {
        functionName: 'pr-42-shop-runner',
        lifecycleScope: 'CREATE_ONLY',
        input: {
          task: 'migrate',
          taskDefinition: 'pr-42-shop-api-migrate',
          trigger: `${sha} registry/shop@sha256:api npm run migrate`,
        },
      },
      {
        functionName: 'pr-42-shop-runner',
        lifecycleScope: 'CREATE_ONLY',
        input: { task: 'seed', taskDefinition: 'pr-42-shop-api-seed' },
      },
    ]);
    expect(outputs).toMatchObject({ databaseName: 'shop_pr_42' });
  });

  it('lets its services in and gives them the credentials by reference, no password', async () => {
    const { resources } = await withDatabase();
    const services = resources.filter(({ type }) => type === 'aws:ecs/service:Service');
    for (const { name, inputs } of services)
      expect(inputs['networkConfiguration']).toMatchObject({
        securityGroups: [`${name}-id`, 'sg-clients'],
      });
    const definitions = resources.filter(({ type }) => type.endsWith(':TaskDefinition'));
    expect(definitions).toHaveLength(4);
    for (const { inputs } of definitions)
      expect(String(inputs['containerDefinitions'])).toContain(
        '{"name":"DATABASE_PASSWORD","valueFrom":"arn:pr-42-shop-db:password::v1"}',
      );
    expect(JSON.stringify(resources)).not.toMatch(/secretString/i);
  });

  it('is refused on a base that has none', () => {
    expect(() => sharedDatabaseOf('dev', { database: null })).toThrow(
      'Base dev has no database: set "database" in its values',
    );
  });
});
