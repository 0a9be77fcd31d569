import { appOfRepository } from './app-name.ts';
import { durationSeconds } from './durations.ts';
import { problemsError } from './problems.ts';
import { readAppDocument } from './read-document.ts';
import type { AppDocument, ServiceDocument } from './schema.ts';

export interface AppService {
  readonly name: string;
  readonly port: number;
  /** Template; null: the default of naming/hosts.ts. */
  readonly host: string | null;
  readonly health: {
    readonly path: string;
    readonly matcher: string;
    readonly graceSeconds: number;
  };
  readonly primary: boolean;
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly count: { readonly min: number; readonly max: number };
  readonly command: readonly string[] | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Variable -> reference such as `secretsmanager:shop/preview/openai`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
}

export interface PreviewPolicy {
  readonly ttl: string;
  readonly idle: string | null;
  readonly hours: string | null;
  readonly max: number | null;
  /** What happens to one more than `max`. */
  readonly whenFull: 'queue' | 'evict';
  readonly drafts: boolean;
  readonly bots: boolean;
  readonly forks: 'approval' | 'never';
  /** One of these is demanded; null: none is. */
  readonly labels: readonly string[] | null;
  readonly paths: readonly string[] | null;
  readonly limits: {
    readonly cpu: number | null;
    readonly memory: number | null;
    readonly services: number | null;
    readonly secrets: readonly string[];
  };
}

/** The app's file with every default filled in. */
export interface AppFile {
  readonly app: string;
  readonly base: string;
  /** In the file's order; exactly one is primary. */
  readonly services: readonly AppService[];
  readonly database: AppDocument['database'] | null;
  readonly previews: PreviewPolicy;
  readonly environments: NonNullable<AppDocument['environments']>;
}

export interface AppFileSource {
  /** For messages: `.github/macro-infra.yml`. */
  readonly fileName: string;
  /** `owner/name` or `name`; the app's slug comes from it when the file names none. */
  readonly repositoryName: string;
}

export const DEFAULT_HEALTH_PATH = '/api/health';
export const DEFAULT_TTL = '7d';
const DEFAULT_MATCHER = '200-399';
const DEFAULT_GRACE = '30s';
const DEFAULT_CPU = 256;
const DEFAULT_MEMORY = 512;

/**
 * Parses the app's file.
 * @throws UserError with every problem: path, line:column, what was found, what is allowed
 */
export function parseAppFile(text: string, source: AppFileSource): AppFile {
  const { document, problems } = readAppDocument(text);
  if (document === null || problems.length > 0) throw problemsError(source.fileName, problems);
  return normalised(document, source.repositoryName);
}

function normalised(document: AppDocument, repositoryName: string): AppFile {
  const entries = Object.entries(document.services);
  return {
    app: document.app ?? appOfRepository(repositoryName),
    base: document.base ?? 'dev',
    services: entries.map(([name, service]) => normalisedService(name, service, entries.length)),
    database: document.database ?? null,
    previews: normalisedPolicy(document.previews ?? {}),
    environments: document.environments ?? {},
  };
}

function normalisedService(name: string, service: ServiceDocument, siblings: number): AppService {
  const health = typeof service.health === 'string' ? { path: service.health } : service.health;
  return {
    name,
    port: service.port,
    host: service.host ?? null,
    health: {
      path: health?.path ?? DEFAULT_HEALTH_PATH,
      matcher: health?.matcher ?? DEFAULT_MATCHER,
      graceSeconds: durationSeconds(health?.grace ?? DEFAULT_GRACE) ?? 0,
    },
    primary: service.primary ?? siblings === 1,
    cpu: service.cpu ?? DEFAULT_CPU,
    memory: service.memory ?? DEFAULT_MEMORY,
    count: countRange(service.count ?? 1),
    command: service.command ?? null,
    environment: mapText(service.environment ?? {}),
    secrets: service.secrets ?? {},
    paths: service.paths ?? ['/*'],
  };
}

function mapText(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
}

function countRange(count: number | string): { min: number; max: number } {
  const [min = 1, max = min] = String(count).split('-').map(Number);
  return { min, max };
}

function normalisedPolicy(previews: NonNullable<AppDocument['previews']>): PreviewPolicy {
  const { limits } = previews;
  return {
    ttl: previews.ttl ?? DEFAULT_TTL,
    idle: previews.idle ?? null,
    hours: previews.hours ?? null,
    max: previews.max ?? null,
    whenFull: previews.whenFull ?? 'queue',
    drafts: previews.drafts ?? true,
    bots: previews.bots ?? false,
    forks: previews.forks ?? 'approval',
    labels: previews.labels ?? null,
    paths: previews.paths ?? null,
    limits: {
      cpu: limits?.cpu ?? null,
      memory: limits?.memory ?? null,
      services: limits?.services ?? null,
      secrets: limits?.secrets ?? [],
    },
  };
}
