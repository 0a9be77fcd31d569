import type { ACM } from '@aws-sdk/client-acm';
import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { Backup } from '@aws-sdk/client-backup';
import type { Budgets } from '@aws-sdk/client-budgets';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { CostExplorer } from '@aws-sdk/client-cost-explorer';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ECR } from '@aws-sdk/client-ecr';
import type { ECS } from '@aws-sdk/client-ecs';
import type { ElastiCache } from '@aws-sdk/client-elasticache';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { RDS } from '@aws-sdk/client-rds';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { S3 } from '@aws-sdk/client-s3';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { ServiceDiscovery } from '@aws-sdk/client-servicediscovery';
import type { SNS } from '@aws-sdk/client-sns';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { WAFV2 } from '@aws-sdk/client-wafv2';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What every client is made with. */
export interface ClientConfig {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: Credentials | (() => Promise<Credentials>);
  readonly maxAttempts: number;
}

/** Clients of what previews and their base are made of, each loaded when first asked for. */
export interface PreviewClients {
  acm(): Promise<ACM>;
  ec2(): Promise<EC2>;
  ecr(): Promise<ECR>;
  ecs(): Promise<ECS>;
  elb(): Promise<ElasticLoadBalancingV2>;
  iam(): Promise<IAM>;
  logs(): Promise<CloudWatchLogs>;
  route53(): Promise<Route53>;
  secrets(): Promise<SecretsManager>;
  ssm(): Promise<SSM>;
  sts(): Promise<STS>;
}

/** Clients of what permanent environments have besides. */
export interface EnvironmentClients {
  appautoscaling(): Promise<ApplicationAutoScaling>;
  backup(): Promise<Backup>;
  budgets(): Promise<Budgets>;
  cloudfront(): Promise<CloudFront>;
  cloudwatch(): Promise<CloudWatch>;
  cognito(): Promise<CognitoIdentityProvider>;
  costExplorer(): Promise<CostExplorer>;
  elasticache(): Promise<ElastiCache>;
  events(): Promise<EventBridge>;
  lambda(): Promise<Lambda>;
  rds(): Promise<RDS>;
  s3(): Promise<S3>;
  scheduler(): Promise<Scheduler>;
  serviceDiscovery(): Promise<ServiceDiscovery>;
  sns(): Promise<SNS>;
  wafv2(): Promise<WAFV2>;
}

export function previewClients(config: ClientConfig): PreviewClients {
  return {
    sts: once(async () => new (await import('@aws-sdk/client-sts')).STS(config)),
    acm: once(async () => new (await import('@aws-sdk/client-acm')).ACM(config)),
    ec2: once(async () => new (await import('@aws-sdk/client-ec2')).EC2(config)),
    ecr: once(async () => new (await import('@aws-sdk/client-ecr')).ECR(config)),
    ecs: once(async () => new (await import('@aws-sdk/client-ecs')).ECS(config)),
    elb: once(async () => {
      const sdk = await import('@aws-sdk/client-elastic-load-balancing-v2');
      return new sdk.ElasticLoadBalancingV2(config);
    }),
    iam: once(async () => new (await import('@aws-sdk/client-iam')).IAM(config)),
    logs: once(async () => {
      const sdk = await import('@aws-sdk/client-cloudwatch-logs');
      return new sdk.CloudWatchLogs(config);
    }),
    route53: once(async () => new (await import('@aws-sdk/client-route-53')).Route53(config)),
    secrets: once(async () => {
      const sdk = await import('@aws-sdk/client-secrets-manager');
      return new sdk.SecretsManager(config);
    }),
    ssm: once(async () => new (await import('@aws-sdk/client-ssm')).SSM(config)),
  };
}

export function environmentClients(config: ClientConfig): EnvironmentClients {
  return {
    appautoscaling: once(
      async () =>
        new (await import('@aws-sdk/client-application-auto-scaling')).ApplicationAutoScaling(
          config,
        ),
    ),
    backup: once(async () => new (await import('@aws-sdk/client-backup')).Backup(config)),
    budgets: once(async () => new (await import('@aws-sdk/client-budgets')).Budgets(config)),
    cloudfront: once(
      async () => new (await import('@aws-sdk/client-cloudfront')).CloudFront(config),
    ),
    cloudwatch: once(
      async () => new (await import('@aws-sdk/client-cloudwatch')).CloudWatch(config),
    ),
    cognito: once(
      async () =>
        new (await import('@aws-sdk/client-cognito-identity-provider')).CognitoIdentityProvider(
          config,
        ),
    ),
    costExplorer: once(
      async () => new (await import('@aws-sdk/client-cost-explorer')).CostExplorer(config),
    ),
    elasticache: once(
      async () => new (await import('@aws-sdk/client-elasticache')).ElastiCache(config),
    ),
    events: once(async () => new (await import('@aws-sdk/client-eventbridge')).EventBridge(config)),
    lambda: once(async () => new (await import('@aws-sdk/client-lambda')).Lambda(config)),
    rds: once(async () => new (await import('@aws-sdk/client-rds')).RDS(config)),
    // An endpoint given is one address for all buckets: they are told apart by path, not by host.
    s3: once(async () => {
      const sdk = await import('@aws-sdk/client-s3');
      return new sdk.S3({ ...config, forcePathStyle: config.endpoint !== undefined });
    }),
    scheduler: once(async () => new (await import('@aws-sdk/client-scheduler')).Scheduler(config)),
    serviceDiscovery: once(
      async () => new (await import('@aws-sdk/client-servicediscovery')).ServiceDiscovery(config),
    ),
    sns: once(async () => new (await import('@aws-sdk/client-sns')).SNS(config)),
    wafv2: once(async () => new (await import('@aws-sdk/client-wafv2')).WAFV2(config)),
  };
}

/** The same answer for all who ask. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
