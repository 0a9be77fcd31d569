import type { Card, CardGraph } from './cards.ts';
import { layoutOf } from './layout.ts';
import type { Layout, Line, Place } from './layout.ts';

export type Theme = 'light' | 'dark';

/** GitHub's own colours of page, text, lines and boxes. */
const COLOURS: Readonly<Record<Theme, Readonly<Record<'text' | 'soft' | 'line' | 'box', string>>>> =
  {
    light: { text: '#1f2328', soft: '#59636e', line: '#818b98', box: '#ffffff' },
    dark: { text: '#f0f6fc', soft: '#9198a1', line: '#656c76', box: '#151b23' },
  };

/** Colours of the modules, readable on both pages. */
const MODULES: Readonly<Record<string, string>> = {
  network: '#2f81f7',
  routing: '#a371f7',
  compute: '#e8590c',
  data: '#2da44e',
  configuration: '#bf8700',
  registry: '#c2410c',
  identity: '#d6336c',
  edge: '#8250df',
  watching: '#1b9aaa',
  other: '#818b98',
  reference: '#818b98',
};

const FONT = '-apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif';
const TITLE = { size: 14, letter: 7.9 };
const PART = { size: 11.5, letter: 6, line: 15 };
const PADDING = 10;
/** Longest line of parts, letters. */
const LINE_LETTERS = 27;
const MARGIN = 12;
const LEGEND = 34;

/** A program's picture: a card for each class of components, arrows to what they need. */
export async function pictureOf(graph: CardGraph, title: string, theme: Theme): Promise<string> {
  const lines = new Map(graph.cards.map((card) => [card.id, partLines(card)]));
  const sizes = new Map(graph.cards.map((card) => [card.id, sizeOf(card, lines.get(card.id))]));
  const layout = await layoutOf(graph, sizes);
  const cards = layout.places.map((place) => {
    const card = graph.cards.find(({ id }) => id === place.id);
    return card === undefined ? '' : cardSvg(card, place, lines.get(place.id) ?? [], theme);
  });
  const legend = legendSvg(graph, layout, theme);
  const width = Math.max(layout.width, legend.width) + 2 * MARGIN;
  const height = layout.height + LEGEND + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${shown(width)} ${shown(height)}" width="${shown(width)}" height="${shown(height)}" role="img" font-family='${FONT}'>`,
    `<title>${escaped(title)}</title>`,
    `<g transform="translate(${MARGIN} ${MARGIN})">`,
    ...layout.lines.map((line) => arrowSvg(line, theme)),
    ...cards,
    legend.svg,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** `Subnet ×6 · RouteTable ×2`, broken into lines. */
function partLines({ parts }: Card): readonly string[] {
  const words = parts.map(({ type, count }) => (count > 1 ? `${type} ×${count}` : type));
  return words.reduce<string[]>((lines, word) => {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} · ${word}`;
    if (last === undefined || longer.length > LINE_LETTERS) return [...lines, word];
    return [...lines.slice(0, -1), longer];
  }, []);
}

function titleOf({ title, count }: Card): string {
  return count > 1 ? `${title} ×${count}` : title;
}

function sizeOf(card: Card, lines: readonly string[] = []) {
  const widest = Math.max(
    titleOf(card).length * TITLE.letter,
    ...lines.map((line) => line.length * PART.letter),
  );
  return {
    width: Math.round(widest) + 2 * PADDING + 4,
    height: 2 * PADDING + TITLE.size + lines.length * PART.line,
  };
}

function cardSvg(
  card: Card,
  { x, y, width, height }: Place,
  lines: readonly string[],
  theme: Theme,
) {
  const { text, soft, box } = COLOURS[theme];
  const colour = MODULES[card.module] ?? COLOURS[theme].line;
  const dashes = card.module === 'reference' ? ' stroke-dasharray="5 4"' : '';
  const left = shown(x + PADDING + 4);
  const rows = lines.map(
    (line, index) =>
      `<text x="${left}" y="${shown(y + PADDING + TITLE.size + (index + 1) * PART.line)}" font-size="${PART.size}" fill="${soft}">${escaped(line)}</text>`,
  );
  return [
    `<rect x="${shown(x)}" y="${shown(y)}" width="${shown(width)}" height="${shown(height)}" rx="6" fill="${box}" stroke="${colour}" stroke-width="1.2"${dashes}/>`,
    `<rect x="${shown(x)}" y="${shown(y + 6)}" width="4" height="${shown(height - 12)}" rx="1" fill="${colour}"/>`,
    `<text x="${left}" y="${shown(y + PADDING + TITLE.size - 2)}" font-size="${TITLE.size}" font-weight="600" fill="${text}">${escaped(titleOf(card))}</text>`,
    ...rows,
  ].join('\n');
}

function arrowSvg({ points, tip }: Line, theme: Theme): string {
  const [start = tip, ...rest] = points;
  const end = rest.at(-1) ?? start;
  const angle = (Math.atan2(tip[1] - end[1], tip[0] - end[0]) * 180) / Math.PI;
  const colour = COLOURS[theme].line;
  return [
    `<path d="M${point(start)}C${rest.map(point).join(' ')}" fill="none" stroke="${colour}" stroke-width="1.1"/>`,
    `<path d="M0 0L-8 -3.2L-8 3.2Z" transform="translate(${point(tip)}) rotate(${shown(angle)})" fill="${colour}"/>`,
  ].join('');
}

/** Which colour is which module, below the picture. */
function legendSvg({ cards }: CardGraph, { height }: Layout, theme: Theme) {
  const used = Object.keys(MODULES).filter((name) => cards.some(({ module }) => module === name));
  const { soft } = COLOURS[theme];
  const y = height + 26;
  let x = 0;
  const items = used.map((name) => {
    const word = { other: 'resource of its own', reference: 'another stack' }[name] ?? name;
    const svg = `<rect x="${shown(x)}" y="${shown(y - 8)}" width="9" height="9" rx="2" fill="${MODULES[name] ?? soft}"/><text x="${shown(x + 14)}" y="${shown(y)}" font-size="11" fill="${soft}">${word}</text>`;
    x += 14 + word.length * 6.2 + 16;
    return svg;
  });
  return { svg: items.join(''), width: x };
}

function point([x, y]: readonly [number, number]): string {
  return `${shown(x)} ${shown(y)}`;
}

/** One decimal: the same on every machine. */
function shown(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
