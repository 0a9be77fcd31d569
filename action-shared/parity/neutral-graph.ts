import type {
  EnvironmentGraph,
  EnvironmentSource,
  GraphResource,
  Json,
  RawResource,
} from './graph.ts';
import { kindOf } from './graph.ts';
import { neutralText } from './neutral-text.ts';
import type { OwnWords } from './neutral-text.ts';

/** Things of the engine itself: the root, providers, references to other stacks. */
const ENGINE_OWN = /^(pulumi:|pulumi-nodejs:)/;
/** What a live stack exports tells its region and its domain. */
const STACK = 'pulumi:pulumi:Stack';
const COMPONENT = /^macro:/;
/** Marks of the engine's bridge among a resource's inputs. */
const BRIDGE_MARKS = new Set(['__defaults', '__meta', '__internal', 'tagsAll']);
/** A range decides what its resource is: told as it is, not as `{cidr}`. */
const OWNS_RANGE = new Set(['ec2/Vpc', 'ec2/Subnet']);
/** How the engine marks a secret among plain values: its value is never compared nor shown. */
const SPECIAL = '4dabf18193072939515e22adb298388d';
/** Shorter texts would be found where they do not belong. */
const SHORTEST_REFERENCE = 8;
const AUTO_NAME_END = /-[0-9a-f]{7}$/;
/** No word: it has a digit, a point or a slash, or is an id of capitals as CloudFront's. */
const MADE_UP = /[\d./]|^[A-Z]{12,}$/;

/** A configuration is told as it was written. */
const NO_WORDS: OwnWords = {
  environment: null,
  region: null,
  cidr: null,
  domain: null,
  references: [],
};

/** Takes an environment's own words out of its configuration and its resources. */
export function neutralGraph(source: EnvironmentSource): EnvironmentGraph {
  const raw = source.resources.filter(({ type }) => !ENGINE_OWN.test(type));
  const stack = source.resources.find(({ type }) => type === STACK)?.outputs ?? {};
  const own = ownWords({ ...stack, ...source.config }, source.name, raw);
  return {
    name: source.name,
    config: source.config === undefined ? null : neutralRecord(source.config, NO_WORDS),
    resources: numbered(raw.map((one) => neutralResource(one, own))),
  };
}

function neutralResource(raw: RawResource, own: OwnWords): GraphResource {
  const kind = kindOf(raw.type);
  const words = OWNS_RANGE.has(kind) ? noRange(own) : own;
  return {
    kind,
    name: neutralText(raw.name, { ...own, references: [] }),
    settings: neutralRecord(withoutAutoNames(raw.inputs), words),
  };
}

/** Names that the engine made up itself, `name-1f3c9ab`, without their random end. */
function withoutAutoNames(inputs: RawResource['inputs']): RawResource['inputs'] {
  const defaults = inputs['__defaults'];
  if (!Array.isArray(defaults)) return inputs;
  const named = Object.entries(inputs).map(([key, value]) =>
    typeof value === 'string' && defaults.includes(key)
      ? [key, value.replace(AUTO_NAME_END, '')]
      : [key, value],
  );
  return Object.fromEntries(named) as RawResource['inputs'];
}

function noRange(own: OwnWords): OwnWords {
  return { ...own, cidr: null };
}

function neutralRecord(
  record: Readonly<Record<string, unknown>>,
  own: OwnWords,
): { readonly [key: string]: Json } {
  const kept = Object.entries(record).filter(
    ([key, value]) => !BRIDGE_MARKS.has(key) && value !== undefined,
  );
  return Object.fromEntries(
    kept.map(([key, value]) => [neutralText(key, own), neutralValue(value, own)]),
  );
}

function neutralValue(value: unknown, own: OwnWords): Json {
  if (typeof value === 'string') return document(value, own) ?? neutralText(value, own);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map((one) => neutralValue(one, own));
  if (typeof value !== 'object' || value === null) return null;
  if (Object.hasOwn(value, SPECIAL)) return '{secret}';
  return neutralRecord(value as Readonly<Record<string, unknown>>, own);
}

