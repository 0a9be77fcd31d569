import { createHash } from 'node:crypto';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { INTERFACE_ENDPOINTS, LOG_RETENTION_DAYS } from './network-values.ts';

/** Raised with every change of the base program that an unchanged configuration would not show. */
export const BASE_PROGRAM_VERSION = 1;

/** Load balancer names carry the base's name and a suffix; AWS allows 32 characters. */
const MAX_BASE_NAME = 16;

/** A /16 to a /22 leaves every zone a public and a private subnet of at least /26 (59 addresses). */
const CIDR = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(1[6-9]|2[0-2])$/;

/** Address range of a base that names none. */
export const DEFAULT_CIDR = '10.0.0.0/16';

const DNS_NAME =
  /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;

/** ECR: 2..256 characters, lower case, separated by single `.`, `_`, `-` or `/`. */
const REPOSITORY_NAME = /^[a-z0-9]+(?:[._\-/][a-z0-9]+)*$/;

const port = z.int().min(1).max(65_535);

function isNetworkAddress(cidr: string): boolean {
  const [address = '', bits = ''] = cidr.split('/');
  const octets = address.split('.').map(Number);
  if (octets.some((octet) => octet > 255)) return false;
  const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return value % 2 ** (32 - Number(bits)) === 0;
}

const limits = z.strictObject({
  /** Fargate CPU units a preview's service may ask for; 1024 is one vCPU. */
  maxCpu: z.int().min(256).max(16_384).default(1024),
  /** MiB a preview's service may ask for. */
  maxMemory: z.int().min(512).max(122_880).default(2048),
  maxServices: z.int().min(1).max(20).default(5),
  /** `secretsmanager:` and `ssm:` names that previews may read, `*` as wildcard. */
  secrets: z.array(z.string().min(1)).default([]),
});

/** Aurora serverless counts capacity in halves of a unit (2 GiB of memory). */
const capacityUnits = z.number().min(0).max(256).multipleOf(0.5);

const database = z.strictObject({
  /** Capacity units; 0 as the least pauses the cluster after 5 minutes without a connection. */
  capacity: z
    .strictObject({ min: capacityUnits.default(0), max: capacityUnits.min(1).default(4) })
    .refine(({ min, max }) => min <= max, '`min` must not be above `max`')
    .prefault({}),
  /** Days that automatic backups are kept. */
  backupDays: z.int().min(1).max(35).default(1),
  /** Extensions that every preview's database gets, such as `vector`. */
  extensions: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,62}$/, 'must be the name of an extension'))
    .default([]),
});

const shape = z.strictObject({
  /** Name of the base and of its stack. */
  name: z
    .string()
    .max(MAX_BASE_NAME)
    .regex(/^[a-z][a-z0-9-]*[a-z0-9]$/, 'must be lower-case letters, digits and hyphens')
    .default('dev'),
  region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be an AWS region such as eu-west-1'),
  /** Address range of the VPC. */
  cidr: z
    .string()
    .regex(CIDR, 'must be an IPv4 range between /16 and /22, for example 10.0.0.0/16')
    .refine(isNetworkAddress, 'must be a network address: the bits after the prefix are zero')
    .default(DEFAULT_CIDR),
  /** Availability Zones to use: how many, or which. */
  zones: z.union([z.literal(2), z.literal(3), z.array(z.string().min(1)).min(2).max(3)]).default(2),
  /** NAT gateways for the private subnets; previews run in the public ones and need none. */
  nat: z.enum(['none', 'one', 'per-zone']).default('none'),
  /** Days that flow logs are kept, about 0.50 USD per GB; null takes none. */
  flowLogDays: z
    .literal([...LOG_RETENTION_DAYS], {
      error: `must be null, or one of ${LOG_RETENTION_DAYS.join(', ')} days`,
    })
    .nullable()
    .default(null),
  /** `[]` is the free endpoint for S3, each further one costs about 7.30 USD a month and zone; null: none. */
  endpoints: z
    .array(
      z.enum(INTERFACE_ENDPOINTS, { error: `must be one of ${INTERFACE_ENDPOINTS.join(', ')}` }),
    )
    .refine((all) => new Set(all).size === all.length, 'must differ from each other')
    .nullable()
    .default(null),
  /** Null: the base serves HTTP only, routes by path. */
  domain: z.string().regex(DNS_NAME, 'must be a DNS name in lower case').nullable().default(null),
  /** Existing public hosted zone of the domain; null creates one. */
  hostedZoneId: z.string().min(1).nullable().default(null),
  /** Names on the certificate; null means `*.<domain>`. A wildcard covers one label. */
  certificateDomains: z
    .array(z.string().regex(/^(?:\*\.)?[a-z0-9.-]+$/, 'must be a DNS name, `*.` allowed in front'))
    .min(1)
    .max(10)
    .nullable()
    .default(null),
  listenerPorts: z
    .strictObject({ http: port.default(80), https: port.default(443) })
    .default({ http: 80, https: 443 }),
  /** Load balancers: each takes 100 target groups, a limit that AWS does not raise. */
  shards: z.int().min(1).max(10).default(1),
  deletionProtection: z.boolean().default(false),
  /** Name of the image repository that every environment shares. */
  imageRepository: z
    .string()
    .min(2)
    .max(256)
    .regex(REPOSITORY_NAME, 'must be an ECR repository name in lower case')
    .default('macro-infra'),
  /** Images kept in the repository; the oldest beyond go. */
  imagesKept: z.int().min(10).max(10_000).default(500),
  /** PostgreSQL on which every preview gets a database of its own (`{}` takes the defaults); null: none. */
  database: database.nullable().default(null),
  limits: limits.default({ maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] }),
  costCenter: z.string().min(1).default('Development'),
  /** `owner/name` of the repository that owns this base. */
  repository: z.string().min(1).default('macro-infra'),
});

export const baseConfigSchema = shape.superRefine((config, context) => {
  const issue = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const { domain, listenerPorts } = config;
  if (listenerPorts.http === listenerPorts.https)
    issue('listenerPorts', 'http and https must differ');
  if (domain === null) {
    if (config.certificateDomains) issue('certificateDomains', 'needs a `domain`');
    if (config.hostedZoneId !== null) issue('hostedZoneId', 'needs a `domain`');
    return;
  }
  for (const name of config.certificateDomains ?? [])
    if (name !== domain && !name.endsWith(`.${domain}`))
      issue('certificateDomains', `${name} is not within ${domain}`);
});

export type BaseConfig = z.infer<typeof baseConfigSchema>;

/**
 * Validated values of a base, defaults filled in.
 * @param where Named in the error, for example the file the values came from.
 * @throws UserError that lists every problem at once.
 */
export function parseBaseConfig(values: unknown, where: string): BaseConfig {
  const parsed = baseConfigSchema.safeParse(values);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue) => `  ${issue.path.join('.') || '(top level)'}: ${issue.message}`,
  );
  throw new UserError(
    `The base's values in ${where} are not valid; correct these:\n${problems.join('\n')}`,
  );
}

/** Names on the base's certificate; none without a domain. */
export function certificateDomains(config: BaseConfig): readonly string[] {
  if (config.domain === null) return [];
  return [...new Set(config.certificateDomains ?? [`*.${config.domain}`])];
}

/** Changes exactly when the base has to be brought up to date: program version and values. */
export function baseFingerprint(config: BaseConfig): string {
  const text = JSON.stringify(sorted(config));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return `base-${BASE_PROGRAM_VERSION}-${hash}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
