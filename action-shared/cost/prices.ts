/**
 * Prices in USD, on demand, Linux on x86, as AWS's public pages list them. A table, because a
 * preview's price must not need a call to a pricing service; dated, so that nobody takes it for more.
 */
export const PRICES_DATE = '2026-03';
export const PRICES_SOURCE = 'aws.amazon.com/fargate/pricing, aws.amazon.com/vpc/pricing';

export interface FargatePrice {
  /** One vCPU (1024 CPU units) for an hour. */
  readonly vcpuHour: number;
  /** One GB of memory for an hour. */
  readonly gigabyteHour: number;
}

/** By region. A region that is missing has no known price: it is reported as unknown, never as 0. */
export const FARGATE_PRICES: Readonly<Record<string, FargatePrice>> = {
  'us-east-1': { vcpuHour: 0.04048, gigabyteHour: 0.004445 },
  'us-east-2': { vcpuHour: 0.04048, gigabyteHour: 0.004445 },
  'us-west-2': { vcpuHour: 0.04048, gigabyteHour: 0.004445 },
  'eu-west-1': { vcpuHour: 0.04048, gigabyteHour: 0.004445 },
  'eu-central-1': { vcpuHour: 0.04656, gigabyteHour: 0.00511 },
  'ap-southeast-1': { vcpuHour: 0.05056, gigabyteHour: 0.00553 },
};

/** A public IPv4 address in use, an hour; the same in every region (since February 2024). */
export const PUBLIC_IPV4_HOUR = 0.005;
