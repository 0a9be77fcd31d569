import { changeCount } from '../../action-shared/engine/events.ts';
import { BASE_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { sessionWorld } from '../../action-shared/session/world.ts';
import { systemClock } from '../../action-shared/runner/clock.ts';
import type { Runner } from '../../action-shared/runner/runner.ts';
import type { Connection } from '../../action-shared/session/connect.ts';
import type { EnsureBaseDeps } from './run.ts';

/** The real world of a base. */
export function realDeps(runner: Runner, connection: Connection): EnsureBaseDeps {
  const baseStack = (stack: string) => connection.address(BASE_PROJECT, stack);
  return {
    ...sessionWorld(runner, connection),
    sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
    random: Math.random,
    snapshot: (stack) => connection.snapshot(baseStack(stack)),
    async open(stack, healed) {
      const session = await connection.open(baseStack(stack), healed);
      return {
        snapshot: () => session.snapshot(),
        up: async (config) => changeCount((await session.up({ name: 'base', config })).changes),
        [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
      };
    },
    async targetGroups(outputs) {
      const { targetGroupCount } = await import('../../action-shared/aws/listeners.ts');
      const elb = await connection.aws.elb();
      return Promise.all(outputs.loadBalancers.map(({ arn }) => targetGroupCount(arn, elb)));
    },
  };
}
