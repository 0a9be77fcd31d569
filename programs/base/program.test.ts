import { describe, expect, it } from '@jest/globals';
import { lookupTypes } from '../../action-shared/aws/pending-lookup.ts';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { Recorded } from '../components/mock-engine.ts';
import { runWithMocks } from '../components/mock-engine.ts';
import { baseProgram } from './program.ts';

const edge = {
  domain: 'a.dev',
  certificateDomains: ['*.a.dev', '*.api.a.dev'],
  listenerPorts: { http: 8080, https: 8443 },
};

/** What the cloud adds to the inputs, as far as the program uses it. */
function outputs(type: string): Record<string, unknown> {
  const option = (domainName: string) => ({
    domainName,
    resourceRecordName: `_x.${domainName}`,
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y',
  });
  const known: Record<string, Record<string, unknown>> = {
    'aws:acm/certificate:Certificate': {
      domainValidationOptions: [option('*.a.dev'), option('*.api.a.dev')],
    },
    'aws:lb/loadBalancer:LoadBalancer': { dnsName: 'alb.example', zoneId: 'ZALB' },
    'aws:route53/zone:Zone': { zoneId: 'ZNEW' },
    'aws:rds/cluster:Cluster': {
      endpoint: 'cluster.example',
      masterUserSecrets: [{ secretArn: 'arn:admin' }],
    },
    'aws:ecr/repository:Repository': { repositoryUrl: 'registry/macro-infra' },
  };
  return known[type] ?? {};
}

async function build(values: Record<string, unknown>, region = 'eu-west-1') {
  const config = parseBaseConfig({ region: 'eu-west-1', ...values }, 'test');
  const call = () => ({ id: region, names: ['eu-west-1a', 'eu-west-1b', 'eu-west-1c'] });
  return runWithMocks('macro-infra-base', 'dev', () => baseProgram(config), { outputs, call });
}

function counts(resources: readonly Recorded[]): Record<string, number> {
  const cloud = resources.filter(({ type }) => type.startsWith('aws:'));
  const names = cloud.map(({ type }) => type.split(':').at(-1) ?? type);
  return Object.fromEntries(
    [...new Set(names)].sort().map((name) => [name, names.filter((one) => one === name).length]),
  );
}

