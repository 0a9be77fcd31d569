import type { DatabasePlan } from '../documents/plan.ts';
import { databaseNames } from '../naming/database-names.ts';
import { FUNCTION_NAME_MAX, IAM_ROLE_NAME_MAX } from '../naming/limits.ts';
import { fitName } from '../naming/physical-name.ts';
import { previewEnvironment, serviceNames } from '../naming/preview-names.ts';
import type { ResolveInput } from './resolve-input.ts';

type Input = Pick<ResolveInput, 'appFile' | 'number' | 'baseOutputs'>;

/** The preview's database and the tasks that fill it; null where the app has none. */
export function planDatabase({ appFile, number }: Input): DatabasePlan | null {
  const { app, database } = appFile;
  if (database === null || database === undefined) return null;
  const environment = previewEnvironment(number);
  const tasks = (['migrate', 'seed'] as const).flatMap((name) => {
    const task = database[name];
    if (task === undefined) return [];
    const names = serviceNames({ environment, app, service: `${task.service}-${name}` });
    const { family, logGroup, executionRole, taskRole } = names;
    return [{ name, ...task, names: { family, logGroup, executionRole, taskRole } }];
  });
  const runner = `${environment}-${app}-runner`;
  return {
    ...databaseNames(app, number),
    tasks,
    runner: {
      functionName: fitName(runner, FUNCTION_NAME_MAX),
      roleName: fitName(`${runner}-role`, IAM_ROLE_NAME_MAX),
    },
  };
}

/** Where the database is, for every container; user and password come as secrets. */
export function databaseVariables(input: Input): Readonly<Record<string, string>> {
  const place = placeOf(input);
  if (place === null) return {};
  const { host, port, name } = place;
  return {
    DATABASE_HOST: host,
    // Previews share one writer; an app that reads from replicas finds it under both names.
    DATABASE_READER_HOST: host,
    DATABASE_PORT: String(port),
    DATABASE_NAME: name,
  };
}

/**
 * `{database.url}`: without credentials, as in permanent environments. A URL with the password in it
 * would be a secret in plain in the task definition; clients take DATABASE_USER and DATABASE_PASSWORD.
 */
export function databaseUrl(input: Input): string {
  const place = placeOf(input);
  if (place === null) return '';
  const { host, port, name } = place;
  return `postgresql://${host}:${port}/${name}?sslmode=require`;
}

function placeOf({ appFile, number, baseOutputs }: Input) {
  const { database } = baseOutputs;
  if (appFile.database === null || database == null) return null;
  const { host, port } = database;
  return { host, port, name: databaseNames(appFile.app, number).name };
}
