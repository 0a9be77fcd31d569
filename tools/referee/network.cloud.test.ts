import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { liveStack } from '../../localcloud/provider/testing/live.ts';
import {
  accountPeeringProgram,
  networkProgram,
} from '../../localcloud/provider/testing/network-program.ts';
import { installReferee, locateReferee } from './locate.ts';

/** The real provider waits as it does for AWS. */
const TIMEOUT_MS = 600_000;
const [REGION, FAR] = ['eu-west-1', 'eu-west-2'];
const referee = locateReferee(process.env);
const there = typeof referee !== 'string';
if (!there) process.stderr.write(`skipped, not proven: network.cloud.test.ts: ${referee}\n`);

const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-referee-network-'));
let cloud: LocalCloud;

beforeAll(async () => {
  if (typeof referee === 'string') return;
  cloud = await startLocalCloud({ stateDir, region: REGION });
}, TIMEOUT_MS);
afterAll(async () => {
  if (there) await cloud.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, TIMEOUT_MS);

async function realStack() {
  if (typeof referee === 'string') throw new Error(referee);
  const folder = mkdtempSync(join(stateDir, 'stack-'));
  const pulumiHome = join(folder, 'home');
  mkdirSync(pulumiHome);
  installReferee(referee, pulumiHome);
  return liveStack(cloud, { folder, pulumiHome });
}

(there ? describe : describe.skip)("HashiCorp's real AWS provider on the local cloud", () => {
  it(
    'brings a network, autoscaling and service discovery up, keeps them, updates and destroys them',
    async () => {
      const stack = await realStack();
      const program = networkProgram(REGION, FAR);

      const up = await stack.up(program);
      expect(up.refusals).toEqual([]);
      expect(up.changes).toEqual({ create: 28 });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });

      const values = { port: 443, cpu: 60, max: 6, ttl: 30, subnets: 1 };
      const changed = await stack.up(networkProgram(REGION, FAR, values));
      expect(changed.refusals).toEqual([]);
      expect(changed.changes).toEqual({ update: 5 });

      const destroyed = await stack.destroy();
      expect(destroyed.refusals).toEqual([]);
      expect(destroyed.changes).toEqual({ delete: 28 });
    },
    TIMEOUT_MS,
  );

  it(
    'peers with the network of another account, which a role accepts',
    async () => {
      const stack = await realStack();
      const program = accountPeeringProgram(REGION, '111122223333');
      expect(await stack.up(program)).toMatchObject({ refusals: [], changes: { create: 6 } });
      expect(await stack.up(program)).toMatchObject({ refusals: [], steps: [] });
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 6 } });
    },
    TIMEOUT_MS,
  );
});
