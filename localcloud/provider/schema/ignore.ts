import { isRecord } from './values.ts';
import type { Props } from './prop.ts';

/** The wanted properties, with those under `ignoreChanges` as the state has them. */
export function withIgnored(wanted: Props, state: Props, paths: readonly string[]): Props {
  const out = structuredClone(wanted);
  for (const path of paths) copyAt(out, state, stepsOf(path));
  return out;
}

/** `a.b[0]["c.d"]` -> a, b, 0, c.d */
function stepsOf(path: string): string[] {
  const found = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+|\*)\]|([^.[\]]+)/g);
  return [...found].map(([, key, index, name]) => key ?? index ?? name ?? '');
}

function copyAt(target: unknown, source: unknown, steps: readonly string[]): void {
  const [step, ...rest] = steps;
  if (step === undefined || !isTree(target)) return;
  const from = isTree(source) ? source[step] : undefined;
  if (rest.length > 0 && rest[0] !== '*' && isTree(target[step]) && isTree(from)) {
    copyAt(target[step], from, rest);
  } else if (from === undefined) {
    Reflect.deleteProperty(target, step);
  } else {
    target[step] = from;
  }
}

function isTree(value: unknown): value is Record<string, unknown> {
  return isRecord(value) || Array.isArray(value);
}
