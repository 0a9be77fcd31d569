import { expect, it } from '@jest/globals';
import {
  accountPeeringProgram,
  networkProgram,
} from '../../localcloud/provider/testing/network-program.ts';
import { useCloud } from '../../localcloud/provider/testing/use-cloud.ts';
import { useReferee } from './use-referee.ts';

/** The real provider waits as it does for AWS. */
const TIMEOUT_MS = 600_000;
const [REGION, FAR] = ['eu-west-1', 'eu-west-2'];
const live = useCloud({ region: REGION });
const referee = useReferee('network.cloud.test.ts');

const realStack = () => live.stack({ pulumiHome: referee.home(live) });

referee.describe("HashiCorp's real AWS provider on the local cloud", () => {
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
