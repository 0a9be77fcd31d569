/** A property's fault, by its path (`healthCheck.interval`). */
export interface Fault {
  readonly property: string;
  readonly reason: string;
}

export type Kind = 'string' | 'number' | 'boolean' | 'list' | 'set' | 'map' | 'object';

/** A value rule: what is wrong with the value, or nothing. */
export type Rule = (value: unknown) => string | undefined;

interface Spec {
  readonly kind: Kind;
  /** Of list, set and map. */
  readonly element?: AnyProp;
  /** Of object. */
  readonly shape?: Shape;
  readonly isRequired?: boolean;
  /** AWS chooses where the program says nothing. */
  readonly isComputed?: boolean;
  /** Never an input. */
  readonly isOutput?: boolean;
  readonly isSecret?: boolean;
  readonly isReplacing?: boolean;
  /** Known to the state only; AWS never says it. */
  readonly isLocal?: boolean;
  readonly fallback?: unknown;
  readonly rules?: readonly Rule[];
  /** Form in which two values are compared. */
  readonly canonical?: (value: unknown) => unknown;
}

/** One property of a resource type: immutable, each method answers a changed copy. */
export class Prop<T, Required extends boolean = false> {
  readonly spec: Spec;
  /** Carries the types, never a value. */
  readonly phantom?: { readonly type: T; readonly required: Required };

  constructor(spec: Spec) {
    this.spec = spec;
  }

  required(): Prop<T, true> {
    return new Prop({ ...this.spec, isRequired: true });
  }

  computed(): Prop<T, Required> {
    return this.with({ isComputed: true });
  }

  output(): Prop<T> {
    return new Prop({ ...this.spec, isOutput: true });
  }

  secret(): Prop<T, Required> {
    return this.with({ isSecret: true });
  }

  replaces(): Prop<T, Required> {
    return this.with({ isReplacing: true });
  }

  local(): Prop<T, Required> {
    return this.with({ isLocal: true });
  }

  defaultTo(fallback: T): Prop<T, true> {
    return new Prop({ ...this.spec, fallback });
  }

  oneOf(...allowed: readonly T[]): Prop<T, Required> {
    const text = allowed.map(String).join(', ');
    return this.rule((value) =>
      allowed.includes(value as T) ? undefined : `expected one of ${text}, found ${show(value)}`,
    );
  }

  between(low: number, high: number): Prop<T, Required> {
    return this.rule((value) =>
      Number(value) >= low && Number(value) <= high
        ? undefined
        : `expected ${low} to ${high}, found ${show(value)}`,
    );
  }

  matches(pattern: RegExp, words: string): Prop<T, Required> {
    return this.rule((value) =>
      pattern.test(String(value)) ? undefined : `expected ${words}, found ${show(value)}`,
    );
  }

  comparedBy(canonical: (value: unknown) => unknown): Prop<T, Required> {
    return this.with({ canonical });
  }

  rule(rule: Rule): Prop<T, Required> {
    return this.with({ rules: [...(this.spec.rules ?? []), rule] });
  }

  private with(change: Partial<Spec>): Prop<T, Required> {
    return new Prop({ ...this.spec, ...change });
  }
}

export type AnyProp = Prop<unknown, boolean>;
export type Shape = Readonly<Record<string, AnyProp>>;
export type Props = Record<string, unknown>;

/** What a program may give for a property. */
export type TypeOf<P> = P extends Prop<infer T, boolean> ? T : never;
type RequiredKeys<S> = {
  [K in keyof S]: S[K] extends Prop<unknown, infer R> ? ([R] extends [true] ? K : never) : never;
}[keyof S];

/** What a program gives, after defaults: required and defaulted ones are there, others may be. */
export type Values<S> = { readonly [K in RequiredKeys<S>]: TypeOf<S[K]> } & {
  readonly [K in Exclude<keyof S, RequiredKeys<S>>]?: TypeOf<S[K]> | undefined;
};

/** What AWS answers: any property may be missing. */
export type State<S> = { readonly [K in keyof S]?: TypeOf<S[K]> | undefined };

export const str = (): Prop<string> => new Prop({ kind: 'string' });
export const num = (): Prop<number> => new Prop({ kind: 'number' });
export const bool = (): Prop<boolean> => new Prop({ kind: 'boolean' });
export const list = <T>(element: Prop<T, boolean>): Prop<readonly T[]> =>
  new Prop({ kind: 'list', element });
/** A list without order. */
export const set = <T>(element: Prop<T, boolean>): Prop<readonly T[]> =>
  new Prop({ kind: 'set', element });
export const map = <T>(element: Prop<T, boolean>): Prop<Readonly<Record<string, T>>> =>
  new Prop({ kind: 'map', element });
export const obj = <S extends Shape>(shape: S): Prop<Values<S>> =>
  new Prop({ kind: 'object', shape });

/** A value as it may be shown in a message: never long. */
export function show(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
