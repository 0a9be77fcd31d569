import type { Aws } from './aws.ts';
import type { LookUp, ResourceType } from './resource.ts';
import { type Fault, type Props, str } from './schema/prop.ts';
import { completed, faultsOf } from './schema/check.ts';
import { holdsComputed, holdsSecret, isAbsent, isRecord, opened, sealed } from './schema/values.ts';
import {
  inputsFrom,
  outputsOf,
  plannedCreate,
  plannedUpdate,
  refreshedInputs,
} from './schema/outputs.ts';
import { automaticName } from './naming.ts';
import { type Change, changesOf } from './schema/diff.ts';
import { withIgnored } from './schema/ignore.ts';

/** Property under which inputs remember which of them the plugin chose. */
const DEFAULTS = '__defaults';

/** The plugin's own settings. */
export interface Settings {
  readonly region: string;
  readonly defaultTags: Readonly<Record<string, string>>;
  aws(region: string): Aws;
}

export interface Subject {
  readonly token: string;
  /** The resource's name in the program. */
  readonly name: string;
}

/** A create or an update that AWS took and that did not end well: kept in the state, not orphaned. */
export class HalfMade extends Error {
  readonly id: string;
  readonly properties: Props;
  readonly inputs: Props;
  constructor(id: string, properties: Props, inputs: Props, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.id = id;
    this.properties = properties;
    this.inputs = inputs;
  }
}

export interface DiffResult {
  readonly changes: readonly Change[];
  readonly deleteFirst: boolean;
}

/** `region` on every type, and nothing else that the entries do not say. */
const COMMON = { region: str().computed().replaces() };

/** The Pulumi provider over a table of types and look-ups, on plain property trees. */
export class Provider {
  private readonly types: ReadonlyMap<string, ResourceType>;
  private readonly lookUps: ReadonlyMap<string, LookUp>;
  private readonly settings: Settings;

  constructor(types: readonly ResourceType[], lookUps: readonly LookUp[], settings: Settings) {
    this.types = new Map(
      types.map((type) => [type.token, { ...type, shape: { ...type.shape, ...COMMON } }]),
    );
    this.lookUps = new Map(lookUps.map((entry) => [entry.token, entry]));
    this.settings = settings;
  }

  check(
    subject: Subject,
    news: Props,
    olds: Props | undefined,
    seed: Uint8Array,
  ): { inputs: Props; faults: Fault[] } {
    const type = this.type(subject.token);
    const { inputs, faults: nameFaults } = named(type, subject, news, olds, seed);
    const plain = asRecord(opened(inputs));
    const faults = [...nameFaults, ...faultsOf(type.shape, plain)];
    const whole = faults.length === 0 ? completed(type.shape, plain) : undefined;
    if (whole && !holdsComputed(whole)) faults.push(...(type.faults?.(whole) ?? []));
    return { inputs, faults };
  }

  diff(subject: Subject, state: Props, news: Props, ignored: readonly string[]): DiffResult {
    const type = this.type(subject.token);
    const current = allTags(asRecord(opened(state)));
    const wanted = withIgnored(this.wanted(type, news), current, ignored);
    const forced = new Set(type.replacedBy?.(current, wanted) ?? []);
    const changes = changesOf(type.shape, current, wanted).map((change) =>
      forced.has(top(change.path)) ? { ...change, replaces: true } : change,
    );
    return { changes, deleteFirst: deleteFirst(type, current, wanted, changes) };
  }

  async create(
    subject: Subject,
    news: Props,
    preview: boolean,
  ): Promise<{ id: string; properties: Props }> {
    const type = this.type(subject.token);
    const wanted = this.wanted(type, news);
    if (preview)
      return {
        id: '',
        properties: keepSecrets(type, this.untagged(news, plannedCreate(type.shape, wanted)), news),
      };
    const aws = this.aws(wanted);
    let id: string | undefined;
    try {
      const made = await type.create(aws, wanted, (known) => (id = known));
      id = made;
      return { id, properties: await this.present(type, aws, id, wanted, news) };
    } catch (error) {
      if (id === undefined) throw error;
      const rest = await this.present(type, aws, id, wanted, news).catch(() => wanted);
      throw new HalfMade(id, rest, news, error);
    }
  }

  async update(
    subject: Subject,
    id: string,
    state: Props,
    news: Props,
    options: { readonly preview: boolean; readonly ignored: readonly string[] },
  ): Promise<Props> {
    const type = this.type(subject.token);
    const current = allTags(asRecord(opened(state)));
    const wanted = withIgnored(this.wanted(type, news), current, options.ignored);
    if (options.preview)
      return keepSecrets(
        type,
        this.untagged(news, plannedUpdate(type.shape, current, wanted)),
        news,
      );
    const aws = this.aws(wanted, current);
    const differing = new Set(
      changesOf(type.shape, current, wanted).map((change) => top(change.path)),
    );
    const changed = (...keys: readonly string[]): boolean => keys.some((key) => differing.has(key));
    try {
      await type.update(aws, { id, state: current, wanted, changed });
    } catch (error) {
      const rest = await this.present(type, aws, id, wanted, news).catch(() => state);
      throw new HalfMade(id, rest, news, error);
    }
    return this.present(type, aws, id, plannedUpdate(type.shape, current, wanted), news);
  }

