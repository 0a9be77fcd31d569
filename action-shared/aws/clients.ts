import type { ACMClient } from '@aws-sdk/client-acm';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { Route53Client } from '@aws-sdk/client-route-53';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';

/** Attempts per request, the first included; the SDK waits longer before each. */
const ATTEMPTS = 5;
const CONNECT_MILLISECONDS = 5_000;
const REQUEST_MILLISECONDS = 30_000;

/** One client per service, loaded and built when it is first asked for, then kept. */
export interface AwsClients {
  acm(): Promise<ACMClient>;
  cloudwatch(): Promise<CloudWatchClient>;
  ec2(): Promise<EC2Client>;
  ecr(): Promise<ECRClient>;
  ecs(): Promise<ECSClient>;
  elb(): Promise<ElasticLoadBalancingV2Client>;
  iam(): Promise<IAMClient>;
  lambda(): Promise<LambdaClient>;
  logs(): Promise<CloudWatchLogsClient>;
  rds(): Promise<RDSClient>;
  route53(): Promise<Route53Client>;
  secrets(): Promise<SecretsManagerClient>;
  ssm(): Promise<SSMClient>;
  sts(): Promise<STSClient>;
  tagging(): Promise<ResourceGroupsTaggingAPIClient>;
}

/**
 * Clients of one region. Credentials and `AWS_ENDPOINT_URL` come from the environment, as the AWS SDK
 * reads them. An SDK package is some 20 ms of start-up: none is loaded before it is needed. Each import
 * is taken apart where it is made: only so does the bundler leave out what nobody uses.
 */
export function awsClients(region: string): AwsClients {
  const config = {
    region,
    maxAttempts: ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_MILLISECONDS,
      requestTimeout: REQUEST_MILLISECONDS,
    },
  };
  return { ...workloadClients(config), ...accountClients(config) };
}

interface ClientConfig {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
  };
}

type WorkloadClients = Pick<AwsClients, 'ec2' | 'ecr' | 'ecs' | 'elb' | 'lambda' | 'logs' | 'rds'>;

function workloadClients(config: ClientConfig): WorkloadClients {
  return {
    ec2: once(async () => {
      const { EC2Client } = await import('@aws-sdk/client-ec2');
      return new EC2Client(config);
    }),
    ecr: once(async () => {
      const { ECRClient } = await import('@aws-sdk/client-ecr');
      return new ECRClient(config);
    }),
    ecs: once(async () => {
      const { ECSClient } = await import('@aws-sdk/client-ecs');
      return new ECSClient(config);
    }),
    elb: once(async () => {
      const { ElasticLoadBalancingV2Client } =
        await import('@aws-sdk/client-elastic-load-balancing-v2');
      return new ElasticLoadBalancingV2Client(config);
    }),
    lambda: once(async () => {
      const { LambdaClient } = await import('@aws-sdk/client-lambda');
      return new LambdaClient(config);
    }),
    rds: once(async () => {
      const { RDSClient } = await import('@aws-sdk/client-rds');
      return new RDSClient(config);
    }),
    logs: once(async () => {
      const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
      return new CloudWatchLogsClient(config);
    }),
  };
}

function accountClients(config: ClientConfig): Omit<AwsClients, keyof WorkloadClients> {
  return {
    acm: once(async () => {
      const { ACMClient } = await import('@aws-sdk/client-acm');
      return new ACMClient(config);
    }),
    cloudwatch: once(async () => {
      const { CloudWatchClient } = await import('@aws-sdk/client-cloudwatch');
      return new CloudWatchClient(config);
    }),
    iam: once(async () => {
      const { IAMClient } = await import('@aws-sdk/client-iam');
      return new IAMClient(config);
    }),
    route53: once(async () => {
      const { Route53Client } = await import('@aws-sdk/client-route-53');
      return new Route53Client(config);
    }),
    secrets: once(async () => {
      const { SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      return new SecretsManagerClient(config);
    }),
    ssm: once(async () => {
      const { SSMClient } = await import('@aws-sdk/client-ssm');
      return new SSMClient(config);
    }),
    sts: once(async () => {
      const { STSClient } = await import('@aws-sdk/client-sts');
      return new STSClient(config);
    }),
    tagging: once(async () => {
      const { ResourceGroupsTaggingAPIClient } =
        await import('@aws-sdk/client-resource-groups-tagging-api');
      return new ResourceGroupsTaggingAPIClient(config);
    }),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
