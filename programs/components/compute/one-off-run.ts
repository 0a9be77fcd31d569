import { Invocation } from '@pulumi/aws/lambda/invocation.js';
import * as pulumi from '@pulumi/pulumi';
import type { OneOffTask } from './one-off-task.ts';

export interface OneOffRunArgs {
  /** For messages: `migrate`. */
  readonly task: string;
  /** What is run, in its newest revision. */
  readonly definition: OneOffTask;
  /** Function that runs it: a OneOffRunner's. */
  readonly runner: pulumi.Input<string>;
  /** It runs again whenever this text is another one; null: only once in the life of the stack. */
  readonly trigger: string | null;
}

/**
 * A task that is run while the stack is made, and waited for: what depends on it comes after its success.
 * One that fails fails the deployment with exit code, reason and last log lines, and runs again with the
 * next one; one that succeeded does not. Costs what its task costs while it runs.
 */
export class OneOffRun extends pulumi.ComponentResource {
  constructor(name: string, args: OneOffRunArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:OneOffRun', name, {}, opts);
    const { task, trigger } = args;
    new Invocation(
      name,
      {
        functionName: args.runner,
        // Without an update in place: a failed one would be in the state as if it had happened.
        lifecycleScope: 'CREATE_ONLY',
        input: args.definition.family.apply((taskDefinition) =>
          JSON.stringify({ task, taskDefinition, ...(trigger === null ? {} : { trigger }) }),
        ),
      },
      { parent: this, ...(trigger === null ? { ignoreChanges: ['input'] } : {}) },
    );
    this.registerOutputs({});
  }
}
