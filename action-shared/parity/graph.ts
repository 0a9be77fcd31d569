/** A value as JSON has it. */
export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A resource as an engine or a recording knows it. */
export interface RawResource {
  /** Pulumi type: `aws:lb/listenerRule:ListenerRule`, or a component's `macro:network:Network`. */
  readonly type: string;
  /** Name inside the stack. */
  readonly name: string;
  /** What it was asked for with. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** What came of it, for a live stack: `id` and `arn` make references readable. */
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly id?: string;
}

/** One environment as its stack file or its state tells it. */
export interface EnvironmentSource {
  /** `staging`; what `{env}` stands for in names. */
  readonly name: string;
  /** Resolved configuration; left out: only the graphs are compared. */
  readonly config?: Readonly<Record<string, unknown>>;
  readonly resources: readonly RawResource[];
}

/** A resource without what only its environment is called: comparable with those of others. */
export interface GraphResource {
  /** Short type: `lb/ListenerRule`, `macro:network:Network`. */
  readonly kind: string;
  /** `{env}-shop-api`. */
  readonly name: string;
  readonly settings: { readonly [key: string]: Json };
}

export interface EnvironmentGraph {
  readonly name: string;
  readonly config: { readonly [key: string]: Json } | null;
  readonly resources: readonly GraphResource[];
}

/** `aws:lb/listenerRule:ListenerRule` says one thing three times: `lb/ListenerRule`. */
export function kindOf(type: string): string {
  const [, service, name] = /^aws:([^/:]+)(?:\/[^:]+)?:(.+)$/.exec(type) ?? [];
  return service === undefined || name === undefined ? type : `${service}/${name}`;
}
