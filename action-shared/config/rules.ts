import {
  HOST_PLACEHOLDERS,
  PRIMARY_HOST_TEMPLATE,
  SERVICE_HOST_TEMPLATE,
} from '../naming/hosts.ts';
import { fargateProblem } from './fargate-sizes.ts';
import { DATABASE_PLACEHOLDER, VARIABLE_PLACEHOLDERS, placeholdersOf } from './placeholders.ts';
import { didYouMean, showFound } from './problems.ts';
import { routeConflicts } from './routes.ts';
import type { AppDocument, ServiceDocument } from './schema.ts';

/** What a schema cannot say: rules over several values of the document. */
export interface RuleProblem {
  readonly at: readonly string[];
  readonly found: string;
  readonly allowed: string;
}

type Rule = (document: AppDocument) => readonly RuleProblem[];

const RULES: readonly Rule[] = [
  someService,
  onePrimary,
  sizes,
  countRanges,
  hostTemplates,
  hostCollisions,
  variables,
  databaseTasks,
  environmentServices,
  timeZone,
];

/**
 * Every rule's problems with a document that already has the right shape.
 */
export function documentProblems(document: AppDocument): readonly RuleProblem[] {
  return RULES.flatMap((rule) => rule(document));
}

function services(document: AppDocument): readonly (readonly [string, ServiceDocument])[] {
  return Object.entries(document.services);
}

function someService(document: AppDocument): readonly RuleProblem[] {
  if (services(document).length > 0) return [];
  return [{ at: ['services'], found: 'no service', allowed: 'at least one service' }];
}

function onePrimary(document: AppDocument): readonly RuleProblem[] {
  const all = services(document);
  const primary = all.filter(([, service]) => service.primary === true).map(([name]) => name);
  if (primary.length === 1 || all.length === 0) return [];
  const [only] = all;
  if (all.length === 1 && only?.[1].primary !== false) return [];
  const found = primary.length === 0 ? 'no primary service' : `primary: ${primary.join(', ')}`;
  const names = all.map(([name]) => name).join(', ');
  return [{ at: ['services'], found, allowed: `exactly one of ${names} with primary: true` }];
}

function sizes(document: AppDocument): readonly RuleProblem[] {
  return services(document).flatMap(([name, { cpu = 256, memory = 512 }]) => {
    const allowed = fargateProblem(cpu, memory);
    return allowed === null
      ? []
      : [{ at: ['services', name, 'memory'], found: String(memory), allowed }];
  });
}

function countRanges(document: AppDocument): readonly RuleProblem[] {
  return services(document).flatMap(([name, { count }]) => {
    const [least = 0, most = least] = String(count ?? 1)
      .split('-')
      .map(Number);
    if (least <= most) return [];
    const allowed = 'least-most, the smaller number first';
    return [{ at: ['services', name, 'count'], found: showFound(count), allowed }];
  });
}

function hostTemplates(document: AppDocument): readonly RuleProblem[] {
  return services(document).flatMap(([name, { host }]) => {
    if (host === undefined) return [];
    const at = ['services', name, 'host'];
    const unknown = placeholdersOf(host).filter((key) => !isHostPlaceholder(key));
    const wrong = unknown.map((key) => ({
      at,
      found: `{${key}}${didYouMean(key, HOST_PLACEHOLDERS)}`,
      allowed: HOST_PLACEHOLDERS.map((known) => `{${known}}`).join(', '),
    }));
    return [...wrong, ...hostForm(at, host)];
  });
}

/** Without the number every pull request would get the same host. */
function hostForm(at: readonly string[], host: string): readonly RuleProblem[] {
  const unique = host.includes('{number}') || host.includes('{env}');
  if (unique && host.endsWith('.{domain}')) return [];
  const allowed = 'a host with {number} that ends in .{domain}, such as pr-{number}.{domain}';
  return [{ at, found: showFound(host), allowed }];
}

function isHostPlaceholder(key: string): boolean {
  return (HOST_PLACEHOLDERS as readonly string[]).includes(key);
}

function hostCollisions(document: AppDocument): readonly RuleProblem[] {
  const first = services(document).find(([, { primary }]) => primary === true)?.[0];
  const routes = services(document).map(([service, { host, paths = ['/*'] }]) => {
    const template = host ?? (service === first ? PRIMARY_HOST_TEMPLATE : SERVICE_HOST_TEMPLATE);
    const filled = template.replaceAll('{service}', service).replaceAll('{env}', 'pr-{number}');
    return { service, host: filled, paths };
  });
  return routeConflicts(routes).map(([one, two]) => ({
    at: ['services', two.service],
    found: `the host ${two.host} with paths that ${one.service} answers too`,
    allowed: 'another host, or paths of which one lies inside the other',
  }));
}

function variables(document: AppDocument): readonly RuleProblem[] {
  return services(document).flatMap(([name, service]) => {
    const at = (variable: string) => ['services', name, 'environment', variable];
    const secrets = Object.keys(service.secrets ?? {});
    return Object.entries(service.environment ?? {}).flatMap(([variable, value]) => [
      ...unknownPlaceholders(document, String(value), at(variable)),
      ...(secrets.includes(variable)
        ? [{ at: at(variable), found: 'a secret of the same name', allowed: 'one of the two' }]
        : []),
    ]);
  });
}

function unknownPlaceholders(
  document: AppDocument,
  value: string,
  at: readonly string[],
): readonly RuleProblem[] {
  const urls = Object.keys(document.services).map((service) => `${service}.url`);
  const database = document.database === undefined ? [] : [DATABASE_PLACEHOLDER];
  const known = [...urls, ...VARIABLE_PLACEHOLDERS, ...database];
  const unknown = placeholdersOf(value).filter((name) => !known.includes(name));
  return unknown.map((name) => ({
    at,
    found: `{${name}}${didYouMean(name, known)}`,
    allowed: `${known.map((key) => `{${key}}`).join(', ')}; {{ and }} for braces`,
  }));
}

function databaseTasks(document: AppDocument): readonly RuleProblem[] {
  const { migrate, seed } = document.database ?? {};
  return Object.entries({ migrate, seed }).flatMap(([task, value]) =>
    value === undefined
      ? []
      : unknownService(document, value.service, ['database', task, 'service']),
  );
}

function environmentServices(document: AppDocument): readonly RuleProblem[] {
  return Object.entries(document.environments ?? {}).flatMap(([name, environment]) =>
    Object.keys(environment?.services ?? {}).flatMap((service) =>
      unknownService(document, service, ['environments', name, 'services', service]),
    ),
  );
}

function unknownService(
  document: AppDocument,
  service: string,
  at: readonly string[],
): readonly RuleProblem[] {
  const known = Object.keys(document.services);
  if (known.includes(service)) return [];
  const found = `${showFound(service)}${didYouMean(service, known)}`;
  return [{ at, found, allowed: `a service of this file: ${known.join(', ')}` }];
}

function timeZone(document: AppDocument): readonly RuleProblem[] {
  const hours = document.previews?.hours;
  const zone = hours?.split(' ').at(-1);
  if (zone === undefined || isTimeZone(zone)) return [];
  const allowed = 'a time zone of the IANA list, such as Europe/London';
  return [{ at: ['previews', 'hours'], found: showFound(zone), allowed }];
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // RangeError is how Intl says that it does not know the zone
  }
}
