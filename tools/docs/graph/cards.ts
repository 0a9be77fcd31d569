import type { GraphNode } from './record.ts';

/** All components of one class in a program, or all resources of a type that stand outside of any. */
export interface Card {
  readonly id: string;
  readonly title: string;
  /** `network`, `routing`, ...; `other`: a resource of its own; `reference`: another stack. */
  readonly module: string;
  /** How many of the class there are. */
  readonly count: number;
  /** Short types of what they are made of, with their numbers, the most frequent first. */
  readonly parts: readonly { readonly type: string; readonly count: number }[];
}

export interface CardGraph {
  readonly cards: readonly Card[];
  /** Who needs whom, by id; what follows from others is left out. */
  readonly arrows: readonly (readonly [from: string, to: string])[];
  /** Resources of the cloud, all cards together. */
  readonly resources: number;
}

const REFERENCE = 'pulumi:pulumi:StackReference';

/**
 * A program's resources by the components of the library that they belong to. Of components inside
 * others the outermost counts; what only composes (an environment as a whole) is no card. Components
 * of one class are one card where they need the same and are needed by the same.
 *
 * @param library tokens of the components that are cards
 */
export function cardsOf(nodes: readonly GraphNode[], library: ReadonlySet<string>): CardGraph {
  const byUrn = new Map(nodes.map((node) => [node.urn, node]));
  const ownerOf = (node: GraphNode): GraphNode => {
    const parent = byUrn.get(node.parent);
    const above = parent === undefined ? node : ownerOf(parent);
    return library.has(above.type) ? above : node;
  };
  const resources = nodes.filter(({ type }) => isResource(type));
  const owners = new Map(resources.map((node) => [node.urn, ownerOf(node)]));
  const pairs = resources
    .flatMap(({ urn, needs }) => needs.map((need) => [owners.get(urn), owners.get(need)] as const))
    .flatMap(([from, to]) =>
      from === undefined || to === undefined || from === to ? [] : [[from, to] as const],
    );
  const keyOf = keys(new Set(owners.values()), pairs);
  const members = Map.groupBy(resources, ({ urn }) => keyOf(owners.get(urn)));
  const kinds = Map.groupBy(new Set(owners.values()), keyOf);
  return {
    cards: [...kinds]
      .map(([id, own]) => cardOf(id, own, members.get(id) ?? [], nodes))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    arrows: withoutDetours(pairs.map(([from, to]) => [keyOf(from), keyOf(to)] as const)),
    resources: resources.filter(({ type }) => type !== REFERENCE).length,
  };
}

function isResource(type: string): boolean {
  return type.startsWith('aws:') || type === REFERENCE;
}

type Pair = readonly [from: GraphNode, to: GraphNode];

/** What is shown as one: the same class (of references: the same stack) with the same neighbours. */
function keys(owners: ReadonlySet<GraphNode>, pairs: readonly Pair[]) {
  const types = (all: readonly GraphNode[]) => [...new Set(all.map(({ type }) => type))].sort();
  const keyOf = new Map(
    [...owners].map((owner) => {
      const needs = types(pairs.filter(([from]) => from === owner).map(([, to]) => to));
      const neededBy = types(pairs.filter(([, to]) => to === owner).map(([from]) => from));
      const own = owner.type === REFERENCE ? owner.name : owner.type;
      return [owner, `${own} > ${needs.join()} < ${neededBy.join()}`];
    }),
  );
  return (owner: GraphNode | undefined): string =>
    owner === undefined ? '' : (keyOf.get(owner) ?? '');
}

function cardOf(
  id: string,
  owners: readonly GraphNode[],
  members: readonly GraphNode[],
  nodes: readonly GraphNode[],
): Card {
  const { type = '', name = '' } = owners[0] ?? {};
  const types = members.map((one) => withoutPrefix(shortType(one.type), shortType(type)));
  const counts = new Map(types.map((one) => [one, types.filter((other) => other === one).length]));
  const component = type.startsWith('macro:');
  const cousins = nodes.filter((one) => one.type === type).map((one) => one.name);
  const apart = cousins.length > owners.length ? afterCommon(name, cousins) : '';
  return {
    id,
    title:
      type === REFERENCE
        ? name.split('/').slice(-2).join('/')
        : [shortType(type), apart].filter((word) => word !== '').join(' · '),
    module: component ? (type.split(':')[1] ?? '') : type === REFERENCE ? 'reference' : 'other',
    count: owners.length,
    parts: component
      ? [...counts]
          .map(([one, count]) => ({ type: one, count }))
          .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1))
      : [],
  };
}

/** `BucketPolicy` of a `Bucket` is its `Policy`. */
function withoutPrefix(type: string, component: string): string {
  return type.startsWith(component) && type !== component ? type.slice(component.length) : type;
}

/** `production-shop-assets` beside `production-shop-exports`: `assets`. */
function afterCommon(name: string, all: readonly string[]): string {
  const words = name.split('-');
  const rest = words.findIndex((_, index) => {
    const start = words.slice(0, index + 1).join('-');
    return !all.every((one) => one === start || one.startsWith(`${start}-`));
  });
  return rest < 0 ? '' : words.slice(rest).join('-');
}

function shortType(type: string): string {
  return type.split(':').at(-1) ?? type;
}

/** Arrows without those that say nothing new: there is another way from the one to the other. */
function withoutDetours(pairs: readonly (readonly [string, string])[]) {
  const targets = new Map<string, Set<string>>();
  for (const [from, to] of pairs)
    targets.set(from, (targets.get(from) ?? new Set<string>()).add(to));
  const sorted = [...targets]
    .flatMap(([from, to]) => [...to].map((one) => [from, one] as const))
    .sort(([a, b], [c, d]) => (`${a} ${b}` < `${c} ${d}` ? -1 : 1));
  return sorted.filter(([from, to]) => {
    const own = targets.get(from);
    own?.delete(to);
    const detour = reaches(from, to, targets);
    if (!detour) own?.add(to);
    return !detour;
  });
}

function reaches(
  from: string,
  to: string,
  targets: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop())
    for (const next of targets.get(at) ?? []) {
      if (next === to) return true;
      if (!seen.has(next)) waiting.push(next);
      seen.add(next);
    }
  return false;
}
