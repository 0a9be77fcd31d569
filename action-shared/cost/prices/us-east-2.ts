import type { RegionPrices } from '../region-prices.ts';
import { CW, FARGATE, KMS, R53, SM, SSM, VPC, WAF } from './pages.ts';

/** List prices of us-east-2; `node tools/prices/main.ts` compares and rewrites them. */
export const US_EAST_2: RegionPrices = {
  region: 'us-east-2',
  date: '2026-03-01',
  prices: {
    'fargate.vcpu': { usd: '0.04048', source: FARGATE },
    'fargate.gib': { usd: '0.004445', source: FARGATE },
    dashboard: { usd: '3.00', source: CW },
    'public-ipv4': { usd: '0.005', source: VPC },
    'kms-key': { usd: '1.00', source: KMS },
    'hosted-zone': { usd: '0.50', source: R53 },
    secret: { usd: '0.40', source: SM },
    'web-acl': { usd: '5.00', source: WAF },
    'web-acl.rule': { usd: '1.00', source: WAF },
    'advanced-parameter': { usd: '0.05', source: SSM },
  },
};
