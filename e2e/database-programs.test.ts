import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { ECS } from '@aws-sdk/client-ecs';
import { RDSData } from '@aws-sdk/client-rds-data';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it, jest } from '@jest/globals';
import { baseOutputsSchema } from '../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../action-shared/documents/plan.ts';
import { byHand } from '../localcloud/world/by-hand.ts';
import { baseCall, previewCall, previewPlan } from '../tools/referee/programs.ts';
import type { Done } from '../tools/referee/programs.ts';
import { buildDatabaseShop, databaseAppFile } from './support/database-shop.ts';
import { usePrograms } from './support/programs.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const stage = useStage({ base: false });
const programs = usePrograms(() => stage.cloud);

/** What was made so far; each test goes on from the one before. */
let base: Done;
let plan: PreviewPlan;

const nothing = { changes: {}, steps: [] };
const withDatabase = { database: { extensions: ['vector'] } };

function planOf(images: string, sha: string, previous: PreviewPlan | null): PreviewPlan {
  const made = previewPlan(stage.cloud, base.outputs, images, previous, databaseAppFile);
  const services = made.services.map((one) => ({
    ...one,
    environment: { ...one.environment, MACRO_INFRA_SHA: sha },
  }));
  return { ...made, sha, services };
}

/** Names in a catalog of the cluster: databases, or roles. */
async function named(column: 'datname' | 'rolname', like: string): Promise<readonly string[]> {
  const { database } = baseOutputsSchema.parse(base.outputs);
  const { records = [] } = await new RDSData(byHand(stage.cloud)).executeStatement({
    resourceArn: database?.clusterArn,
    secretArn: database?.adminSecretArn,
    database: 'macro_infra',
    sql: `SELECT ${column} FROM ${column === 'datname' ? 'pg_database' : 'pg_roles'} WHERE ${column} LIKE :like`,
    parameters: [{ name: 'like', value: { stringValue: like } }],
  });
  return records.flatMap((row) => row.flatMap(({ stringValue }) => stringValue ?? []));
}

/** Everything that a task of the database wrote, in all its runs. */
async function logOf(task: 'migrate' | 'seed'): Promise<readonly string[]> {
  const group = plan.database?.tasks.find(({ name }) => name === task)?.names.logGroup ?? '';
  const found = await new CloudWatchLogs(byHand(stage.cloud)).filterLogEvents({
    logGroupName: group,
  });
  return (found.events ?? []).map(({ message = '' }) => message.trim());
}

async function containerOf(service: string): Promise<unknown> {
  const ecs = new ECS(byHand(stage.cloud));
  const family = plan.services.find(({ name }) => name === service)?.names.family;
  const found = await ecs.describeTaskDefinition({ taskDefinition: family });
  return found.taskDefinition?.containerDefinitions?.[0];
}

describe('a base with a database', () => {
  it('is made, and left alone by an up and a refresh', async () => {
    base = await programs.up(baseCall(stage.cloud, withDatabase));
    expect(baseOutputsSchema.parse(base.outputs).database).toMatchObject({
      engine: 'postgres',
      port: 5432,
      administrator: 'dev-base-db-admin',
    });
    expect(await programs.up(baseCall(stage.cloud, withDatabase))).toMatchObject(nothing);
    expect(await programs.refresh('base')).toMatchObject(nothing);
  });
});

describe('a preview of an app with a database', () => {
  it('gets database and role, is migrated and seeded, and its containers know', async () => {
    plan = planOf(await buildDatabaseShop(stage.org, 'v1'), 'a'.repeat(40), null);
    await programs.up(previewCall(plan));
    expect(await named('datname', '%_pr_%')).toEqual(['shop_pr_7']);
    expect(await named('rolname', 'preview_%')).toEqual(['preview_shop_pr_7']);
    const { host } = baseOutputsSchema.parse(base.outputs).database ?? { host: '' };
    const told = `preview_shop_pr_7@${host}:5432/shop_pr_7, a password of 32 characters`;
    expect(await logOf('migrate')).toEqual([`migrated v1: ${told}`]);
    expect(await logOf('seed')).toEqual([`seeded v1: ${told}`]);
    expect(await containerOf('web')).toMatchObject({
      secrets: [
        { name: 'DATABASE_PASSWORD', valueFrom: expect.stringContaining(':password::') },
        { name: 'DATABASE_USER', valueFrom: expect.stringContaining(':username::') },
      ],
    });
  });

  it('is left alone by an up and a refresh: nothing runs twice', async () => {
    expect(await programs.up(previewCall(plan))).toMatchObject(nothing);
    expect(await programs.refresh('preview')).toMatchObject(nothing);
    expect(await programs.up(previewCall(plan))).toMatchObject(nothing);
    expect(await logOf('migrate')).toHaveLength(1);
  });

  it('has its password in no state', async () => {
    const secret = await new SecretsManager(byHand(stage.cloud)).getSecretValue({
      SecretId: plan.database?.secretName,
    });
    const { password } = JSON.parse(secret.SecretString ?? '') as { password: string };
    const backend = fileURLToPath(stage.cloud.env['PULUMI_BACKEND_URL'] ?? '');
    const files = readdirSync(backend, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((one) => one.isFile())
      .map((one) => readFileSync(join(one.parentPath, one.name), 'utf8'));
    expect(texts.join('\n')).toContain('preview_shop_pr_7');
    expect(password).toHaveLength(32);
    expect(texts.join('\n')).not.toContain(password);
  });

  it('is migrated again by the next commit, before its services, and seeded no more', async () => {
    plan = planOf(await buildDatabaseShop(stage.org, 'v2'), 'b'.repeat(40), plan);
    await programs.up(previewCall(plan));
    expect((await logOf('migrate')).map((line) => line.slice(0, 12))).toEqual([
      'migrated v1:',
      'migrated v2:',
    ]);
    expect(await logOf('seed')).toHaveLength(1);
  });

  it('whose migration fails says why, and its services stay as they were', async () => {
    const before = await containerOf('api');
    const served = plan;
    plan = planOf(await buildDatabaseShop(stage.org, 'v3', 'fails'), 'c'.repeat(40), plan);
    const failed = await programs.up(previewCall(plan)).then(String, String);
    expect(failed).toContain('migrate ended with exit code 4');
    expect(failed).toContain('column "price" contains null values');
    expect(await containerOf('api')).toEqual(before);
    plan = served;
    await programs.up(previewCall(plan));
    expect(await logOf('seed')).toHaveLength(1);
  });

  it('closed leaves no database, role, secret or anything else', async () => {
    await programs.destroy('preview');
    expect(await named('datname', '%_pr_%')).toEqual([]);
    expect(await named('rolname', 'preview_%')).toEqual([]);
    expect(await remains(stage.cloud, { app: 'shop', number: 7 })).toEqual([]);
    const { SecretList } = await new SecretsManager(byHand(stage.cloud)).listSecrets({});
    expect((SecretList ?? []).filter(({ Name }) => Name?.startsWith('preview/'))).toEqual([]);
  });

  it('and the base goes too', async () => {
    await programs.destroy('base');
  });
});
