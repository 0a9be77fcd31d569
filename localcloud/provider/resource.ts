import type { Aws } from './aws.ts';
import type { Fault, Prop, Props, Shape, State, Values } from './schema/prop.ts';
import { map, str } from './schema/prop.ts';

/** How a name is made where the program gives none: `<resource name>-<7 hex>`. */
export interface AutoName {
  readonly property: string;
  /** Longest name AWS takes. */
  readonly max: number;
  readonly lower?: boolean;
  /** Property that stands in for the name and switches auto-naming off. */
  readonly prefix?: string;
}

/** An update in place. */
export interface Update<S extends Shape> {
  readonly id: string;
  readonly state: State<S>;
  readonly wanted: Values<S>;
  /** Whether any of these properties differs. */
  readonly changed: (...keys: readonly (keyof S & string)[]) => boolean;
}

/** One resource type: the whole of what the plugin knows about it. */
export interface ResourceEntry<S extends Shape> {
  /** Such as `aws:ec2/vpc:Vpc`. */
  readonly token: string;
  readonly shape: S;
  readonly autoName?: AutoName;
  /** A replacement is structurally the same object: the old one has to go first. */
  readonly deleteFirst?: boolean;
  /** Faults that take more than one property to see; not asked while one of them is unknown. */
  faults?(inputs: Props): Fault[];
  /** Properties that a change would replace only under conditions. */
  replacedBy?(state: Props, wanted: Props): readonly string[];
  /** Calls `made` as soon as the resource exists: what fails later leaves it in the state. */
  create(aws: Aws, wanted: Values<S>, made: (id: string) => void): Promise<string>;
  /** What is there; undefined: gone. The state is empty at an import. */
  read(aws: Aws, id: string, state: State<S>): Promise<State<S> | undefined>;
  update?(aws: Aws, update: Update<S>): Promise<void>;
  delete(aws: Aws, id: string, state: State<S>): Promise<void>;
}

/** A resource entry with its shape's types forgotten, as the server handles all of them alike. */
export interface ResourceType extends Omit<
  ResourceEntry<Shape>,
  'create' | 'read' | 'update' | 'delete'
> {
  create(aws: Aws, wanted: Props, made: (id: string) => void): Promise<string>;
  read(aws: Aws, id: string, state: Props): Promise<Props | undefined>;
  update(aws: Aws, update: ErasedUpdate): Promise<void>;
  delete(aws: Aws, id: string, state: Props): Promise<void>;
}
export interface ErasedUpdate {
  readonly id: string;
  readonly state: Props;
  readonly wanted: Props;
  readonly changed: (...keys: readonly string[]) => boolean;
}

/** Makes an entry of a type; its functions see inputs that were checked against its shape. */
export function resource<S extends Shape>(entry: ResourceEntry<S>): ResourceType {
  const typed = (wanted: Props): Values<S> => wanted as Values<S>;
  return {
    ...entry,
    create: (aws, wanted, made) => entry.create(aws, typed(wanted), made),
    read: (aws, id, state) => entry.read(aws, id, state as State<S>),
    update: async (aws, update) => {
      await entry.update?.(aws, {
        id: update.id,
        state: update.state as State<S>,
        wanted: typed(update.wanted),
        changed: (...keys) => update.changed(...keys),
      });
    },
    delete: (aws, id, state) => entry.delete(aws, id, state as State<S>),
  };
}

/** `tags` as the program gives them, `tagsAll` with the provider's default tags. */
export const TAGS = {
  tags: map(str()),
  tagsAll: map(str()).output(),
} as const;

/** Name given, or made from a prefix, or made by the plugin. */
export const NAME_SHAPE = (
  name: Prop<string>,
): { readonly name: Prop<string, true>; readonly namePrefix: Prop<string> } => ({
  name: name.computed().replaces().required(),
  namePrefix: str().local().replaces(),
});

/** A data source. */
export interface LookUp {
  /** Such as `aws:ec2/getVpc:getVpc`. */
  readonly token: string;
  readonly args: Shape;
  /** Result properties that are secret. */
  readonly secrets?: readonly string[];
  look(aws: Aws, args: Props): Promise<Props>;
}

export function lookUp<S extends Shape>(entry: {
  readonly token: string;
  readonly args: S;
  readonly secrets?: readonly string[];
  look(aws: Aws, args: Values<S>): Promise<Props>;
}): LookUp {
  return { ...entry, look: (aws, args) => entry.look(aws, args as Values<S>) };
}
