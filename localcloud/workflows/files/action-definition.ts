import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../../action-shared/errors.ts';
import { parseActionText } from './parse.ts';
import { isTemplateMapping, mappingAt, textAt } from './template.ts';
import type { Template, TemplateMapping } from './template.ts';
import { stepFiles } from './workflow-file.ts';
import type { StepFile } from './workflow-file.ts';

/** Scripts of a JavaScript action, absolute; null: it has none. */
export interface Scripts {
  readonly main: string;
  readonly pre: string | null;
  readonly post: string | null;
  /** Conditions, evaluated as they are. */
  readonly preIf: string;
  readonly postIf: string;
}

/** What the runner needs of an `action.yml`. */
export interface ActionDefinition {
  readonly name: string;
  readonly folder: string;
  /** Name to default; null: none. */
  readonly inputs: Readonly<Record<string, Template>>;
  /** Of a composite action, name to value. */
  readonly outputs: Readonly<Record<string, Template>>;
  readonly runs:
    | ({ readonly using: 'node' } & Scripts)
    | { readonly using: 'composite'; readonly steps: readonly StepFile[] };
}

/**
 * Reads an action's file.
 * @throws UserError when there is none, when GitHub's parser finds faults in it, or for actions in a
 * container, which need a container engine that builds
 */
export function readActionDefinition(folder: string): ActionDefinition {
  const file = ['action.yml', 'action.yaml'].map((name) => join(folder, name)).find(existsSync);
  if (file === undefined) {
    throw new UserError(`Can't find 'action.yml' or 'action.yaml' under '${folder}'.`);
  }
  const { root, errors } = parseActionText(file, readFileSync(file, 'utf8'));
  if (errors.length > 0 || !isTemplateMapping(root)) throw new UserError(errors.join('\n'));
  return {
    name: textAt(root, 'name') ?? folder,
    folder,
    inputs: valuesOf(mappingAt(root, 'inputs'), 'default'),
    outputs: valuesOf(mappingAt(root, 'outputs'), 'value'),
    runs: runsOf(folder, mappingAt(root, 'runs')),
  };
}

function valuesOf(mapping: TemplateMapping, key: string): Readonly<Record<string, Template>> {
  const pairs = Object.entries(mapping).map(
    ([name, one]) => [name, isTemplateMapping(one) ? (one[key] ?? null) : null] as const,
  );
  return Object.fromEntries(pairs);
}

function runsOf(folder: string, runs: TemplateMapping): ActionDefinition['runs'] {
  const using = textAt(runs, 'using') ?? '';
  if (using === 'composite') return { using, steps: stepFiles(runs['steps']) };
  const main = textAt(runs, 'main');
  if (!/^node\d+$/.test(using) || main === null) {
    throw new UserError(`${folder}: actions that use '${using}' do not run on the local runner.`);
  }
  const script = (key: string): string | null => {
    const path = textAt(runs, key);
    return path === null ? null : resolve(folder, path);
  };
  return {
    using: 'node',
    main: resolve(folder, main),
    pre: script('pre'),
    post: script('post'),
    preIf: textAt(runs, 'pre-if') ?? 'always()',
    postIf: textAt(runs, 'post-if') ?? 'always()',
  };
}
