import { setTimeout as sleep } from 'node:timers/promises';
import type { ApplicationAutoScaling } from '@aws-sdk/client-application-auto-scaling';
import type { Backup } from '@aws-sdk/client-backup';
import type { Budgets } from '@aws-sdk/client-budgets';
import type { CloudFront } from '@aws-sdk/client-cloudfront';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CognitoIdentityProvider } from '@aws-sdk/client-cognito-identity-provider';
import type { CostExplorer } from '@aws-sdk/client-cost-explorer';
import type { ElastiCache } from '@aws-sdk/client-elasticache';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { RDS } from '@aws-sdk/client-rds';
import type { S3 } from '@aws-sdk/client-s3';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { ServiceDiscovery } from '@aws-sdk/client-servicediscovery';
import type { SNS } from '@aws-sdk/client-sns';
import type { WAFV2 } from '@aws-sdk/client-wafv2';
import type { ACM } from '@aws-sdk/client-acm';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ECR } from '@aws-sdk/client-ecr';
import type { ECS } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAM } from '@aws-sdk/client-iam';
import type { Route53 } from '@aws-sdk/client-route-53';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';

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

/** AWS in one region: clients are loaded when first asked for, waits end when the engine cancels. */
export interface Aws {
  readonly region: string;
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
  /** Account of the credentials in use. */
  account(): Promise<string>;
  /** Repeats `attempt` while it answers undefined, for at most `seconds` (default 600). */
  until<T>(what: string, attempt: () => Promise<T | undefined>, seconds?: number): Promise<T>;
}

export function awsIn(config: ClientConfig, signal: AbortSignal): Aws {
  const sts = once(async () => new (await import('@aws-sdk/client-sts')).STS(config));
  return {
    region: config.region,
    sts,
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
    account: once(async () => must((await (await sts()).getCallerIdentity({})).Account, 'Account')),
    until: (what, attempt, seconds = 600) => until(what, attempt, seconds, signal),
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** Milliseconds between two looks: short at first, so that an emulator costs nothing. */
const PAUSES = [20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  seconds: number,
  signal: AbortSignal,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; ; turn++) {
    const found = await attempt();
    if (found !== undefined) return found;
    if (signal.aborted) throw new Error(`${what}: stopped waiting, the operation was cancelled`);
    if (performance.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
    await sleep(PAUSES[Math.min(turn, PAUSES.length - 1)], undefined, { signal }).catch(() => null);
  }
}

/** Name of AWS's error, such as `InvalidVpcID.NotFound`. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The call's answer, or undefined where AWS says by one of `codes` that there is nothing. */
export async function unless<T>(codes: RegExp, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.test(errorCode(error))) return undefined;
    throw error;
  }
}

/** Repeats a deletion while something still depends on the thing (`busy`); `gone` counts as done. */
export async function remove(
  aws: Aws,
  what: string,
  call: () => Promise<unknown>,
  codes: { readonly gone: RegExp; readonly busy?: RegExp },
): Promise<void> {
  let last: unknown;
  const attempt = async (): Promise<true | undefined> => {
    try {
      await call();
      return true;
    } catch (error) {
      if (codes.gone.test(errorCode(error))) return true;
      if (!codes.busy?.test(errorCode(error))) throw error;
      last = error;
      return undefined;
    }
  };
  try {
    await aws.until(`delete ${what}`, attempt, 300);
  } catch (error) {
    throw last instanceof Error
      ? new Error(`delete ${what}: ${last.name}: ${last.message}`, { cause: error })
      : error;
  }
}

/** A value that AWS always answers; its absence is a fault of the answer. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`AWS answered without ${what}`);
  return value;
}
