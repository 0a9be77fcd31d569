import { z } from 'zod';
import { mapping, record, text, wholeNumber } from '../../action-shared/config/schema-parts.ts';
import { FARGATE_CPU } from '../../action-shared/config/fargate-sizes.ts';
import {
  INTERFACE_ENDPOINTS,
  LOG_RETENTION_DAYS,
} from '../../action-shared/config/network-values.ts';
import { countSchema } from '../../action-shared/config/schema.ts';
import {
  SECRET_REFERENCE_ALLOWED,
  SECRET_REFERENCE_PATTERN,
} from '../../action-shared/config/secret-references.ts';
import { SLUG_PATTERN } from '../../action-shared/naming/slug.ts';
import { backupSchema, bucketsSchema, cacheSchema, databaseSchema } from './schema-data.ts';
import { alarmsSchema, budgetSchema, driftWatchSchema } from './schema-watching.ts';

const REGION_ALLOWED = 'an AWS region such as eu-west-1';
const CIDR_ALLOWED = 'an IPv4 range of /16 to /22, its first address first, such as 10.1.0.0/16';
const DNS_NAME_ALLOWED = 'a DNS name in lower case, or null for HTTP only';
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const CIDR = /^(\d{1,3}\.){3}\d{1,3}\/(1[6-9]|2[0-2])$/;

const flag = z.boolean({ error: 'true or false' });
const region = text(/^[a-z]{2}(-[a-z]+)+-\d$/, REGION_ALLOWED);
const logDays = z.literal([...LOG_RETENTION_DAYS], {
  error: `days that CloudWatch Logs takes: ${LOG_RETENTION_DAYS.join(', ')}`,
});
const cidr = text(CIDR, CIDR_ALLOWED).refine(isNetworkAddress, CIDR_ALLOWED);
const port = wholeNumber(1, 65_535, 'a port, 1 to 65535');

function isNetworkAddress(range: string): boolean {
  const [address = '', bits = ''] = range.split('/');
  const octets = address.split('.').map(Number);
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return octets.every((octet) => octet <= 255) && value % 2 ** (32 - Number(bits)) === 0;
}

const peer = mapping('a peer: name, cidr, region, and stack or vpcId with routeTableIds', {
  name: text(SLUG_PATTERN, 'a short name of letters, digits and hyphens'),
  cidr,
  region,
  /** Stack of this program whose network it is; its outputs tell the rest. */
  stack: text(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/, 'organization/project/stack').optional(),
  vpcId: text(/^vpc-[0-9a-f]+$/, 'the id of a VPC: vpc-...').optional(),
  routeTableIds: z
    .array(text(/^rtb-[0-9a-f]+$/, 'the id of a route table: rtb-...'), { error: 'a list of ids' })
    .optional(),
  /** Route tables that the other stack exports: one public, one private or one per NAT gateway. */
  routeTables: wholeNumber(1, 4, 'a number of route tables, 1 to 4').default(2),
  accountId: text(/^\d{12}$/, 'an account: 12 digits in quotes').optional(),
  /** Role of the other account that may accept the peering and add routes. */
  roleArn: text(/^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/, 'the ARN of a role').optional(),
});

const network = mapping('a network: cidr, zones, nat, flowLogDays, endpoints, peers', {
  cidr,
  zones: z
    .union(
      [
        z.literal([2, 3]),
        z
          .array(text(/^[a-z0-9-]+$/, 'a zone'))
          .min(2)
          .max(3),
      ],
      {
        error: '2 or 3, or a list of 2 or 3 Availability Zones',
      },
    )
    .default(3),
  /** NAT gateways, about 32 USD a month each; `none` runs the tasks in the public subnets. */
  nat: z.enum(['none', 'one', 'per-zone'], { error: 'none, one or per-zone' }).default('none'),
  flowLogDays: logDays.default(30),
  endpoints: z
    .array(z.enum(INTERFACE_ENDPOINTS, { error: `one of ${INTERFACE_ENDPOINTS.join(', ')}` }), {
      error: 'a list of endpoints',
    })
    .refine((all) => new Set(all).size === all.length, 'endpoints that differ')
    .default([]),
  peers: z.array(peer, { error: 'a list of peers' }).default([]),
});

