import { COMPUTED, holdsComputed, isAbsent, isRecord } from './values.ts';
import { type AnyProp, type Fault, type Props, type Shape, show } from './prop.ts';

const WANTED = {
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  list: 'a list',
  set: 'a list',
  map: 'a map',
  object: 'an object',
} as const;

/** Every fault of `inputs`: unknown, missing and mistyped properties, and values out of their rules. */
export function faultsOf(shape: Shape, inputs: Props, at = ''): Fault[] {
  return [...unknown(shape, inputs, at), ...Object.entries(shape).flatMap(each)];

  function each([key, prop]: [string, AnyProp]): Fault[] {
    const property = join(at, key);
    const value = inputs[key];
    if (!isAbsent(value)) return prop.spec.isOutput ? [] : ofValue(prop, value, property);
    if (!prop.spec.isRequired || prop.spec.isOutput) return [];
    return [{ property, reason: 'required, but missing' }];
  }
}

function unknown(shape: Shape, inputs: Props, at: string): Fault[] {
  const known = settable(shape);
  return Object.keys(inputs)
    .filter((key) => !key.startsWith('__') && !isAbsent(inputs[key]) && !known.includes(key))
    .map((key) => ({
      property: join(at, key),
      reason: `unknown property; known are ${known.toSorted().join(', ')}`,
    }));
}

/** Names of the properties a program may give. */
function settable(shape: Shape): string[] {
  return Object.entries(shape)
    .filter(([, prop]) => !prop.spec.isOutput)
    .map(([key]) => key);
}

function ofValue(prop: AnyProp, value: unknown, property: string): Fault[] {
  if (value === COMPUTED) return [];
  const plain = scalar(prop, value);
  if (plain === MISTYPED) {
    return [{ property, reason: `expected ${WANTED[prop.spec.kind]}, found ${show(value)}` }];
  }
  const reasons = holdsComputed(plain)
    ? []
    : (prop.spec.rules ?? []).map((rule) => rule(plain)).filter((reason) => reason !== undefined);
  return [...reasons.map((reason) => ({ property, reason })), ...inside(prop, plain, property)];
}

function inside(prop: AnyProp, value: unknown, property: string): Fault[] {
  const { shape, element } = prop.spec;
  if (shape && isRecord(value)) return faultsOf(shape, value, property);
  if (!element) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => ofValue(element, item, `${property}[${index}]`));
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    isAbsent(item) ? [] : ofValue(element, item, join(property, key)),
  );
}

const MISTYPED = Symbol('mistyped');

/**
 * The value as its property's type: numbers for strings and the like are taken as the real plugin
 * takes them, and a document given as an object becomes its JSON.
 */
function scalar(prop: AnyProp, value: unknown): unknown {
  switch (prop.spec.kind) {
    case 'string':
      if (isRecord(value)) return holdsComputed(value) ? COMPUTED : JSON.stringify(value);
      if (typeof value === 'string') return value;
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : MISTYPED;
    case 'number': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && !Number.isNaN(number) ? number : MISTYPED;
    }
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : MISTYPED;
    case 'list':
    case 'set':
      return Array.isArray(value) ? value : MISTYPED;
    case 'map':
    case 'object':
      return isRecord(value) ? value : MISTYPED;
  }
}

/** Checked inputs in their types, with every default filled in, at every depth. */
export function completed(shape: Shape, inputs: Props): Props {
  const out: Props = {};
  for (const [key, prop] of Object.entries(shape)) {
    if (prop.spec.isOutput) continue;
    const value = isAbsent(inputs[key]) ? prop.spec.fallback : completedValue(prop, inputs[key]);
    if (!isAbsent(value)) out[key] = value;
  }
  return out;
}

function completedValue(prop: AnyProp, given: unknown): unknown {
  if (given === COMPUTED) return given;
  const value = scalar(prop, given);
  const { shape, element } = prop.spec;
  if (shape && isRecord(value)) return completed(shape, value);
  if (element && Array.isArray(value)) return value.map((item) => completedValue(element, item));
  if (!element || !isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => !isAbsent(item))
      .map(([key, item]) => [key, completedValue(element, item)]),
  );
}

/** Path of `key` inside `at`: `a.b`, or `a["b-c"]` where the key is no identifier. */
export function join(at: string, key: string): string {
  if (!/^[A-Za-z_]\w*$/.test(key)) return `${at}["${key}"]`;
  return at === '' ? key : `${at}.${key}`;
}
