import { isDeepStrictEqual } from 'node:util';
import { COMPUTED, isAbsent, isEmpty, isRecord } from './values.ts';
import type { AnyProp, Props, Shape } from './prop.ts';
import { join } from './check.ts';

export interface Change {
  /** Path of the property that differs. */
  readonly path: string;
  readonly kind: 'ADD' | 'DELETE' | 'UPDATE';
  readonly replaces: boolean;
}

/**
 * What separates the wanted (completed inputs) from the state. A property the program does not
 * give differs only where AWS has something there that it would not choose by itself.
 */
export function changesOf(shape: Shape, state: Props, wanted: Props): Change[] {
  return Object.entries(shape)
    .filter(([key, prop]) => !prop.spec.isOutput && !agrees(prop, state[key], wanted[key]))
    .flatMap(([key, prop]) =>
      leaves(prop, state[key], wanted[key], key).map((change) => ({
        ...change,
        replaces: prop.spec.isReplacing === true,
      })),
    );
}

/** Whether nothing has to be done to get from `current` to `wanted`. */
export function agrees(prop: AnyProp, current: unknown, wanted: unknown): boolean {
  if (wanted === COMPUTED) return false;
  if (isAbsent(wanted)) return prop.spec.isComputed === true || isEmpty(current);
  if (isAbsent(current)) return isEmpty(wanted);
  const { canonical, kind, shape, element } = prop.spec;
  if (canonical) return isDeepStrictEqual(canonical(current), canonical(wanted));
  if (shape && isRecord(current) && isRecord(wanted)) return objectsAgree(shape, current, wanted);
  if (element && Array.isArray(current) && Array.isArray(wanted)) {
    return kind === 'set'
      ? setsAgree(element, current, wanted)
      : listsAgree(element, current, wanted);
  }
  if (element && isRecord(current) && isRecord(wanted)) return mapsAgree(element, current, wanted);
  return current === wanted;
}

function objectsAgree(shape: Shape, current: Props, wanted: Props): boolean {
  return Object.entries(shape).every(
    ([key, prop]) => prop.spec.isOutput ?? agrees(prop, current[key], wanted[key]),
  );
}

function listsAgree(element: AnyProp, current: unknown[], wanted: unknown[]): boolean {
  return (
    current.length === wanted.length &&
    wanted.every((item, index) => agrees(element, current[index], item))
  );
}

function setsAgree(element: AnyProp, current: unknown[], wanted: unknown[]): boolean {
  const left = [...current];
  return (
    current.length === wanted.length &&
    wanted.every((item) => {
      const index = left.findIndex((other) => agrees(element, other, item));
      if (index >= 0) left.splice(index, 1);
      return index >= 0;
    })
  );
}

function mapsAgree(element: AnyProp, current: Props, wanted: Props): boolean {
  const keys = new Set([...Object.keys(current), ...Object.keys(wanted)]);
  return [...keys].every(
    (key) => key in current && key in wanted && agrees(element, current[key], wanted[key]),
  );
}

type Leaf = Omit<Change, 'replaces'>;

function leaves(prop: AnyProp, current: unknown, wanted: unknown, path: string): Leaf[] {
  if (isAbsent(current)) return [{ path, kind: 'ADD' }];
  if (isAbsent(wanted)) return [{ path, kind: 'DELETE' }];
  const { shape, element, kind } = prop.spec;
  const inner = isRecord(current) && isRecord(wanted) ? { current, wanted } : undefined;
  if (!inner || kind === 'set') return [{ path, kind: 'UPDATE' }];
  const keys = shape
    ? Object.keys(shape).filter((key) => shape[key]?.spec.isOutput !== true)
    : Object.keys({ ...inner.current, ...inner.wanted });
  const found = keys.flatMap((key) => {
    const child = shape?.[key] ?? element;
    if (!child || agrees(child, inner.current[key], inner.wanted[key])) return [];
    return leaves(child, inner.current[key], inner.wanted[key], join(path, key));
  });
  return found.length > 0 ? found : [{ path, kind: 'UPDATE' }];
}