const size = {
  cpu: z.literal([...FARGATE_CPU], { error: `CPU units: ${FARGATE_CPU.join(', ')}` }),
  memory: wholeNumber(512, 122_880, 'MiB that Fargate takes for the cpu, 512 to 122880'),
  count: countSchema,
};
const service = mapping('values of a service: cpu, memory, count, host', {
  cpu: size.cpu.optional(),
  memory: size.memory.optional(),
  count: size.count.optional(),
  host: text(/^[a-z0-9.{}-]+$/, 'a host such as shop.{domain}').optional(),
});

const seconds = (least: number, most: number) =>
  wholeNumber(least, most, `seconds, ${least} to ${most}`);
const times = (least: number, most: number) => wholeNumber(least, most, `${least} to ${most}`);
const health = mapping('a health check: interval, timeout, healthy, unhealthy, drain', {
  interval: seconds(5, 300).default(30),
  timeout: seconds(2, 120).default(5),
  healthy: times(2, 10).default(2),
  unhealthy: times(2, 10).default(3),
  drain: seconds(0, 3600).default(30),
});

const time = text(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'a time in quotes such as "18:00"');
const percent = (least: number, most: number) =>
  wholeNumber(least, most, `percent, ${least} to ${most}`);
const autoscaling = mapping('autoscaling: cpu, memory, out, in, quietHours', {
  cpu: percent(10, 95).default(70),
  memory: percent(10, 95).default(75),
  out: seconds(0, 3600).default(300),
  in: seconds(0, 3600).default(600),
  quietHours: mapping('quiet hours: from, to, tasks, weekends, timeZone', {
    from: time,
    to: time,
    tasks: wholeNumber(0, 99, 'a number of tasks, 0 to 99').default(0),
    weekends: flag.default(false),
    timeZone: z.string({ error: 'a time zone of the IANA list' }).default('UTC'),
  })
    .nullable()
    .default(null),
});

const scheduledTask = mapping('a scheduled task: name, service, command, schedule, timeZone', {
  name: text(SLUG_PATTERN, 'a short name of letters, digits and hyphens'),
  service: text(SLUG_PATTERN, 'the name of a service'),
  command: z.array(z.string({ error: 'a word' }), { error: 'a list of words' }).min(1, 'a word'),
  schedule: text(/^(cron\(.+\)|rate\(\d+ (minutes?|hours?|days?)\))$/, 'cron(...) or rate(1 hour)'),
  timeZone: z.string({ error: 'a time zone of the IANA list' }).default('UTC'),
});

