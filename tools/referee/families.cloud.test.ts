import { expect, it } from '@jest/globals';
import { DATA, DATA_SIZE, dataProgram } from '../../localcloud/provider/testing/data.ts';
import { DELIVERY, deliveryProgram } from '../../localcloud/provider/testing/delivery.ts';
import type { LiveProgram } from '../../localcloud/provider/testing/live.ts';
import { useCloud } from '../../localcloud/provider/testing/use-cloud.ts';
import { replicasProgram } from '../../programs/components/data/testing/replicas-program.ts';
import { useReferee } from './use-referee.ts';

/** The real provider waits as it does for AWS. */
const TIMEOUT_MS = 900_000;
const live = useCloud();
const referee = useReferee('families.cloud.test.ts');

const realStack = (region: string) => live.stack({ pulumiHome: referee.home(live), region });

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

referee.describe("HashiCorp's real AWS provider on the local cloud", () => {
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
