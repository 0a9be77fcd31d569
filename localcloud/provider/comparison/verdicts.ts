import type { Props } from '../schema/prop.ts';
import type { Sample } from './samples/sample.ts';

/** What is asked of a plugin, be it the stand-in or the real one. */
export interface Plugin {
  /** Number of faults that are found before anything is created. */
  faults(token: string, inputs: Props): Promise<number>;
  /** What a change of the property `key` from `before` to `after` comes to. */
  change(token: string, key: string, before: Props, after: Props): Promise<Outcome>;
}

/** Nothing to do, done in place, by replacement, or not at all. */
export type Outcome = 'none' | 'update' | 'replace' | 'refused';

/** What a plugin decides about one type, in words a person can read in the committed table. */
export interface Verdict {
  readonly valid: boolean;
  /** Sampled properties that may not be left out. */
  readonly required: readonly string[];
  readonly refusesUnknown: boolean;
  /** Sampled properties that refuse a text in place of another type or of an allowed value. */
  readonly refusesNonsense: readonly string[];
  readonly replaces: readonly string[];
  readonly updates: readonly string[];
}

export async function verdictOn(plugin: Plugin, sample: Sample): Promise<Verdict> {
  const { token, inputs, others } = sample;
  const keys = Object.keys(inputs).toSorted();
  const refused = async (changed: Props): Promise<boolean> =>
    (await plugin.faults(token, changed)) > 0;
  const changes = new Map<string, string>();
  for (const key of keys) {
    changes.set(key, await plugin.change(token, key, inputs, { ...inputs, [key]: others[key] }));
  }
  return {
    valid: !(await refused(inputs)),
    required: await among(keys, (key) => refused(without(inputs, key))),
    refusesUnknown: await refused({ ...inputs, noSuchThing: 'x' }),
    refusesNonsense: await among(keys, (key) => refused({ ...inputs, [key]: 'no such value!' })),
    replaces: keys.filter((key) => changes.get(key) === 'replace'),
    updates: keys.filter((key) => changes.get(key) === 'update'),
  };
}

async function among(
  keys: readonly string[],
  test: (key: string) => Promise<boolean>,
): Promise<string[]> {
  const found: string[] = [];
  for (const key of keys) if (await test(key)) found.push(key);
  return found;
}

function without(inputs: Props, key: string): Props {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== key));
}
