/**
 * Retention values that CloudWatch Logs takes, in days. Source: PutRetentionPolicy, `retentionInDays`.
 */
export const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
] as const;

/** AWS services that tasks in private subnets talk to, by the last part of the endpoint's name. */
export const INTERFACE_ENDPOINTS = [
  'ecr.api',
  'ecr.dkr',
  'logs',
  'secretsmanager',
  'ssm',
  'sts',
] as const;
export type InterfaceEndpoint = (typeof INTERFACE_ENDPOINTS)[number];
