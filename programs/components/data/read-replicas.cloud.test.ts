import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RDS } from '@aws-sdk/client-rds';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { LiveStack } from '../../../localcloud/provider/testing/live.ts';
import { useCloud } from '../../../localcloud/provider/testing/use-cloud.ts';
import { byHand } from '../../../localcloud/world/by-hand.ts';
import { replicasProgram } from './testing/replicas-program.ts';

const TIMEOUT_MS = 400_000;
const REGION = 'eu-west-1';
const live = useCloud({ region: REGION });
let stack: LiveStack;

beforeAll(async () => {
  stack = await live.stack();
}, TIMEOUT_MS);

const rds = () => new RDS(byHand(live.cloud));
const secrets = (region = REGION) => new SecretsManager(byHand(live.cloud, { region }));

async function passwordIn(region: string): Promise<string> {
  const SecretId = 'live-shop-db-administrator';
  const { SecretString = '' } = await secrets(region).getSecretValue({ SecretId });
  return z.object({ password: z.string() }).parse(JSON.parse(SecretString)).password;
}

/** Everything the engine wrote: state, its copies, its history. */
function written(): string {
  const entries = readdirSync(live.cloud.stateDir, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.parentPath.includes('/.pulumi/'));
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join();
}

/** Readers by the identifier of their source. */
async function readers(): Promise<readonly string[]> {
  const { DBInstances = [] } = await rds().describeDBInstances({});
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
      const password = await passwordIn(REGION);
      expect(password).toMatch(/^[\w-]{32}$/);
      expect(await passwordIn('us-east-1')).toBe(password);
      expect(await readers()).toEqual(['live-shop-db-replica-1', 'live-shop-db-replica-2']);

      expect(await stack.up(replicasProgram(2))).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(replicasProgram(2))).toMatchObject({ refusals: [], steps: [] });
      expect(await passwordIn(REGION)).toBe(password);
      expect(written()).toContain('live-shop-db-replica-1');
      expect(written()).not.toContain(password);
    },
    TIMEOUT_MS,
  );

  it(
    'shows by a refresh a reader that was deleted by hand, and brings it back',
    async () => {
      const reader = { DBInstanceIdentifier: 'live-shop-db-replica-2', SkipFinalSnapshot: true };
      await rds().deleteDBInstance(reader);
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
      const { SecretList = [] } = await secrets().listSecrets({});
      expect(SecretList.map(({ Name }) => Name)).toEqual([expect.stringMatching(/^rds!db-/)]);
      expect(await stack.up(replicasProgram(1))).toMatchObject({ refusals: [] });
      expect(await stack.up(replicasProgram(1))).toMatchObject({ refusals: [], steps: [] });
      expect(await readers()).toEqual(['live-shop-db-replica-1']);
      expect(written()).not.toContain(await passwordIn(REGION));
    },
    TIMEOUT_MS,
  );

  it(
    'is destroyed with its readers and its secret',
    async () => {
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
      const { DBInstances = [] } = await rds().describeDBInstances({});
      const { SecretList = [] } = await secrets().listSecrets({});
      expect([...DBInstances, ...SecretList]).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
