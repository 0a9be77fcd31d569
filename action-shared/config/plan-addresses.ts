import type { LoadBalancerOutputs } from '../documents/base-outputs.ts';
import { PRIMARY_HOST_TEMPLATE, SERVICE_HOST_TEMPLATE } from '../naming/hosts.ts';
import { hostFrom, hostProblem, isCovered, wildcardFor } from '../naming/hosts.ts';
import { previewEnvironment } from '../naming/preview-names.ts';
import type { AppService } from './app-file.ts';
import type { Problem } from './problems.ts';
import type { ResolveInput } from './resolve-input.ts';

/** Where one service answers. */
export interface ServiceAddress {
  readonly service: AppService;
  /** Null on a base without a domain. */
  readonly host: string | null;
  readonly url: string;
  readonly paths: readonly string[];
}

export interface Addresses {
  readonly services: readonly ServiceAddress[];
  /** URL of the primary service. */
  readonly url: string;
  readonly problems: readonly Problem[];
}

/**
 * Host, URL and paths of every service; problems are hosts that no certificate of the base covers,
 * that are no DNS names, or that someone else's rule already answers.
 */
export function planAddresses(input: ResolveInput, loadBalancer: LoadBalancerOutputs): Addresses {
  const { domain } = input.baseOutputs;
  const services = input.appFile.services.map((service) =>
    domain === null
      ? prefixAddress(service, input, loadBalancer)
      : hostAddress(service, input, domain, loadBalancer),
  );
  const primary = services.find(({ service }) => service.primary);
  const problems = services.flatMap((address) => addressProblems(address, input, loadBalancer));
  return { services, url: primary?.url ?? '', problems };
}

function hostAddress(
  service: AppService,
  { number, appFile }: ResolveInput,
  domain: string,
  loadBalancer: LoadBalancerOutputs,
): ServiceAddress {
  const template =
    service.host ?? (service.primary ? PRIMARY_HOST_TEMPLATE : SERVICE_HOST_TEMPLATE);
  const env = previewEnvironment(number);
  const values = { number, app: appFile.app, service: service.name, env, domain };
  const host = hostFrom(template, values);
  return { service, host, url: origin(host, loadBalancer), paths: service.paths };
}

/** Without a domain all previews share one name: each service gets a path of its own. */
function prefixAddress(
  service: AppService,
  { number, appFile }: ResolveInput,
  loadBalancer: LoadBalancerOutputs,
): ServiceAddress {
  const prefix = `/${previewEnvironment(number)}-${appFile.app}/${service.name}`;
  const origin = `http://${loadBalancer.dnsName}${portSuffix(loadBalancer.httpPort, 80)}`;
  const paths = [prefix, `${prefix}/*`];
  return { service, host: null, url: `${origin}${prefix}`, paths };
}

function origin(host: string, { httpsListenerArn, httpsPort, httpPort }: LoadBalancerOutputs) {
  return httpsListenerArn === null || httpsPort === null
    ? `http://${host}${portSuffix(httpPort, 80)}`
    : `https://${host}${portSuffix(httpsPort, 443)}`;
}

function portSuffix(port: number, standard: number): string {
  return port === standard ? '' : `:${port}`;
}

function addressProblems(
  { service, host }: ServiceAddress,
  { baseOutputs, foreignHosts = [] }: ResolveInput,
  { httpsListenerArn }: LoadBalancerOutputs,
): readonly Problem[] {
  if (host === null) return [];
  const problem = (found: string, allowed: string): Problem[] => [
    { path: `services.${service.name}.host`, position: null, found, allowed },
  ];
  const wrong = hostProblem(host);
  if (wrong !== null) return problem(`${host}, which ${wrong}`, 'a DNS name');
  const names = baseOutputs.certificateDomains;
  if (httpsListenerArn !== null && !isCovered(host, names)) {
    const missing = `or add ${wildcardFor(host)} to the base’s certificate`;
    return problem(
      host,
      `a host that ${names.join(', ')} covers (a wildcard covers one label), ${missing}`,
    );
  }
  if (!foreignHosts.includes(host)) return [];
  return problem(
    `${host}, which another app answers`,
    'a host of its own: put {app} into the template',
  );
}
