import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const actionSchema = z.object({
  name: z.string(),
  inputs: z
    .record(z.string(), z.object({ default: z.coerce.string().optional() }).nullable())
    .default({}),
  outputs: z.record(z.string(), z.unknown()).default({}),
  runs: z.object({
    using: z.literal('node24'),
    main: z.string(),
    post: z.string().optional(),
    'post-if': z.string().default('always()'),
  }),
});

/** What the runner needs of an `action.yml`. */
export interface ActionFile {
  readonly name: string;
  /** Name to default; null: none. */
  readonly inputs: Readonly<Record<string, string | null>>;
  readonly outputs: readonly string[];
  /** Absolute path of the script. */
  readonly main: string;
  /** Absolute path of the script that runs at the end of the job; null when there is none. */
  readonly post: string | null;
  /** Condition of the post step. */
  readonly postIf: string;
}

/** Reads a JavaScript action's `action.yml`. */
export function readActionFile(folder: string): ActionFile {
  const action = actionSchema.parse(parse(readFileSync(join(folder, 'action.yml'), 'utf8')));
  const inputs = Object.entries(action.inputs);
  return {
    name: action.name,
    inputs: Object.fromEntries(inputs.map(([name, input]) => [name, input?.default ?? null])),
    outputs: Object.keys(action.outputs),
    main: resolve(folder, action.runs.main),
    post: action.runs.post === undefined ? null : resolve(folder, action.runs.post),
    postIf: action.runs['post-if'],
  };
}

export interface ResolvedInputs {
  /** `INPUT_*` variables. */
  readonly env: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

/**
 * The inputs as the runner hands them over: unknown ones are passed too, with its warning; required
 * ones are not enforced, which is the action's own duty.
 *
 * @param github values of the `github` context that defaults may name
 */
export function resolveInputs(
  action: ActionFile,
  given: Readonly<Record<string, string>>,
  github: Readonly<Record<string, string>>,
): ResolvedInputs {
  const known = new Set(Object.keys(action.inputs).map((name) => name.toLowerCase()));
  const unknown = Object.keys(given).filter((name) => !known.has(name.toLowerCase()));
  const defaults = Object.entries(action.inputs).filter(([name]) => !hasInput(given, name));
  const values = [
    ...defaults.map(([name, value]) => [name, evaluated(value ?? '', github)] as const),
    ...Object.entries(given),
  ];
  const valid = Object.keys(action.inputs).map((name) => `'${name}'`);
  const names = unknown.map((name) => `'${name}'`).join(', ');
  const warning = `Unexpected input(s) ${names}, valid inputs are [${valid.join(', ')}]`;
  return {
    env: Object.fromEntries(values.map(([name, value]) => [inputVariable(name), value])),
    warnings: unknown.length > 0 ? [warning] : [],
  };
}

function hasInput(given: Readonly<Record<string, string>>, name: string): boolean {
  return Object.keys(given).some((one) => one.toLowerCase() === name.toLowerCase());
}

function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** The one kind of expression that defaults of actions may have here: `${{ github.<name> }}`. */
function evaluated(text: string, github: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*([^}]*?)\s*\}\}/g, (_, expression: string) => {
    const name = /^github\.([a-z_]+)$/.exec(expression)?.[1] ?? '';
    const value = github[name];
    if (value === undefined) {
      throw new Error(`The local runner cannot evaluate \${{ ${expression} }} in action.yml.`);
    }
    return value;
  });
}
