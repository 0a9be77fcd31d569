import { DNS_LABEL_MAX, DNS_NAME_MAX } from './limits.ts';
import { fitName } from './physical-name.ts';

/** Host of the primary service when its entry names none. */
export const PRIMARY_HOST_TEMPLATE = 'pr-{number}-{app}.{domain}';
/** Host of every other service. */
export const SERVICE_HOST_TEMPLATE = 'pr-{number}-{app}-{service}.{domain}';
/** Placeholders a host template may hold. */
export const HOST_PLACEHOLDERS = ['number', 'app', 'service', 'env', 'domain'] as const;

export interface HostValues {
  readonly number: number;
  readonly app: string;
  readonly service: string;
  /** Environment suffix: `pr-42`. */
  readonly env: string;
  readonly domain: string;
}

/**
 * A host from its template; a label over 63 characters is cut and gets a hash. Unknown placeholders
 * stay as they are: the app's file is checked for them before.
 */
export function hostFrom(template: string, values: HostValues): string {
  const filled = template.replace(/\{([a-z]+)\}/g, (whole, key: string) =>
    isHostPlaceholder(key) ? String(values[key]) : whole,
  );
  const labels = filled.toLowerCase().split('.');
  return labels.map((label) => fitName(label, DNS_LABEL_MAX)).join('.');
}

function isHostPlaceholder(key: string): key is keyof HostValues {
  return (HOST_PLACEHOLDERS as readonly string[]).includes(key);
}

/** Null when `host` is a valid DNS name, else what is wrong with it. */
export function hostProblem(host: string): string | null {
  if (host.length > DNS_NAME_MAX)
    return `has ${host.length} characters, DNS allows ${DNS_NAME_MAX}`;
  const bad = host.split('.').find((label) => !isLabel(label));
  return bad === undefined ? null : `holds ${JSON.stringify(bad)}, which is no DNS label`;
}

function isLabel(label: string): boolean {
  return label.length <= DNS_LABEL_MAX && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(label);
}

/**
 * True when one of a certificate's names covers `host`. A wildcard covers exactly ONE label:
 * `*.example.com` covers `a.example.com`, neither `example.com` nor `a.b.example.com`.
 */
export function isCovered(host: string, certificateDomains: readonly string[]): boolean {
  const parent = host.slice(host.indexOf('.') + 1);
  const accepted = new Set([host.toLowerCase(), `*.${parent.toLowerCase()}`]);
  return certificateDomains.some((name) => accepted.has(name.toLowerCase()));
}

/** The wildcard a certificate needs so that it covers `host`. */
export function wildcardFor(host: string): string {
  return `*.${host.slice(host.indexOf('.') + 1)}`;
}
