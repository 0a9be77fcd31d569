import { describe, expect, it } from '@jest/globals';
import type { SharedDatabaseOutputs } from '../documents/standard-outputs.ts';
import { parseAppFile } from './app-file.ts';
import { databaseUrl, databaseVariables, planDatabase } from './plan-database.ts';

const shared: SharedDatabaseOutputs = {
  engine: 'postgres',
  host: 'dev-base-db.cluster.example',
  port: 5432,
  clusterArn: 'arn:cluster',
  adminSecretArn: 'arn:admin',
  administrator: 'dev-base-db-admin',
  clientSecurityGroupId: 'sg-clients',
};

const SERVICES = 'services: { api: { port: 3040 } }\n';
const TASKS =
  'migrate: { service: api, command: [npm, run, migrate] }, seed: { service: api, command: [seed] }';

function input(database: string, app = 'shop') {
  const source = { fileName: 'f', repositoryName: app };
  const appFile = parseAppFile(`app: ${app}\n${SERVICES}${database}`, source);
  return { appFile, number: 42, baseOutputs: { database: shared } as never };
}

describe('planDatabase', () => {
  it('is none for an app without one', () => {
    expect(planDatabase(input(''))).toBeNull();
    expect(databaseVariables(input(''))).toEqual({});
    expect(databaseUrl(input(''))).toBe('');
  });

  it('names database, role and secret, and what runs before the services, in order', () => {
    const plan = planDatabase(input(`database: { engine: postgres, ${TASKS} }`));
    expect(plan).toMatchObject({
      name: 'shop_pr_42',
      role: 'preview_shop_pr_42',
      secretName: 'preview/shop_pr_42',
      tasks: [
        { name: 'migrate', service: 'api', command: ['npm', 'run', 'migrate'] },
        { name: 'seed', service: 'api', command: ['seed'] },
      ],
      runner: { functionName: 'pr-42-shop-runner', roleName: 'pr-42-shop-runner-role' },
    });
    const names = plan?.tasks.map((task) => Object.values(task.names)) ?? [];
    expect(new Set(names.flat()).size).toBe(new Set(names.flat().filter(Boolean)).size);
    expect(names[0]?.some((name) => names[1]?.includes(name))).toBe(false);
  });

  it('keeps to AWS’s longest names', () => {
    const long = planDatabase({
      ...input(`database: { engine: postgres }`, 'a-very-long-app-name'),
      number: 2 ** 31,
    });
    expect(long?.runner.functionName.length).toBeLessThanOrEqual(64);
    expect(long?.runner.roleName.length).toBeLessThanOrEqual(64);
  });
});

describe('what containers are told', () => {
  const some = input('database: { engine: postgres }');

  it('is host, port and name; user and password are secrets', () => {
    expect(databaseVariables(some)).toEqual({
      DATABASE_HOST: 'dev-base-db.cluster.example',
      DATABASE_READER_HOST: 'dev-base-db.cluster.example',
      DATABASE_PORT: '5432',
      DATABASE_NAME: 'shop_pr_42',
    });
  });

  it('is a URL without credentials where {database.url} is written', () => {
    expect(databaseUrl(some)).toBe(
      'postgresql://dev-base-db.cluster.example:5432/shop_pr_42?sslmode=require',
    );
  });
});
