import { hostFrom } from '../../action-shared/naming/hosts.ts';
import type { PermanentEnvironment, EnvironmentService } from './config.ts';

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
export function serviceAddresses(
  config: PermanentEnvironment,
): ReadonlyMap<string, ServiceAddress> {
  return new Map(config.services.map((service) => [service.name, addressOf(config, service)]));
}

function addressOf(config: PermanentEnvironment, service: EnvironmentService): ServiceAddress {
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
export function hostsOf(config: PermanentEnvironment): readonly string[] {
  const hosts = [...serviceAddresses(config).values()].flatMap(({ host }) => host ?? []);
  return [...new Set(hosts)];
}

/** Names of the certificate; none without a domain. @default the hosts themselves */
export function certificateNames(config: PermanentEnvironment): readonly string[] {
  return config.domain === null ? [] : (config.certificateDomains ?? hostsOf(config));
}
