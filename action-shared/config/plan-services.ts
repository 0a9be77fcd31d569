import type { HealthCheckPlan, ServicePlan } from '../documents/plan.ts';
import { previewEnvironment, serviceNames, targetGroupName } from '../naming/preview-names.ts';
import { allocatePriorities } from '../naming/priorities.ts';
import type { AppService } from './app-file.ts';
import { databaseUrl, databaseVariables } from './plan-database.ts';
import { DIGEST_REFERENCE } from './images.ts';
import type { ChosenLoadBalancer } from './load-balancer-room.ts';
import { DATABASE_PLACEHOLDER, fillPlaceholders } from './placeholders.ts';
import type { ServiceAddress } from './plan-addresses.ts';
import { didYouMean, showFound } from './problems.ts';
import type { Problem } from './problems.ts';
import type { ResolveInput } from './resolve-input.ts';
import { routeGroups } from './routes.ts';

/*
 * Values of previews, made to be quick rather than gentle: two good answers 5 s apart and a target
 * is in, an old one drains for 5 s (AWS's defaults: 5 answers 30 s apart, 300 s).
 */
const HEALTH_INTERVAL_SECONDS = 5;
const HEALTH_TIMEOUT_SECONDS = 3;
const HEALTHY_THRESHOLD = 2;
const UNHEALTHY_THRESHOLD = 2;
const DEREGISTRATION_SECONDS = 5;
const MINIMUM_HEALTHY_PERCENT = 100;
const MAXIMUM_PERCENT = 200;
const LOG_RETENTION_DAYS = 7;

/**
 * Every service of the plan; problems are images that are missing, left over or not by digest,
 * secrets without a value, and a listener without a free slot.
 */
export function planServices(
  input: ResolveInput,
  addresses: readonly ServiceAddress[],
  chosen: ChosenLoadBalancer,
): { readonly services: readonly ServicePlan[]; readonly problems: readonly Problem[] } {
  const priorities = choosePriorities(input, addresses, chosen);
  const variables = placeholderValues(input, addresses);
  const stores = databaseVariables(input);
  const services = addresses.map((address) => ({
    ...planService(address, input),
    environment: { ...stores, ...environmentOf(address.service, variables) },
    priority: priorities.get(address.service.name) ?? 0,
  }));
  const slots = services.filter(({ priority }) => priority === 0);
  const problems = [
    ...imageProblems(input),
    ...addresses.flatMap(({ service }) => secretProblems(service, input)),
    ...slots.map(({ name }) => noSlot(name)),
  ];
  return { services, problems };
}

function choosePriorities(
  { appFile, number, previous }: ResolveInput,
  addresses: readonly ServiceAddress[],
  { used, kept }: ChosenLoadBalancer,
): Map<string, number> {
  const routes = addresses.map(({ service, host, paths }) => ({
    service: service.name,
    host: host ?? '',
    paths,
  }));
  const slots = kept ? (previous?.services ?? []) : [];
  return allocatePriorities({
    app: appFile.app,
    environment: previewEnvironment(number),
    groups: routeGroups(routes).map((group) => group.map(({ service }) => service)),
    used,
    previous: new Map(slots.map(({ name, priority }) => [name, priority])),
  });
}

function planService(
  { service, host, url, paths }: ServiceAddress,
  input: ResolveInput,
): Omit<ServicePlan, 'priority' | 'environment'> {
  return {
    name: service.name,
    primary: service.primary,
    image: input.images[service.name] ?? '',
    command: service.command === null ? null : [...service.command],
    port: service.port,
    cpu: service.cpu,
    memory: service.memory,
    count: service.count.min,
    host,
    url,
    paths: [...paths],
    health: healthCheck(service),
    deregistrationSeconds: DEREGISTRATION_SECONDS,
    minimumHealthyPercent: MINIMUM_HEALTHY_PERCENT,
    maximumPercent: MAXIMUM_PERCENT,
    secrets: secretsOf(service, input),
    capacityProvider: 'FARGATE_SPOT',
    logRetentionDays: LOG_RETENTION_DAYS,
    names: namesOf(service, input),
  };
}

