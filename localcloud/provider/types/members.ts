import type { AnyProp, Props, Shape, Values } from '../schema/prop.ts';
import { isAbsent, isRecord } from '../schema/values.ts';

/** How AWS writes a structure, where that is not the property's name with a capital. */
export interface Spelling {
  /** `arn` -> `ARN`. */
  readonly names?: Readonly<Record<string, string>>;
  /** Lists are `{ Quantity, Items }`, as CloudFront has them. */
  readonly counted?: boolean;
}

/** A property tree as AWS's structure, where the two differ in spelling only. */
export function toMembers(shape: Shape, values: Props, spelling: Spelling = {}): Props {
  const given = Object.entries(shape).filter(
    ([key, prop]) => prop.spec.isOutput !== true && !isAbsent(values[key]),
  );
  return Object.fromEntries(
    given.map(([key, prop]) => [memberName(key, spelling), memberOf(prop, values[key], spelling)]),
  );
}

function memberOf(prop: AnyProp, value: unknown, spelling: Spelling): unknown {
  const { shape, element } = prop.spec;
  if (shape && isRecord(value)) return toMembers(shape, value, spelling);
  if (!element || !Array.isArray(value)) return value;
  const Items = value.map((item) => memberOf(element, item, spelling));
  if (spelling.counted !== true) return Items;
  return Items.length === 0 ? { Quantity: 0 } : { Quantity: Items.length, Items };
}

/** AWS's structure as a property tree; what the shape does not know is left out. */
export function fromMembers<S extends Shape>(
  shape: S,
  members: unknown,
  spelling: Spelling = {},
): Values<S> {
  return propsOf(shape, members, spelling) as Values<S>;
}

function propsOf(shape: Shape, members: unknown, spelling: Spelling): Props {
  if (!isRecord(members)) return {};
  return Object.fromEntries(
    Object.entries(shape).flatMap(([key, prop]): [string, unknown][] => {
      const value = members[memberName(key, spelling)];
      return isAbsent(value) ? [] : [[key, valueOf(prop, value, spelling)]];
    }),
  );
}

function valueOf(prop: AnyProp, value: unknown, spelling: Spelling): unknown {
  const { shape, element, kind } = prop.spec;
  if (shape) return propsOf(shape, value, spelling);
  if (!element || kind === 'map') return value;
  const items = spelling.counted === true && isRecord(value) ? (value['Items'] ?? []) : value;
  return Array.isArray(items) ? items.map((item) => valueOf(element, item, spelling)) : [];
}

function memberName(key: string, { names = {} }: Spelling): string {
  return names[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
}
