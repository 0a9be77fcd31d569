import { beforeAll, describe, expect, it } from '@jest/globals';
import { standardOutputsSchema } from '../../action-shared/documents/standard-outputs.ts';
import type { Recorded } from '../components/mock-engine.ts';
import { runWithMocks } from '../components/mock-engine.ts';
import type { EnvironmentConfig } from './config.ts';
import { createEnvironment } from './create-environment.ts';
import { BASE_OUTPUTS, environment, oneService } from './testing/values.ts';

/** What the cloud adds to the inputs, as far as the factory uses it. */
function outputs(type: string): Record<string, unknown> {
  const known: Record<string, Record<string, unknown>> = {
    'aws:lb/loadBalancer:LoadBalancer': { dnsName: 'alb.example', zoneId: 'ZALB' },
    'aws:ecr/repository:Repository': { repositoryUrl: 'registry/macro-infra' },
    'pulumi:pulumi:StackReference': { outputs: BASE_OUTPUTS, secretOutputNames: [] },
  };
  return known[type] ?? {};
}

async function build(config: EnvironmentConfig) {
  const call = () => ({ id: 'eu-west-1', names: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] });
  return runWithMocks('p', 's', () => createEnvironment(config), { outputs, call });
}

const base = { name: 'dev', stack: 'organization/macro-infra-base/dev' };
const shared: Partial<EnvironmentConfig> = {
  network: { kind: 'shared', base },
  edge: { kind: 'shared', base, loadBalancer: { index: 0, arn: 'arn:lb/0' }, hosts: [] },
};
const typesOf = (resources: readonly Recorded[]) =>
  new Set(resources.map(({ type }) => type.split(':').at(-1)));
const inputsOf = (resources: readonly Recorded[], type: string) =>
  resources
    .filter((one) => one.type.startsWith('aws:') && one.type.endsWith(`:${type}`))
    .map(({ inputs }) => inputs);

describe.each([
  ['own network and load balancer, nothing more', environment()],
  ['own network and a service', environment({ compute: oneService() })],
  ['a service on what a base has', environment({ ...shared, compute: oneService() })],
  ['an image repository alone beside what a base has', environment(shared)],
])('with %s', (_case, config) => {
  it('exports the standard outputs, every name of them', async () => {
    const { outputs: exported } = await build(config);
    expect(Object.keys(exported).toSorted()).toEqual(
      Object.keys(standardOutputsSchema.shape).toSorted(),
    );
    expect(() => standardOutputsSchema.parse(exported)).not.toThrow();
  });
});

describe('a part that is shared', () => {
  let resources: readonly Recorded[];
  let exported: Record<string, unknown>;
  beforeAll(async () => {
    const built = await build(environment({ ...shared, compute: oneService() }));
    ({ resources } = built);
    exported = { ...built.outputs };
  });

  it('is not made again: neither network nor load balancer', () => {
    const types = typesOf(resources);
    for (const type of ['Vpc', 'Subnet', 'NetworkAcl', 'LoadBalancer', 'Listener'])
      expect(types).not.toContain(type);
  });

  it('is read once, whatever needs it', () => {
    expect(resources.filter(({ type }) => type.endsWith(':StackReference'))).toHaveLength(1);
  });

  it('carries the services', () => {
    expect(inputsOf(resources, 'ListenerRule')).toMatchObject([{ listenerArn: 'arn:https/0' }]);
    expect(inputsOf(resources, 'TargetGroup')).toMatchObject([{ vpcId: 'vpc-base' }]);
    expect(exported).toMatchObject({
      vpcId: 'vpc-base',
      cidr: null,
      loadBalancers: [{ arn: 'arn:lb/0' }],
      urls: { web: 'https://pr-1.a.dev' },
    });
  });
});

describe('a part that is absent', () => {
  it('costs nothing: no resource of it is there', async () => {
    const { resources } = await build(environment({ compute: oneService() }));
    const types = typesOf(resources);
    for (const type of ['Dashboard', 'Parameter', 'Bucket', 'FlowLog', 'VpcEndpoint', 'Target'])
      expect(types).not.toContain(type);
  });
});

describe('an own network', () => {
  it('always has the one network ACL, with flow logs and endpoints only where values ask', async () => {
    const own = environment().network;
    if (own.kind !== 'own') throw new Error('not an own network');
    const network = { ...own, flowLogDays: 7, endpoints: ['logs' as const] };
    const { resources } = await build(environment({ network }));
    expect(inputsOf(resources, 'NetworkAcl')).toHaveLength(1);
    expect(inputsOf(resources, 'FlowLog')).toHaveLength(1);
    expect(inputsOf(resources, 'VpcEndpoint')).toMatchObject([
      { vpcEndpointType: 'Gateway' },
      { vpcEndpointType: 'Interface', serviceName: 'com.amazonaws.eu-west-1.logs' },
    ]);
  });
});
