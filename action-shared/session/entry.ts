import { dirname } from 'node:path';
import { githubRunner } from '../runner/runner.ts';
import type { Runner } from '../runner/runner.ts';
import type { InputSources } from './common-inputs.ts';
import { connect } from './connect.ts';
import type { ConnectInputs, Connection } from './connect.ts';
import { finishInterrupted } from './finish-interrupted.ts';
import { beginOrResume, saveDone, saveHeld } from './post-state.ts';

/** What the main step of an action that works on a stack is given. */
export interface StackAction {
  readonly runner: Runner;
  /** Raw text of an input. */
  readonly input: (name: string) => string;
  readonly sources: InputSources;
  /** `dist/`, where the stack runner lies beside the action's own bundle. */
  readonly distFolder: string;
  connect(inputs: ConnectInputs): Connection;
  /** Main has come to its own end: `post` has nothing to do. */
  done(): void;
}

/** The `post` step where nothing but the stack and the comment has to be brought to a true end. */
async function finishStack(runner: Runner): Promise<void> {
  await finishInterrupted(runner, process.env);
}

/**
 * Runs the main or the `post` step of an action that works on a stack, in this process, and ends the
 * process: after a cancellation the engine works on in its own, and nothing here may wait for it.
 */
export function runStackAction(
  main: (action: StackAction) => Promise<void>,
  post: (runner: Runner) => Promise<void> = finishStack,
): void {
  const runner = githubRunner();
  const distFolder = dirname(dirname(process.argv[1] ?? '.'));
  const connections: Connection[] = [];
  const action = {
    runner,
    input: (name: string) => runner.input(name),
    get sources() {
      return { env: process.env, context: runner.context };
    },
    distFolder,
    connect(inputs: ConnectInputs): Connection {
      const onHeld = saveHeld.bind(null, runner);
      const connection = connect(inputs, { runner, env: process.env, distFolder, onHeld });
      connections.push(connection);
      return connection;
    },
    done: () => saveDone(runner),
  };
  const work = beginOrResume(runner) ? () => post(runner) : () => main(action);
  work()
    .catch((error: unknown) => runner.fail(error))
    .then(() => Promise.all(connections.map((one) => one.settled())))
    .catch((error: unknown) => runner.fail(error))
    .finally(() => process.exit());
}
