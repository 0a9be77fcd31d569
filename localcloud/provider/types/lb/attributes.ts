import type { Props, Shape } from '../../schema/prop.ts';

interface Attribute {
  readonly Key?: string | undefined;
  readonly Value?: string | undefined;
}

/** AWS's attributes (always text) as properties of their types; those not named are left out. */
export function attributesOf(
  names: Readonly<Record<string, string>>,
  shape: Shape,
  found: readonly Attribute[] | undefined,
): Props {
  const values = new Map((found ?? []).map(({ Key, Value }) => [Key, Value]));
  const named = Object.entries(names).flatMap(([property, key]): [string, unknown][] => {
    const value = values.get(key);
    return value === undefined ? [] : [[property, typed(shape[property]?.spec.kind, value)]];
  });
  return Object.fromEntries(named);
}

function typed(kind: string | undefined, value: string): unknown {
  if (kind === 'number') return Number(value);
  return kind === 'boolean' ? value === 'true' : value;
}

/** The attributes that have to be written. */
export function attributesTo(
  names: Readonly<Record<string, string>>,
  before: Props,
  wanted: Props,
): { Key: string; Value: string }[] {
  return Object.entries(names)
    .filter(([property]) => wanted[property] !== undefined && wanted[property] !== before[property])
    .map(([property, Key]) => ({ Key, Value: String(wanted[property]) }));
}