function healthCheck({ health }: AppService): HealthCheckPlan {
  return {
    path: health.path,
    matcher: health.matcher,
    intervalSeconds: HEALTH_INTERVAL_SECONDS,
    timeoutSeconds: HEALTH_TIMEOUT_SECONDS,
    healthyThreshold: HEALTHY_THRESHOLD,
    unhealthyThreshold: UNHEALTHY_THRESHOLD,
    graceSeconds: health.graceSeconds,
  };
}

function namesOf(service: AppService, { appFile, number, previous }: ResolveInput) {
  const environment = previewEnvironment(number);
  const identity = { environment, app: appFile.app, service: service.name };
  const before = previous?.services.find(({ name }) => name === service.name);
  const old = before === undefined ? null : { name: before.names.targetGroup, port: before.port };
  return {
    ...serviceNames(identity),
    targetGroup: targetGroupName(identity, service.port, old),
  };
}

function placeholderValues(
  input: ResolveInput,
  addresses: readonly ServiceAddress[],
): ReadonlyMap<string, string> {
  const { appFile, number, sha, baseOutputs } = input;
  const primary = addresses.find(({ service }) => service.primary);
  return new Map([
    ...addresses.map(({ service, url }) => [`${service.name}.url`, url] as const),
    ['app', appFile.app],
    ['env', previewEnvironment(number)],
    ['number', String(number)],
    ['domain', baseOutputs.domain ?? ''],
    ['sha', sha],
    [DATABASE_PLACEHOLDER, databaseUrl(input)],
    ['url', primary?.url ?? ''],
  ]);
}

function environmentOf(
  service: AppService,
  values: ReadonlyMap<string, string>,
): Record<string, string> {
  const own = Object.entries(service.environment).map(
    ([key, text]) => [key, fillPlaceholders(text, values)] as const,
  );
  return Object.fromEntries([
    ...own,
    ['MACRO_INFRA_ENV', values.get('env') ?? ''],
    ['MACRO_INFRA_SHA', values.get('sha') ?? ''],
    ['MACRO_INFRA_URL', values.get('url') ?? ''],
  ]);
}

function secretsOf(service: AppService, { secretValues }: ResolveInput): Record<string, string> {
  const pairs = Object.entries(service.secrets);
  return Object.fromEntries(pairs.map(([key, reference]) => [key, secretValues[reference] ?? '']));
}

function secretProblems(service: AppService, { secretValues }: ResolveInput): readonly Problem[] {
  return Object.entries(service.secrets).flatMap(([variable, reference]) => {
    const at = { path: `services.${service.name}.secrets.${variable}`, position: null };
    if (reference.startsWith('doppler:')) {
      const allowed = 'secretsmanager: or ssm: references; doppler: is not available yet';
      return [{ ...at, found: showFound(reference), allowed }];
    }
    if (secretValues[reference] !== undefined) return [];
    const found = `${showFound(reference)}, which is not there or not readable`;
    return [{ ...at, found, allowed: 'a secret or parameter that exists in this region' }];
  });
}

function imageProblems({ appFile, images }: ResolveInput): readonly Problem[] {
  const names = appFile.services.map(({ name }) => name);
  const unknown = Object.keys(images).filter((name) => !names.includes(name));
  const allowed = 'repository@sha256:<64 hex digits>';
  return [
    ...names
      .filter((name) => !DIGEST_REFERENCE.test(images[name] ?? ''))
      .map((name) => ({
        path: `images.${name}`,
        position: null,
        found: showFound(images[name]),
        allowed,
      })),
    ...unknown.map((name) => ({
      path: `images.${name}`,
      position: null,
      found: `an image for an unknown service${didYouMean(name, names)}`,
      allowed: `services of the app’s file: ${names.join(', ')}`,
    })),
  ];
}

function noSlot(service: string): Problem {
  const found = 'no free listener-rule priority';
  const allowed =
    '1000 to 49999 on one listener: close old previews, or raise "shards" of the base';
  return { path: `services.${service}`, position: null, found, allowed };
}