  async read(
    subject: Subject,
    id: string,
    state: Props,
    inputs: Props,
  ): Promise<{ id: string; properties: Props; inputs: Props } | undefined> {
    const type = this.type(subject.token);
    const known = allTags(asRecord(opened(state)));
    const aws = this.aws(known);
    const actual = await type.read(aws, id, known);
    if (!actual) return undefined;
    const importing = Object.keys(inputs).length === 0;
    const written = importing ? {} : known;
    const all = outputsOf(type.shape, written, { region: aws.region, ...actual });
    const outputs = this.untagged(importing ? { tags: all['tags'] } : inputs, all);
    const found = importing
      ? inputsFrom(type.shape, outputs)
      : refreshedInputs(type.shape, asRecord(opened(inputs)), asRecord(opened(state)), outputs);
    if (this.settings.region === aws.region && inputs['region'] === undefined)
      delete found['region'];
    return {
      id: typeof actual['id'] === 'string' ? actual['id'] : id,
      properties: keepSecrets(type, outputs, { ...state, ...inputs }),
      inputs: keepSecrets(type, found, inputs),
    };
  }

  async delete(subject: Subject, id: string, state: Props): Promise<void> {
    const type = this.type(subject.token);
    const known = allTags(asRecord(opened(state)));
    await type.delete(this.aws(known), id, known);
  }

  async invoke(token: string, given: Props): Promise<{ result: Props } | { faults: Fault[] }> {
    const entry = this.lookUps.get(token);
    if (!entry) throw new Error(`${token}: no such look-up in the stand-in plugin`);
    const shape = { ...entry.args, region: str() };
    const args = asRecord(opened(given));
    const faults = faultsOf(shape, args);
    if (faults.length > 0) return { faults };
    const aws = this.aws(args);
    const result = await entry.look(aws, completed(shape, args));
    for (const key of entry.secrets ?? []) if (key in result) result[key] = sealed(result[key]);
    return { result: { region: aws.region, ...result } };
  }

  private type(token: string): ResourceType {
    const type = this.types.get(token);
    if (!type) throw new Error(`${token}: no such resource type in the stand-in plugin`);
    return type;
  }

  private aws(...trees: readonly Props[]): Aws {
    const region = trees.map((tree) => tree['region']).find((value) => typeof value === 'string');
    return this.settings.aws(region ?? this.settings.region);
  }

  /** Inputs with their defaults, tags with the provider's, and the region they are for. */
  private wanted(type: ResourceType, news: Props): Props {
    const inputs = completed(type.shape, asRecord(opened(news)));
    const tags =
      'tags' in type.shape
        ? { ...this.settings.defaultTags, ...optional(inputs['tags']) }
        : undefined;
    return { region: this.settings.region, ...inputs, ...(tags ? { tags } : {}) };
  }

  private async present(
    type: ResourceType,
    aws: Aws,
    id: string,
    written: Props,
    news: Props,
  ): Promise<Props> {
    const actual = await type.read(aws, id, written);
    if (!actual) throw new Error(`${type.token} ${id} is not there right after it was written`);
    const outputs = outputsOf(type.shape, written, { region: aws.region, ...actual });
    return keepSecrets(type, this.untagged(news, outputs), news);
  }

  /** `tags` as the program said them, `tagsAll` as AWS has them. */
  private untagged(inputs: Props, outputs: Props): Props {
    const all = outputs['tags'];
    if (all === undefined || !isRecord(all)) return outputs;
    const said = optional(opened(inputs['tags']));
    const own = Object.entries(all).filter(
      ([key]) => key in said || !(key in this.settings.defaultTags),
    );
    const { tags: _, ...rest } = outputs;
    return { ...rest, ...(own.length > 0 ? { tags: Object.fromEntries(own) } : {}), tagsAll: all };
  }
}

function named(
  type: ResourceType,
  subject: Subject,
  news: Props,
  olds: Props | undefined,
  seed: Uint8Array,
): { inputs: Props; faults: Fault[] } {
  const rule = type.autoName;
  const { [DEFAULTS]: _defaults, ...inputs } = news;
  if (!rule || !isAbsent(news[rule.property])) return { inputs, faults: [] };
  const chosen = olds?.[DEFAULTS];
  const kept =
    Array.isArray(chosen) && chosen.includes(rule.property) ? olds?.[rule.property] : undefined;
  try {
    inputs[rule.property] = kept ?? automaticName(rule, subject.name, seed);
    return { inputs: { ...inputs, [DEFAULTS]: [rule.property] }, faults: [] };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    inputs[rule.property] = subject.name;
    return { inputs, faults: [{ property: rule.property, reason }] };
  }
}

/** The old one has to go first where the new one would bear its name. */
function deleteFirst(
  type: ResourceType,
  state: Props,
  wanted: Props,
  changes: readonly Change[],
): boolean {
  if (!changes.some((change) => change.replaces)) return false;
  if (type.deleteFirst) return true;
  const key = type.autoName?.property;
  return key !== undefined && state[key] === wanted[key] && state['region'] === wanted['region'];
}

function keepSecrets(type: ResourceType, outputs: Props, said: Props): Props {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => {
      const secret = type.shape[key]?.spec.isSecret === true || holdsSecret(said[key]);
      return [key, secret ? sealed(value) : value];
    }),
  );
}

function allTags(state: Props): Props {
  return isRecord(state['tagsAll']) ? { ...state, tags: state['tagsAll'] } : state;
}

function top(path: string): string {
  return path.split(/[.[]/)[0] ?? path;
}

function asRecord(value: unknown): Props {
  return isRecord(value) ? value : {};
}

const optional = asRecord;
