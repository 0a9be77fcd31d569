import { z } from 'zod';
import { parityWaivers } from '../../action-shared/config/parity-waivers.ts';
import { liveResources, stackResources } from '../../action-shared/engine/stack-resources.ts';
import { UserError } from '../../action-shared/errors.ts';
import { compareEnvironments } from '../../action-shared/parity/compare.ts';
import type { EnvironmentSource } from '../../action-shared/parity/graph.ts';
import { parityPage } from '../../action-shared/parity/html.ts';
import { neutralGraph } from '../../action-shared/parity/neutral-graph.ts';
import type { ParityReport } from '../../action-shared/parity/report.ts';
import type { Inputs, LiveStack } from './inputs.ts';

export interface Deps {
  /** Text of a file of the workspace; null when there is none. */
  readonly readFile: (path: string) => string | null;
  readonly writeFile: (path: string, text: string) => void;
  /** What the engine wrote of a stack; null when there is none. */
  readonly stackDocument: (stack: LiveStack) => Promise<unknown>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

const recorded = z.object({
  name: z.string().min(1),
  config: z.record(z.string(), z.unknown()).optional(),
  resources: z.array(z.unknown()),
});

/**
 * Compares environments and writes the page.
 *
 * @throws UserError when a stack or a file is not there or cannot be read, or the app's file is wrong.
 */
export async function run(inputs: Inputs, deps: Deps): Promise<ParityReport> {
  const live = await Promise.all(inputs.stacks.map((stack) => liveSource(stack, deps)));
  const sources = [...live, ...inputs.graphs.map((path) => recordedSource(path, deps))];
  const twice = sources.find(({ name }, at) => sources.findIndex((one) => one.name === name) < at);
  if (twice !== undefined) {
    throw new UserError(`graphs: \`${twice.name}\` is there twice. Each environment once.`);
  }
  const text = deps.readFile(inputs.configFile);
  const waivers = text === null ? [] : parityWaivers(text, inputs.configFile);
  const graphs = sources.map(neutralGraph);
  const today = new Date(deps.now()).toISOString().slice(0, 10);
  const report = compareEnvironments(graphs, { waivers, today });
  if (inputs.reportFile !== null) deps.writeFile(inputs.reportFile, parityPage(report, graphs));
  return report;
}

async function liveSource(stack: LiveStack, deps: Deps): Promise<EnvironmentSource> {
  const resources = liveResources(await deps.stackDocument(stack), stack, 'stacks');
  return { name: stack.name, resources };
}

function recordedSource(path: string, deps: Deps): EnvironmentSource {
  const text = deps.readFile(path);
  if (text === null) throw new UserError(`graphs: there is no file \`${path}\` in the workspace.`);
  const given = parsed(text);
  const source = recorded.safeParse(given).data;
  const resources = stackResources(given);
  if (source === undefined || resources === null) {
    throw new UserError(
      `graphs: \`${path}\` is no recorded environment. Write it with \`npm run compare -- --record <folder>\`.`,
    );
  }
  const { name, config } = source;
  return config === undefined ? { name, resources } : { name, config, resources };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
