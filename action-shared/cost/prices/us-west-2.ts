import type { RegionPrices } from '../region-prices.ts';
import { CACHE, CW, ECR, ELB, FARGATE, KMS, LINK, R53, S3, SM, SSM, VPC, WAF } from './pages.ts';

/** List prices of us-west-2; `node tools/prices/main.ts` compares and rewrites them. */
export const US_WEST_2: RegionPrices = {
  region: 'us-west-2',
  date: '2026-10-02',
  prices: {
    'fargate.vcpu': { usd: '0.04048', source: FARGATE },
    'fargate.gib': { usd: '0.004445', source: FARGATE },
    'fargate.ephemeral-gib': { usd: '0.000111', source: FARGATE },
    alb: { usd: '0.0225', source: ELB },
    'nat-gateway': { usd: '0.045', source: VPC },
    dashboard: { usd: '3.00', source: CW },
    'public-ipv4': { usd: '0.005', source: VPC },
    'kms-key': { usd: '1.00', source: KMS },
    'hosted-zone': { usd: '0.50', source: R53 },
    secret: { usd: '0.40', source: SM },
    'web-acl': { usd: '5.00', source: WAF },
    'web-acl.rule': { usd: '1.00', source: WAF },
    'advanced-parameter': { usd: '0.05', source: SSM },
    'interface-endpoint': { usd: '0.01', source: LINK },
    'logs.ingested-gib': { usd: '0.50', source: CW },
    'metric-alarm': { usd: '0.10', source: CW },
    'ecr.gib': { usd: '0.10', source: ECR },
    's3.standard-gib': { usd: '0.023', source: S3 },
    'redis.cache.t3.micro': { usd: '0.017', source: CACHE },
    'redis.cache.t3.medium': { usd: '0.068', source: CACHE },
  },
};
