import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { DATA, DATA_SIZE, dataProgram } from '../../localcloud/provider/testing/data.ts';
import { DELIVERY, deliveryProgram } from '../../localcloud/provider/testing/delivery.ts';
import { liveStack } from '../../localcloud/provider/testing/live.ts';
import type { LiveProgram } from '../../localcloud/provider/testing/live.ts';
import { replicasProgram } from '../../programs/components/data/testing/replicas-program.ts';
import { installReferee, locateReferee } from './locate.ts';

/** The real provider waits as it does for AWS. */
const TIMEOUT_MS = 900_000;
const referee = locateReferee(process.env);
const there = typeof referee !== 'string';
if (!there) process.stderr.write(`skipped, not proven: families.cloud.test.ts: ${referee}\n`);

const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-referee-families-'));
let cloud: LocalCloud;

beforeAll(async () => {
  if (there) cloud = await startLocalCloud({ stateDir });
}, TIMEOUT_MS);
afterAll(async () => {
  if (there) await cloud.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, TIMEOUT_MS);

async function realStack(region: string) {
  if (typeof referee === 'string') throw new Error(referee);
  const folder = mkdtempSync(join(stateDir, 'stack-'));
  const pulumiHome = join(folder, 'home');
  mkdirSync(pulumiHome);
  installReferee(referee, pulumiHome);
  return liveStack(cloud, { folder, pulumiHome, region });
}

interface Family {
  readonly name: string;
  readonly region: string;
  readonly program: LiveProgram;
  readonly size: number;
}

const FAMILIES: readonly Family[] = [
  {
    ...{ name: 'databases, caches and backups', region: 'eu-west-1' },
    ...{ program: dataProgram(DATA), size: DATA_SIZE },
  },
  {
    ...{ name: 'an RDS instance with readers', region: 'eu-west-1' },
    ...{ program: replicasProgram(2), size: 11 },
  },
  {
    ...{ name: 'buckets, CDN, web firewall and user pool', region: 'us-east-1' },
    ...{ program: () => deliveryProgram(DELIVERY), size: 28 },
  },
];

(there ? describe : describe.skip)("HashiCorp's real AWS provider on the local cloud", () => {
  it.each(FAMILIES)(
    'brings $name up, keeps them and destroys them',
    async ({ region, program, size }) => {
      const stack = await realStack(region);
      expect(await stack.up(program)).toMatchObject({ refusals: [], changes: { create: size } });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      const { refusals, changes } = await stack.destroy();
      expect({ refusals, changes }).toEqual({ refusals: [], changes: { delete: size } });
    },
    TIMEOUT_MS,
  );

  it(
    'hands the password of an RDS instance from RDS to us and back, around the time of a reader',
    async () => {
      const stack = await realStack('eu-west-1');
      const steps = [
        replicasProgram(0, 'managed'),
        replicasProgram(1, 'own'),
        replicasProgram(0, 'own'),
        replicasProgram(0, 'managed'),
      ];
      for (const program of steps) {
        expect(await stack.up(program)).toMatchObject({ refusals: [] });
        expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      }
      expect(await stack.destroy()).toMatchObject({ refusals: [] });
    },
    TIMEOUT_MS,
  );
});
