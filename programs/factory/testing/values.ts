import type { BaseOutputs } from '../../../action-shared/documents/base-outputs.ts';
import type { ComputeValues } from '../config-compute.ts';
import type { EnvironmentConfig } from '../config.ts';

/** An environment with a network and a load balancer of its own, and what is given. */
export function environment(more: Partial<EnvironmentConfig> = {}): EnvironmentConfig {
  const ports = { http: 80, https: 443 };
  return {
    ...{ environment: 'dev', app: 'shop', repository: 'acme/shop', region: 'eu-west-1' },
    domain: null,
    tags: { App: 'shop' },
    protection: false,
    network: {
      ...{ kind: 'own', whose: 'environment', cidr: '10.0.0.0/16', zones: 2, nat: 'none', ports },
      ...{ tasksIn: 'public', flowLogDays: null, endpoints: null, peers: [] },
    },
    edge: {
      ...{ kind: 'own', loadBalancers: ['dev-shop-alb'], ports, certificateDomains: [] },
      ...{
        hostedZoneId: null,
        ownZone: { comment: '', forceDestroy: true },
        hosts: [],
        deletionProtection: false,
        accessLogs: null,
      },
      ...{ firewall: null, notFoundText: 'Nothing here.' },
    },
    images: { kind: 'own', repositoryName: 'shop', imagesKept: 10 },
    ...{ compute: null, data: null, delivery: null, watching: null, parameters: null },
    fingerprint: 'x',
    ...more,
  };
}

const names = {
  service: 'dev-shop-web-service',
  family: 'dev-shop-web-task',
  targetGroup: 'dev-shop-web-tg',
  logGroup: 'dev-shop-web-logs',
  securityGroup: 'dev-shop-web-sg',
  executionRole: 'dev-shop-web-execution-role',
  taskRole: 'dev-shop-web-task-role',
};

/** One service that answers at a host, without scaling and discovery. */
export function oneService(): ComputeValues {
  const service: ComputeValues['services'][number] = {
    ...{ name: 'web', primary: true, names, image: 'sha256:abc', command: null, port: 8080 },
    ...{ cpu: 256, memory: 512, count: 1, capacityProvider: 'FARGATE_SPOT' },
    ...{ minimumHealthyPercent: 100, maximumPercent: 200, logRetentionDays: 7 },
    route: { host: 'pr-1.a.dev', paths: ['/*'], priority: 1000 },
    address: { url: 'https://pr-1.a.dev' },
    health: {
      ...{ path: '/', matcher: '200-399', intervalSeconds: 5, timeoutSeconds: 3 },
      ...{ healthyThreshold: 2, unhealthyThreshold: 2, graceSeconds: 30 },
    },
    deregistrationSeconds: 5,
    ...{ variables: {}, secrets: {}, valueFroms: {}, scaling: null },
  };
  return {
    ...{ clusterName: 'dev-shop-cluster', insights: false, zoneName: null, exec: false },
    registryCredentialsArn: null,
    services: [service],
    tasks: [],
    runs: null,
    storedSecrets: { references: [], replicaRegions: [] },
  };
}

/** What a base exports. */
export const BASE_OUTPUTS: BaseOutputs = {
  ...{ contract: 1, environment: 'dev', app: 'base', urls: {}, url: 'https://a.dev' },
  ...{ region: 'eu-west-1', vpcId: 'vpc-base', domain: 'a.dev', hostedZoneId: 'Z1' },
  publicSubnetIds: ['public-1', 'public-2'],
  privateSubnetIds: ['private-1', 'private-2'],
  loadBalancers: [
    {
      ...{ name: 'alb-0', arn: 'arn:lb/0', dnsName: 'alb-0.example', zoneId: 'ZALB' },
      ...{ httpListenerArn: 'arn:http/0', httpPort: 80 },
      ...{ httpsListenerArn: 'arn:https/0', httpsPort: 443, securityGroupId: 'sg-alb-0' },
    },
  ],
  certificateDomains: ['*.a.dev'],
  repositoryUrl: 'registry/base',
  limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] },
  assignPublicIp: true,
  fingerprint: 'base-1',
};
