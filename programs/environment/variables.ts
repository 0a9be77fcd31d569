import { fillPlaceholders } from '../../action-shared/config/placeholders.ts';
import type { Runtime } from '../factory/config-compute.ts';
import type { EnvironmentService, PermanentEnvironment } from './config.ts';

/** Names a variable of this environment may hold in braces. */
export function placeholderNames(config: PermanentEnvironment): readonly string[] {
  const urls = config.services.map(({ name }) => `${name}.url`);
  const database = config.database === null ? [] : ['database.url'];
  return [...urls, 'env', 'domain', 'sha', 'app', ...database];
}

/** Variables of a service's containers: the app's own, filled in, and the environment's. No secrets. */
export function variablesOf(
  config: PermanentEnvironment,
  service: Pick<EnvironmentService, 'environment'>,
  runtime: Runtime,
): Record<string, string> {
  const values = placeholderValues(config, runtime);
  const own = Object.entries(service.environment).map(
    ([key, text]) => [key, fillPlaceholders(text, values)] as const,
  );
  return Object.fromEntries([...stores(runtime), ...own, ...always(config, runtime)]);
}

function placeholderValues(config: PermanentEnvironment, runtime: Runtime) {
  const { database } = runtime;
  return new Map([
    ...Object.entries(runtime.urls).map(([name, url]) => [`${name}.url`, url] as const),
    ['env', config.environment],
    ['domain', config.domain ?? ''],
    ['sha', config.sha],
    ['app', config.app],
    ['database.url', database === null ? '' : databaseUrl(database)],
  ]);
}

/** Without credentials: user and password come as DATABASE_USER and DATABASE_PASSWORD. */
function databaseUrl({ host, port, name }: NonNullable<Runtime['database']>): string {
  return `postgresql://${host}:${port}/${name}?sslmode=require`;
}

function stores({ database, cache }: Runtime): readonly (readonly [string, string])[] {
  return [
    ...(database === null
      ? []
      : ([
          ['DATABASE_HOST', database.host],
          ['DATABASE_READER_HOST', database.readerHost],
          ['DATABASE_PORT', String(database.port)],
          ['DATABASE_NAME', database.name],
        ] as const)),
    ...(cache === null ? [] : ([['REDIS_URL', `rediss://${cache.host}:${cache.port}`]] as const)),
  ];
}

function always(config: PermanentEnvironment, runtime: Runtime) {
  return [
    ['MACRO_INFRA_ENV', config.environment],
    ['MACRO_INFRA_SHA', config.sha],
    ['MACRO_INFRA_URL', runtime.url],
  ] as const;
}