/** Values of one permanent environment: what its stack file holds. */
export const valuesSchema = mapping('values of an environment', {
  region,
  repository: text(/^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/, 'owner/name'),
  costCenter: z.string({ error: 'a name' }).min(1, 'a name').optional(),
  /** The switch: refuses deletion of everything until it is false and the stack was updated. */
  protection: flag.default(false),
  /** Stack of the base whose image repository is used. */
  base: text(/^[^/\s]+\/[^/\s]+\/[^/\s]+$/, 'organization/macro-infra-base/dev')
    .nullable()
    .default(null),
  /** Image repository instead of a base's. */
  imageRepository: text(/^[a-z0-9][a-z0-9._:/-]*$/, 'a repository without tag and digest')
    .nullable()
    .default(null),
  /** Service -> digest that runs; promotion writes them. */
  images: record(
    text(SLUG_PATTERN, 'the name of a service'),
    text(/^sha256:[0-9a-f]{64}$/, 'a digest: sha256:<64 hex digits>'),
    'a mapping of services to digests',
  ).default({}),
  sha: text(/^[0-9a-f]{40}$/, 'a commit: 40 hex digits').default('0'.repeat(40)),
  domain: text(DOMAIN, DNS_NAME_ALLOWED).nullable().default(null),
  hostedZoneId: text(/^Z[A-Z0-9]+$/, 'the id of a hosted zone: Z...')
    .nullable()
    .default(null),
  certificateDomains: z
    .array(text(/^(\*\.)?[a-z0-9.-]+$/, 'a DNS name, *. allowed in front'), {
      error: 'a list of DNS names',
    })
    .nullable()
    .default(null),
  listenerPorts: mapping('ports: http, https', {
    http: port.default(80),
    https: port.default(443),
  }).prefault({}),
  network,
  sizes: mapping('sizes: cpu, memory, count', {
    cpu: size.cpu.default(256),
    memory: size.memory.default(512),
    count: size.count.default(1),
  }).prefault({}),
  services: record(
    text(SLUG_PATTERN, 'the name of a service'),
    service,
    'a mapping of services to their values',
  ).default({}),
  /** Variable of a service -> reference that holds here instead of the app's file's. */
  secrets: record(
    text(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable'),
    text(SECRET_REFERENCE_PATTERN, SECRET_REFERENCE_ALLOWED),
    'a mapping of variables to references',
  ).default({}),
  /** Regions that get copies of the secrets that are kept here for Doppler and Pulumi ESC. */
  secretReplicas: z.array(region, { error: 'a list of regions' }).default([]),
  health: health.prefault({}),
  capacityProvider: z
    .enum(['FARGATE', 'FARGATE_SPOT'], { error: 'FARGATE or FARGATE_SPOT' })
    .default('FARGATE'),
  /** Percent of the wanted tasks that a deployment keeps at least, and starts at most. */
  deployment: mapping('a deployment: minimum, maximum', {
    minimum: percent(0, 100).default(100),
    maximum: percent(100, 400).default(200),
  }).prefault({}),
  /** Secret with the pull credentials of a private registry outside ECR. */
  registryCredentials: text(
    /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:.+$/,
    'the ARN of a secret in Secrets Manager',
  )
    .nullable()
    .default(null),
  insights: flag.default(true),
  exec: flag.default(false),
  logDays: logDays.default(30),
  autoscaling: autoscaling.prefault({}),
  scheduledTasks: z.array(scheduledTask, { error: 'a list of scheduled tasks' }).default([]),
  database: databaseSchema.nullable().default(null),
  cache: cacheSchema.nullable().default(null),
  buckets: bucketsSchema.prefault({}),
  backup: backupSchema.prefault({}),
  parameters: mapping('parameters: prefix, shared, values', {
    /** In front of `/shared/*` and `/<environment>/*`; null: the app's name. */
    prefix: text(/^(\/[A-Za-z0-9_.-]+)*$/, 'a path such as /shop, or nothing')
      .nullable()
      .default(null),
    /** False where another environment of the region owns `/shared/*`. */
    shared: flag.default(true),
    values: record(
      text(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name in lower case with hyphens'),
      z.union([z.string().min(1), z.number()], { error: 'text or a number' }),
      'a mapping of names to values',
    ).default({}),
  }).prefault({}),
  cdn: flag.default(true),
  userPool: flag.default(true),
  /** Requests of one address in 5 minutes before the firewall blocks it; null: no firewall. */
  firewall: wholeNumber(10, 2_000_000, 'requests in 5 minutes, 10 to 2000000, or null')
    .nullable()
    .default(2000),
  /** Environments of one dashboard for all, with their regions; null: this one makes none. */
  overview: z
    .partialRecord(z.enum(['dev', 'staging', 'production']), region, {
      error: 'a mapping of dev, staging and production to their regions',
    })
    .nullable()
    .default(null),
  alarms: alarmsSchema.prefault({}),
  budget: budgetSchema,
  driftWatch: driftWatchSchema.prefault({}),
});

export type EnvironmentValues = z.infer<typeof valuesSchema>;