/** Policies, container definitions and dashboards are JSON inside a text: their parts are compared. */
function document(text: string, own: OwnWords): Json | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return neutralValue(JSON.parse(text), own);
  } catch {
    return null;
  }
}

/** @param known Configuration, and outputs of a live stack. */
function ownWords(
  known: Readonly<Record<string, unknown>>,
  environment: string,
  raw: readonly RawResource[],
): OwnWords {
  const range = raw.find(({ type }) => kindOf(type) === 'ec2/Vpc')?.inputs['cidrBlock'];
  return {
    environment,
    region: textOf(known['region']) ?? regionOf(raw),
    cidr: textOf(range),
    domain: textOf(known['domain']) ?? domainOf(raw),
    references: references(raw),
  };
}

/** Of a live stack: where most of its resources say they are. */
function regionOf(raw: readonly RawResource[]): string | null {
  const votes = new Map<string, number>();
  for (const { inputs, outputs } of raw) {
    const zone = textOf(inputs['availabilityZone'])?.replace(/[a-z]$/, '');
    const region = textOf(inputs['region']) ?? textOf(outputs?.['region']) ?? zone ?? null;
    if (region !== null) votes.set(region, (votes.get(region) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** What the certificate's first wildcard stands on. */
function domainOf(raw: readonly RawResource[]): string | null {
  const zone = raw.find(({ type }) => kindOf(type) === 'route53/Zone')?.inputs['name'];
  const certificate = raw.find(({ type }) => kindOf(type) === 'acm/Certificate');
  const name = textOf(zone) ?? textOf(certificate?.inputs['domainName']);
  return name === null ? null : name.replace(/^\*\./, '');
}

/** Texts that the cloud made up for one resource and no other: its id, ARN, address, endpoint. */
function references(raw: readonly RawResource[]): (readonly [string, string])[] {
  const found = new Map<string, Owners>();
  // A component only repeats what its resources tell.
  for (const { type, name, id, inputs, outputs } of raw.filter(
    (one) => !COMPONENT.test(one.type),
  )) {
    const given = new Set(textsIn('', inputs).map(([, text]) => text));
    // What it was given belongs to another, also where it makes up its own id.
    const told = [['id', id ?? ''] as const, ...textsIn('', outputs ?? {})];
    for (const [key, text] of told.filter(([, one]) => !given.has(one))) {
      if (text.length < SHORTEST_REFERENCE || !MADE_UP.test(text)) continue;
      const owners = found.get(text) ?? { itself: new Set(), told: new Set() };
      const itself = key === 'id' || key === 'arn';
      const stands = `{${kindOf(type)} ${name}${itself ? '' : `.${key}`}}`;
      (itself ? owners.itself : owners.told).add(stands);
      found.set(text, owners);
    }
  }
  return [...found]
    .flatMap(([text, owners]) => {
      const stands = standsFor(owners);
      return stands === null ? [] : [[text, stands] as const];
    })
    .sort(([a], [b]) => b.length - a.length);
}

/** Who knows a text: as what it is itself, and as one of the things it tells, such as `vpcId`. */
interface Owners {
  readonly itself: Set<string>;
  readonly told: Set<string>;
}

/** An id is its resource's own, however many others tell it; null where several could be meant. */
function standsFor({ itself, told }: Owners): string | null {
  const stands = [...(itself.size > 0 ? itself : told)].sort();
  return ofOneResource(stands) ? (stands[0] ?? null) : null;
}

/** One resource may tell the same text under several keys. */
function ofOneResource(stands: readonly string[]): boolean {
  return new Set(stands.map((one) => one.replace(/\.\w+\}$/, '}'))).size === 1;
}

function textsIn(key: string, value: unknown): (readonly [string, string])[] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(key, one));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([own, inner]) => textsIn(own, inner));
}

/** Two resources that only their environment's name told apart stay two. */
function numbered(resources: readonly GraphResource[]): readonly GraphResource[] {
  const seen = new Map<string, number>();
  return resources.map((one) => {
    const key = `${one.kind} ${one.name}`;
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? one : { ...one, name: `${one.name}#${count}` };
  });
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
