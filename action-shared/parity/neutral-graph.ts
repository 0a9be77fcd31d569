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
/** Marks of the engine's bridge among a resource's inputs. */
const BRIDGE_MARKS = new Set(['__defaults', '__meta', '__internal', 'tagsAll']);
/** A range decides what its resource is: told as it is, not as `{cidr}`. */
const OWNS_RANGE = new Set(['ec2/Vpc', 'ec2/Subnet']);
/** How the engine marks a secret among plain values: its value is never compared nor shown. */
const SPECIAL = '4dabf18193072939515e22adb298388d';
/** Shorter texts would be found where they do not belong. */
const SHORTEST_REFERENCE = 8;

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
  const own = ownWords(source, raw);
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
    settings: neutralRecord(raw.inputs, words),
  };
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

function ownWords(source: EnvironmentSource, raw: readonly RawResource[]): OwnWords {
  const range = raw.find(({ type }) => kindOf(type) === 'ec2/Vpc')?.inputs['cidrBlock'];
  return {
    environment: source.name,
    region: textOf(source.config?.['region']) ?? regionOf(raw),
    cidr: textOf(range),
    domain: textOf(source.config?.['domain']) ?? domainOf(raw),
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
  const found = new Map<string, Set<string>>();
  for (const { type, name, id, inputs, outputs } of raw) {
    const given = new Set(textsIn('', inputs).map(([, text]) => text));
    const made = textsIn('', outputs ?? {}).filter(([, text]) => !given.has(text));
    for (const [key, text] of [['id', id ?? ''] as const, ...made]) {
      if (text.length < SHORTEST_REFERENCE || !/[\d./]/.test(text)) continue;
      const what = key === 'id' || key === 'arn' ? '' : `.${key}`;
      const owners = found.get(text) ?? new Set();
      found.set(text, owners.add(`{${kindOf(type)} ${name}${what}}`));
    }
  }
  return [...found]
    .map(([text, stands]) => [text, [...stands].sort()] as const)
    .filter(([, stands]) => ofOneResource(stands))
    .map(([text, [first = '']]) => [text, first] as const)
    .sort(([a], [b]) => b.length - a.length);
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
