import { RDSData } from '@aws-sdk/client-rds-data';
import { Lambda } from '@aws-sdk/client-lambda';
import { RDS } from '@aws-sdk/client-rds';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { planDatabase } from '../action-shared/config/plan-database.ts';
import { parseAppFile } from '../action-shared/config/app-file.ts';
import { byHand } from '../localcloud/world/by-hand.ts';
import { buildDatabaseShop, databaseAppFile } from './support/database-shop.ts';
import { expectEnd } from './support/ended.ts';
import { remains } from './support/remains.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';
import { look } from './support/watch.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const stage = useStage({ base: false });

const deploy = async (number: number, version: string, migration: 'good' | 'fails' = 'good') =>
  stage.deploy(number, await buildDatabaseShop(stage.org, version, migration), {
    appFile: databaseAppFile,
  });

/** Names of databases on the base's cluster that are previews'. */
async function databases(): Promise<readonly string[]> {
  const { DBClusters = [] } = await new RDS(byHand(stage.cloud)).describeDBClusters({});
  const [cluster] = DBClusters;
  const { records = [] } = await new RDSData(byHand(stage.cloud)).executeStatement({
    resourceArn: cluster?.DBClusterArn,
    secretArn: cluster?.MasterUserSecret?.SecretArn,
    database: 'macro_infra',
    sql: 'SELECT datname FROM pg_database WHERE datname LIKE :like',
    parameters: [{ name: 'like', value: { stringValue: '%_pr_%' } }],
  });
  return records.flatMap((row) => row.flatMap(({ stringValue }) => stringValue ?? []));
}

/** First words of what a task's runs wrote. */
async function runsOf(number: number, task: 'migrate' | 'seed'): Promise<readonly string[]> {
  const source = { fileName: 'f', repositoryName: 'shop' };
  const appFile = parseAppFile(databaseAppFile, source);
  const plan = planDatabase({ appFile, number, baseOutputs: {} as never });
  const logGroupName = plan?.tasks.find(({ name }) => name === task)?.names.logGroup;
  const found = await new CloudWatchLogs(byHand(stage.cloud)).filterLogEvents({ logGroupName });
  return (found.events ?? []).map(({ message = '' }) => message.split(':')[0] ?? '');
}

// One pull request lives through the file, each test goes on where the one before stopped.
describe('a pull request of an app with a database', () => {
  let number = 0;
  let url = '';
  let served = '';

  beforeAll(() => {
    number = stage.open('Sell with prices');
  });

  it('is refused on a base without one, which says what to set', async () => {
    expect((await stage.ensureBase()).conclusion).toBe('success');
    const job = await deploy(number, 'v1');
    expect(job.conclusion).toBe('failure');
    expect(job.log).toContain('a database for each preview, on the base dev that has none');
    expect(job.log).toContain('set it in dev.yaml and run ensure-base-stack');
  });

  it('gets a database, migrated and seeded before its services', async () => {
    const values = readFileSync(stage.org.baseConfig, 'utf8');
    writeFileSync(stage.org.baseConfig, `${values}database: {}\n`);
    expect((await stage.ensureBase()).conclusion).toBe('success');
    served = stage.push(number);
    const job = await deploy(number, 'v1');
    expectEnd(job, 'success');
    url = job.outputs['url'] ?? '';
    expect(job.outputs['database']).toBe(`shop_pr_${number}`);
    expect(await look(stage.org, url)).toBe(`200 ${served}`);
    expect(await databases()).toEqual([`shop_pr_${number}`]);
    expect(await runsOf(number, 'migrate')).toEqual(['migrated v1']);
    expect(await runsOf(number, 'seed')).toEqual(['seeded v1']);
  });

  it('runs nothing twice for one commit', async () => {
    expectEnd(await deploy(number, 'v1'), 'success');
    expect(await runsOf(number, 'migrate')).toEqual(['migrated v1']);
  });

  it('is migrated by the next commit, and seeded no more', async () => {
    served = stage.push(number);
    expectEnd(await deploy(number, 'v2'), 'success');
    expect(await look(stage.org, url)).toBe(`200 ${served}`);
    expect(await runsOf(number, 'migrate')).toEqual(['migrated v1', 'migrated v2']);
    expect(await runsOf(number, 'seed')).toEqual(['seeded v1']);
  });

  it('keeps serving when a migration fails, and the comment says why', async () => {
    stage.push(number);
    const job = await deploy(number, 'v3', 'fails');
    expectEnd(job, 'failure');
    const [body = ''] = stage.comments(number);
    expect(body).toContain('migrate ended with exit code 4');
    expect(body).toContain('| Exit code | <code>4</code> |');
    expect(body).toContain('column "price" contains null values');
    expect(await look(stage.org, url)).toBe(`200 ${served}`);
  });

  it('closed leaves neither database nor anything else', async () => {
    stage.cloud.github.closePullRequest({ repo: stage.shop.name, number });
    const job = await stage.cleanup(number, { appFile: databaseAppFile });
    expect(job.outputs['status']).toBe('destroyed');
    expect(await databases()).toEqual([]);
    expect(await remains(stage.cloud, { app: 'shop', number })).toEqual([]);
    const { Functions = [] } = await new Lambda(byHand(stage.cloud)).listFunctions({});
    expect(Functions.map(({ FunctionName }) => FunctionName)).toEqual(['dev-base-db-admin']);
  });
});
