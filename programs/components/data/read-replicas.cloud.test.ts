import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RDS } from '@aws-sdk/client-rds';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { startLocalCloud } from '../../../localcloud/cloud.ts';
import type { LocalCloud } from '../../../localcloud/cloud.ts';
import { type LiveStack, liveStack } from '../../../localcloud/provider/testing/live.ts';
import { replicasProgram } from './testing/replicas-program.ts';

const TIMEOUT_MS = 400_000;
const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-replicas-'));
const folder = join(stateDir, 'stack');
let cloud: LocalCloud;
let stack: LiveStack;

beforeAll(async () => {
  cloud = await startLocalCloud({ stateDir, region: 'eu-west-1' });
  stack = await liveStack(cloud, { folder });
}, TIMEOUT_MS);
afterAll(async () => {
  await cloud.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, TIMEOUT_MS);

function byHand(region = cloud.region) {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'x' };
  const options = { endpoint: cloud.gateway.url, region, credentials };
  return { rds: new RDS(options), secrets: new SecretsManager(options) };
}

async function passwordIn(region: string): Promise<string> {
  const { secrets } = byHand(region);
  const { SecretString = '' } = await secrets.getSecretValue({
    SecretId: 'live-shop-db-administrator',
  });
  return z.object({ password: z.string() }).parse(JSON.parse(SecretString)).password;
}

/** Everything the engine wrote: state, its copies, its history. */
function written(): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.includes('.json'));
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join();
}

/** Readers by the identifier of their source. */
async function readers(): Promise<readonly string[]> {
  const { DBInstances = [] } = await byHand().rds.describeDBInstances({});
  return DBInstances.filter(
    ({ ReadReplicaSourceDBInstanceIdentifier: source }) => source === 'live-shop-db',
  )
    .map(({ DBInstanceIdentifier = '' }) => DBInstanceIdentifier)
    .toSorted();
}

describe('an RDS instance with read replicas', () => {
  it(
    'keeps the password of its first up, which is nowhere in the clear',
    async () => {
      expect(await stack.up(replicasProgram(2))).toMatchObject({ refusals: [] });
      const password = await passwordIn(cloud.region);
      expect(password).toMatch(/^[\w-]{32}$/);
      expect(await passwordIn('us-east-1')).toBe(password);
      expect(await readers()).toEqual(['live-shop-db-replica-1', 'live-shop-db-replica-2']);

      expect(await stack.up(replicasProgram(2))).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(replicasProgram(2))).toMatchObject({ refusals: [], steps: [] });
      expect(await passwordIn(cloud.region)).toBe(password);
      expect(written()).toContain('live-shop-db-replica-1');
      expect(written()).not.toContain(password);
    },
    TIMEOUT_MS,
  );

  it(
    'shows by a refresh a reader that was deleted by hand, and brings it back',
    async () => {
      const { rds } = byHand();
      const reader = { DBInstanceIdentifier: 'live-shop-db-replica-2', SkipFinalSnapshot: true };
      await rds.deleteDBInstance(reader);
      expect(await stack.refresh()).toMatchObject({ changes: { delete: 1 } });
      expect(await stack.up(replicasProgram(2))).toMatchObject({
        refusals: [],
        changes: { create: 1 },
      });
    },
    TIMEOUT_MS,
  );

  it(
    'hands the password over to RDS once there are no readers, and takes it back before there are',
    async () => {
      expect(await stack.up(replicasProgram(0))).toMatchObject({
        refusals: [],
        changes: { delete: 2 },
      });
      expect(await stack.up(replicasProgram(0, 'managed'))).toMatchObject({ refusals: [] });
      expect(await stack.up(replicasProgram(0, 'managed'))).toMatchObject({
        refusals: [],
        steps: [],
      });
      const { SecretList = [] } = await byHand().secrets.listSecrets({});
      expect(SecretList.map(({ Name }) => Name)).toEqual([expect.stringMatching(/^rds!db-/)]);
      expect(await stack.up(replicasProgram(1))).toMatchObject({ refusals: [] });
      expect(await stack.up(replicasProgram(1))).toMatchObject({ refusals: [], steps: [] });
      expect(await readers()).toEqual(['live-shop-db-replica-1']);
      expect(written()).not.toContain(await passwordIn(cloud.region));
    },
    TIMEOUT_MS,
  );

  it(
    'is destroyed with its readers and its secret',
    async () => {
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
      const { DBInstances = [] } = await byHand().rds.describeDBInstances({});
      const { SecretList = [] } = await byHand().secrets.listSecrets({});
      expect([...DBInstances, ...SecretList]).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
