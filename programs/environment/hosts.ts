import { hostFrom } from '../../action-shared/naming/hosts.ts';
import type { EnvironmentConfig, EnvironmentService } from './config.ts';

/** Hosts of production; the others carry their environment in front: `staging.shop.example.com`. */
const PRIMARY_HOST = '{app}.{domain}';
const SERVICE_HOST = '{app}-{service}.{domain}';

/** Where a service answers. */
export interface ServiceAddress {
  /** Null without a domain: requests come by the load balancer's own name. */
  readonly host: string | null;
  readonly paths: readonly string[];
  /** What follows the origin in the service's URL: `/api` without a domain, else nothing. */
  readonly path: string;
}

/** Address of every service, by its name. */
export function serviceAddresses(config: EnvironmentConfig): ReadonlyMap<string, ServiceAddress> {
  return new Map(config.services.map((service) => [service.name, addressOf(config, service)]));
}

function addressOf(config: EnvironmentConfig, service: EnvironmentService): ServiceAddress {
  const { domain } = config;
  if (domain === null) return prefixAddress(service);
  const { environment: env, app } = config;
  const fallback = service.primary ? PRIMARY_HOST : SERVICE_HOST;
  const template = service.host ?? (env === 'production' ? fallback : `${env}.${fallback}`);
  const values = { number: 0, app, service: service.name, env, domain };
  return { host: hostFrom(template, values), paths: service.paths, path: '' };
}

/** Without a domain all services share one name: the primary keeps its paths, others get a prefix. */
function prefixAddress(service: EnvironmentService): ServiceAddress {
  if (service.primary) return { host: null, paths: service.paths, path: '' };
  const path = `/${service.name}`;
  return { host: null, paths: [path, `${path}/*`], path };
}

/** Every host, each once, in the services' order. */
export function hostsOf(config: EnvironmentConfig): readonly string[] {
  const hosts = [...serviceAddresses(config).values()].flatMap(({ host }) => host ?? []);
  return [...new Set(hosts)];
}

/** Names of the certificate; none without a domain. @default the hosts themselves */
export function certificateNames(config: EnvironmentConfig): readonly string[] {
  return config.domain === null ? [] : (config.certificateDomains ?? hostsOf(config));
}

/** `https://host`, or `http://host` without a domain; with the port unless it is the scheme's own. */
export function originOf(
  { domain, listenerPorts }: Pick<EnvironmentConfig, 'domain' | 'listenerPorts'>,
  host: string,
): string {
  const [scheme, port, usual] =
    domain === null ? ['http', listenerPorts.http, 80] : ['https', listenerPorts.https, 443];
  return `${scheme}://${host}${port === usual ? '' : `:${port}`}`;
}
