import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';
import { readBackendUrl } from '../../action-shared/session/common-inputs.ts';

export interface LiveStack {
  readonly name: string;
  readonly project: string;
  readonly stack: string;
}

export interface Inputs {
  readonly stacks: readonly LiveStack[];
  /** Paths of recorded environments. */
  readonly graphs: readonly string[];
  readonly configFile: string;
  /** Null: no page is written. */
  readonly reportFile: string | null;
  readonly failOnBroken: boolean;
  /** Null when no state is read. */
  readonly backendUrl: string | null;
}

const STACK = /^([a-z][a-z0-9-]*)=(?:[\w.-]+\/)?([\w.-]+)\/([\w.-]+)$/;

/**
 * Reads the action's inputs.
 *
 * @throws UserError listing every wrong input
 */
export function parseInputs(input: (name: string) => string, env: NodeJS.ProcessEnv): Inputs {
  return readInputs(input, (read) => {
    const stacks = readStacks(read);
    const graphs = read.lines('graphs');
    if (stacks.length + graphs.length < 2) {
      const found = `${stacks.length + graphs.length}`;
      read.problem('stacks', found, 'two or more environments, with those of `graphs`');
    }
    return {
      stacks,
      graphs,
      configFile: read.text('config-file', { required: true }),
      reportFile: read.text('report-file') || null,
      failOnBroken: read.boolean('fail-on-broken'),
      backendUrl: stacks.length === 0 ? null : readBackendUrl(read, env),
    };
  });
}

function readStacks(read: InputReader): readonly LiveStack[] {
  const stacks: LiveStack[] = [];
  for (const line of read.lines('stacks')) {
    const [, name, project, stack] = STACK.exec(line) ?? [];
    if (name === undefined || project === undefined || stack === undefined) {
      read.problem('stacks', line, '`name=project/stack`');
    } else if (stacks.some((one) => one.name === name)) {
      read.problem('stacks', line, 'each name once');
    } else {
      stacks.push({ name, project, stack });
    }
  }
  return stacks;
}
