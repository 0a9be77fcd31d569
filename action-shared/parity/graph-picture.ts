import type { EnvironmentGraph, GraphResource, Json } from './graph.ts';
import type { Difference } from './report.ts';

const WIDTH = 480;
const SERVICE_WIDTH = 106;
const BOX_HEIGHT = 22;
const GAP = 6;
const LETTER_WIDTH = 6.2;

interface Box {
  readonly kind: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

interface Layout {
  readonly boxes: readonly Box[];
  readonly services: readonly { readonly name: string; readonly y: number }[];
  readonly height: number;
}

/**
 * The graph of one environment as an SVG: a box for each kind of resource, in rows by service, and a
 * line where one kind refers to another. Every environment's picture has the same places.
 *
 * @param all the environments shown side by side
 */
export function graphPicture(
  graph: EnvironmentGraph,
  all: readonly EnvironmentGraph[],
  differences: readonly Difference[],
): string {
  const layout = placed(all);
  const count = (kind: string) => graph.resources.filter((one) => one.kind === kind).length;
  const boxes = layout.boxes.map((box) =>
    boxOf(box, count(box.kind), state(box.kind, graph.name, differences)),
  );
  const services = layout.services.map(
    ({ name, y }) => `<text class="service" x="0" y="${y + 15}">${name}</text>`,
  );
  const lines = linesOf(graph, layout.boxes);
  const label = `resources of ${graph.name.replace(/[^\w-]/g, '')}`;
  return `<svg viewBox="0 0 ${WIDTH} ${layout.height}" role="img" aria-label="${label}">${lines}${services.join('')}${boxes.join('')}</svg>`;
}

/** Rows by service; a row that is full goes on in the next line. */
function placed(all: readonly EnvironmentGraph[]): Layout {
  const kinds = [...new Set(all.flatMap(({ resources }) => resources.map(({ kind }) => kind)))]
    .filter((kind) => kind.includes('/'))
    .sort();
  const byService = Object.groupBy(kinds, serviceOf);
  const boxes: Box[] = [];
  const services: { name: string; y: number }[] = [];
  let y = 0;
  for (const [name, own] of Object.entries(byService)) {
    services.push({ name, y });
    let x = SERVICE_WIDTH;
    for (const kind of own ?? []) {
      const width = Math.ceil((nameOf(kind).length + 5) * LETTER_WIDTH) + 10;
      if (x + width > WIDTH && x > SERVICE_WIDTH) [x, y] = [SERVICE_WIDTH, y + BOX_HEIGHT + GAP];
      boxes.push({ kind, x, y, width });
      x += width + GAP;
    }
    y += BOX_HEIGHT + GAP;
  }
  return { boxes, services, height: y };
}

function boxOf({ kind, x, y, width }: Box, count: number, word: string): string {
  const text = count > 1 ? `${nameOf(kind)} ×${count}` : nameOf(kind);
  const of = count === 0 && word !== 'broken' ? 'absent' : word;
  return `<g class="${of}"><title>${kind.replace(/[^\w/:.-]/g, '')}: ${count}</title><rect x="${x}" y="${y + 0.5}" width="${width}" height="${BOX_HEIGHT}" rx="4"/><text x="${x + 7}" y="${y + 15}">${text}</text></g>`;
}

/** The gravest that is to be said of a kind in an environment. */
function state(kind: string, name: string, differences: readonly Difference[]): string {
  const own = differences.filter((one) => one.kind === kind && Object.hasOwn(one.values, name));
  const found = new Set(own.map(({ verdict }) => verdict));
  return (['broken', 'waived', 'allowed'] as const).find((one) => found.has(one)) ?? 'same';
}

function linesOf(graph: EnvironmentGraph, boxes: readonly Box[]): string {
  const at = new Map(boxes.map((box) => [box.kind, box]));
  return [...references(graph)]
    .map((pair) => {
      const [from, to] = pair.split(' ');
      const [a, b] = [at.get(from ?? ''), at.get(to ?? '')];
      return a === undefined || b === undefined ? '' : line(a, b);
    })
    .join('');
}

function line(a: Box, b: Box): string {
  const [x1, y1, x2, y2] = [
    a.x + a.width / 2,
    a.y + BOX_HEIGHT / 2,
    b.x + b.width / 2,
    b.y + BOX_HEIGHT / 2,
  ];
  const middle = (x1 + x2) / 2 + (y2 - y1) / 6;
  return `<path d="M${x1} ${y1}Q${middle.toFixed(1)} ${((y1 + y2) / 2).toFixed(1)} ${x2} ${y2}"/>`;
}

/** Pairs of kinds, `from to`, of which one's settings name a resource of the other. */
function references({ resources }: EnvironmentGraph): ReadonlySet<string> {
  const owners = ownersOf(resources);
  const pairs = new Set<string>();
  for (const one of resources) {
    for (const [key, text] of textsOf('', one.settings)) {
      const kind = /^\{([\w/]+) [^}]*\}/.exec(text)?.[1] ?? ownerOf(key, owners.get(text) ?? []);
      if (kind !== undefined && kind !== one.kind) pairs.add(`${one.kind} ${kind}`);
    }
  }
  return pairs;
}

/** How a recording names ids and ARNs: by names that several kinds may share. */
function ownersOf(resources: readonly GraphResource[]): ReadonlyMap<string, readonly string[]> {
  const owners = new Map<string, string[]>();
  for (const { kind, name } of resources) {
    if (!kind.includes('/')) continue;
    for (const text of [`${name}-id`, `arn:${name}`, name])
      owners.set(text, [...(owners.get(text) ?? []), kind]);
  }
  return owners;
}

/** Of several kinds the one that the setting is called after: `vpcId`, `securityGroups`. */
function ownerOf(key: string, kinds: readonly string[]): string | undefined {
  const called = kinds
    .filter((kind) => key.toLowerCase().includes(nameOf(kind).toLowerCase()))
    .sort((a, b) => nameOf(b).length - nameOf(a).length);
  return called[0];
}

/** Every text among the settings, with the key it stands under. */
function textsOf(key: string, value: Json): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[key, value]];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((one) => textsOf(key, one));
  return Object.entries(value as { readonly [key: string]: Json }).flatMap(([own, inner]) =>
    textsOf(own, inner),
  );
}

function serviceOf(kind: string): string {
  return (kind.split('/')[0] ?? '').replace(/[^\w-]/g, '');
}

function nameOf(kind: string): string {
  return (kind.split('/')[1] ?? kind).replace(/[^\w-]/g, '');
}