describe('baseProgram', () => {
  it('makes nothing whose interrupted creation could not be settled', async () => {
    const all = { ...edge, nat: 'one', flowLogDays: 30, endpoints: ['logs'], database: {} };
    const { resources } = await build(all);
    const types = resources.map(({ type }) => type).filter((type) => type.startsWith('aws:'));
    expect(types.filter((type) => !lookupTypes.includes(type))).toEqual([]);
  });

  it('builds the documented base: two zones, one load balancer, HTTPS with wildcards, no NAT', async () => {
    const { resources } = await build(edge);
    expect(counts(resources)).toEqual({
      Certificate: 1,
      CertificateValidation: 1,
      InternetGateway: 1,
      LifecyclePolicy: 1,
      Listener: 2,
      LoadBalancer: 1,
      NetworkAcl: 1,
      Record: 4,
      Repository: 1,
      Route: 1,
      RouteTable: 2,
      RouteTableAssociation: 4,
      SecurityGroup: 1,
      SecurityGroupEgressRule: 1,
      SecurityGroupIngressRule: 2,
      Subnet: 4,
      Vpc: 1,
      Zone: 1,
    });
  });

  it('exports outputs that consumers of contract 1 accept', async () => {
    const built = await build(edge);
    const exported = baseOutputsSchema.parse(built.outputs);
    expect(exported).toMatchObject({
      contract: 1,
      environment: 'dev',
      url: 'https://a.dev:8443',
      domain: 'a.dev',
      certificateDomains: ['*.a.dev', '*.api.a.dev'],
      repositoryUrl: 'registry/macro-infra',
      assignPublicIp: true,
      hostedZoneId: 'ZNEW',
      loadBalancers: [
        { name: 'dev-base-alb-1', dnsName: 'alb.example', httpPort: 8080, httpsPort: 8443 },
      ],
    });
    expect(exported.publicSubnetIds).toHaveLength(2);
  });

  it('uses a hosted zone that is given', async () => {
    const { resources } = await build({ ...edge, hostedZoneId: 'ZGIVEN' });
    expect(counts(resources)['Zone']).toBeUndefined();
    const records = resources.filter(({ type }) => type === 'aws:route53/record:Record');
    expect(new Set(records.map(({ inputs }) => inputs['zoneId']))).toEqual(new Set(['ZGIVEN']));
  });

  it('serves HTTP only without a domain, and opens no other port', async () => {
    const { resources, outputs: exported } = await build({});
    expect(baseOutputsSchema.parse(exported)).toMatchObject({
      domain: null,
      url: 'http://alb.example',
      loadBalancers: [{ httpsListenerArn: null, httpsPort: null, httpPort: 80 }],
    });
    expect(counts(resources)).toMatchObject({ Listener: 1, SecurityGroupIngressRule: 1 });
  });

  it('builds as many load balancers as shards, wildcards leading to the first', async () => {
    const { resources, outputs: exported } = await build({ ...edge, shards: 3 });
    expect(counts(resources)).toMatchObject({ LoadBalancer: 3, Listener: 6, Record: 4 });
    expect(exported.loadBalancers.map(({ name }) => name)).toEqual([
      'dev-base-alb-1',
      'dev-base-alb-2',
      'dev-base-alb-3',
    ]);
  });

  it.each([
    ['one', 1],
    ['per-zone', 3],
  ])('builds NAT gateways: %s', async (nat, count) => {
    const { resources } = await build({ nat, zones: 3 });
    expect(counts(resources)).toMatchObject({
      NatGateway: count,
      Eip: count,
      Route: 1 + count,
      RouteTableAssociation: 6,
    });
  });

  it('builds a cluster for previews’ databases, closed but for one group, where it is asked for', async () => {
    const { resources, outputs: exported } = await build({ database: { extensions: ['vector'] } });
    expect(counts(resources)).toMatchObject({ Cluster: 1, ClusterInstance: 1, Function: 1 });
    expect(counts(resources)).not.toHaveProperty('Bucket');
    const inputs = (type: string) =>
      resources.filter((one) => one.type.endsWith(`:${type}`)).map((one) => one.inputs);
    expect(inputs('Cluster')[0]).toMatchObject({
      clusterIdentifier: 'dev-base-db',
      enableHttpEndpoint: true,
      manageMasterUserPassword: true,
      storageEncrypted: true,
      serverlessv2ScalingConfiguration: { minCapacity: 0, maxCapacity: 4 },
    });
    const [rule, ...others] = inputs('SecurityGroupIngressRule').filter(
      ({ fromPort }) => fromPort === 5432,
    );
    expect(others).toEqual([]);
    expect(rule).toMatchObject({ referencedSecurityGroupId: 'dev-base-db-clients-id' });
    expect(baseOutputsSchema.parse(exported).database).toEqual({
      engine: 'postgres',
      host: 'cluster.example',
      port: 5432,
      clusterArn: 'arn:dev-base-db',
      adminSecretArn: 'arn:admin',
      administrator: 'dev-base-db-admin',
      clientSecurityGroupId: 'dev-base-db-clients-id',
    });
  });

  it('exports no database where there is none', async () => {
    const { outputs: exported } = await build({});
    expect(baseOutputsSchema.parse(exported).database).toBeNull();
  });

  it('tags everything that can carry tags', async () => {
    const { resources } = await build(edge);
    const untaggable =
      /(Record|CertificateValidation|LifecyclePolicy|Route|RouteTableAssociation)$/;
    const taggable = resources.filter(
      ({ type }) => type.startsWith('aws:') && !untaggable.test(type),
    );
    for (const { inputs } of taggable)
      expect(inputs['tags']).toMatchObject({
        App: 'base',
        DeploymentType: 'base',
        ManagedBy: 'macro-infra',
        'macro-infra:stack': 'dev',
      });
  });
});
