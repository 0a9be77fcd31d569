import type { PriceKey } from '../../action-shared/cost/price-keys.ts';
import * as pages from '../../action-shared/cost/prices/pages.ts';

/** One product of AWS's price list, as far as prices need it. */
export interface Product {
  readonly sku: string;
  readonly productFamily?: string | undefined;
  readonly attributes: Readonly<Record<string, string | undefined>>;
}

/** Which product of which offer file a price is. */
export interface Offer {
  /** `AmazonECS`; the folder of the file. */
  readonly service: string;
  readonly page: string;
  readonly key: (product: Product) => PriceKey | null;
}

/** How AWS writes a region in front of a kind of use; other words there (`TS-`) are another product. */
const REGION_PREFIX =
  /^(?:USE[12]|USW[12]|EU|EUC[12]|EUW[1-3]|EUN1|EUS[12]|AP[A-Z]{1,2}\d|CAN\d|SAE1|[a-z]{2}-[a-z]+-\d)-/;

/** `EU-NatGateway-Hours` is `NatGateway-Hours` in Ireland; us-east-1 has no prefix, or `USE1-`. */
function usage({ attributes }: Product): string {
  return (attributes['usagetype'] ?? '').replace(REGION_PREFIX, '');
}

const byUsage =
  (keys: Readonly<Record<string, PriceKey>>, holds: (product: Product) => boolean = () => true) =>
  (product: Product): PriceKey | null =>
    holds(product) ? (keys[usage(product)] ?? null) : null;

/** The offer files and what is taken of them. Names of usage are AWS's own. */
export const OFFERS: readonly Offer[] = [
  {
    service: 'AmazonECS',
    page: pages.FARGATE,
    key: byUsage({
      'Fargate-vCPU-Hours:perCPU': 'fargate.vcpu',
      'Fargate-GB-Hours': 'fargate.gib',
      'Fargate-ARM-vCPU-Hours:perCPU': 'fargate-arm.vcpu',
      'Fargate-ARM-GB-Hours': 'fargate-arm.gib',
      'Fargate-EphemeralStorage-GB-Hours': 'fargate.ephemeral-gib',
    }),
  },
  {
    service: 'AWSELB',
    page: pages.ELB,
    key: byUsage(
      { LoadBalancerUsage: 'alb', LCUUsage: 'alb.lcu' },
      ({ productFamily }) => productFamily === 'Load Balancer-Application',
    ),
  },
  {
    service: 'AmazonEC2',
    page: pages.VPC,
    key: byUsage(
      { 'NatGateway-Hours': 'nat-gateway', 'NatGateway-Bytes': 'nat-gateway.gib' },
      ({ productFamily }) => productFamily === 'NAT Gateway',
    ),
  },
  {
    service: 'AmazonVPC',
    page: pages.VPC,
    key: byUsage({
      'PublicIPv4:InUseAddress': 'public-ipv4',
      'VpcEndpoint-Hours': 'interface-endpoint',
      'VpcEndpoint-Bytes': 'interface-endpoint.gib',
    }),
  },
  {
    service: 'AmazonCloudWatch',
    page: pages.CW,
    key: byUsage({
      'DataProcessing-Bytes': 'logs.ingested-gib',
      'TimedStorage-ByteHrs': 'logs.stored-gib',
      'CW:AlarmMonitorUsage': 'metric-alarm',
      DashboardsUsageHour: 'dashboard',
    }),
  },
  { service: 'AmazonECR', page: pages.ECR, key: byUsage({ 'TimedStorage-ByteHrs': 'ecr.gib' }) },
  {
    service: 'AmazonS3',
    page: pages.S3,
    key: byUsage({ 'TimedStorage-ByteHrs': 's3.standard-gib' }),
  },
  {
    service: 'AWSSecretsManager',
    page: pages.SM,
    key: byUsage({ 'AWSSecretsManager-Secrets': 'secret' }),
  },
  { service: 'awskms', page: pages.KMS, key: byUsage({ 'KMS-Keys': 'kms-key' }) },
  { service: 'AmazonRDS', page: pages.PG, key: databaseKey },
  { service: 'AmazonElastiCache', page: pages.CACHE, key: cacheKey },
];

function databaseKey(product: Product): PriceKey | null {
  const { instanceType, databaseEngine, deploymentOption } = product.attributes;
  const kind = usage(product);
  if (kind === 'Aurora:ServerlessV2Usage') return 'aurora.acu';
  if (kind === 'Aurora:StorageUsage') return 'aurora.storage-gib';
  if (kind === 'Aurora:StorageIOUsage') return 'aurora.million-io';
  if (kind === 'RDS:GP2-Storage' && databaseEngine === 'PostgreSQL') return 'rds.gp2-gib';
  if (kind === 'RDS:GP3-Storage' && databaseEngine === 'PostgreSQL') return 'rds.gp3-gib';
  if (instanceType === undefined || !kind.startsWith('InstanceUsage:')) return null;
  if (databaseEngine === 'Aurora PostgreSQL') return `aurora-postgresql.${instanceType}`;
  const single = deploymentOption === 'Single-AZ' && databaseEngine === 'PostgreSQL';
  return single ? `rds-postgresql.${instanceType}` : null;
}

function cacheKey(product: Product): PriceKey | null {
  const { instanceType, cacheEngine } = product.attributes;
  const own = usage(product) === `NodeUsage:${instanceType}` && cacheEngine === 'Redis';
  return own && instanceType !== undefined ? `redis.${instanceType}` : null;
}
