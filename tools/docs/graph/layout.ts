import { instance } from '@viz-js/viz';
import { z } from 'zod';
import type { CardGraph } from './cards.ts';

/** A card's place, in points, its upper left corner. */
export interface Place {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An arrow's line: a start and then three points for each Bézier piece; it ends at `tip`. */
export interface Line {
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly tip: readonly [x: number, y: number];
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  readonly lines: readonly Line[];
}

const POINTS_PER_INCH = 72;

const answer = z.object({
  bb: z.string(),
  objects: z.array(
    z.object({ id: z.string(), pos: z.string(), width: z.string(), height: z.string() }),
  ),
  edges: z.array(z.object({ pos: z.string() })).default([]),
});

/**
 * Places of cards and arrows, by Graphviz: what is needed lies below what needs it.
 *
 * @param sizes of the cards, in points
 */
export async function layoutOf(
  { cards, arrows }: CardGraph,
  sizes: ReadonlyMap<string, { readonly width: number; readonly height: number }>,
): Promise<Layout> {
  const viz = await instance();
  const laidOut = answer.parse(
    viz.renderJSON({
      directed: true,
      graphAttributes: { rankdir: 'TB', nodesep: 0.18, ranksep: 0.4, splines: true },
      nodeAttributes: { shape: 'box', fixedsize: true },
      nodes: cards.map(({ id }) => {
        const { width = 0, height = 0 } = sizes.get(id) ?? {};
        const inches = { width: width / POINTS_PER_INCH, height: height / POINTS_PER_INCH };
        return { name: id, attributes: { id, ...inches } };
      }),
      edges: arrows.map(([tail, head]) => ({ tail, head })),
    }),
  );
  const [, , width = 0, height = 0] = laidOut.bb.split(',').map(Number);
  return {
    ...{ width, height },
    places: laidOut.objects.map((one) => placeOf(one, height)),
    lines: laidOut.edges.map(({ pos }) => lineOf(pos, height)),
  };
}

/** Graphviz counts from below and gives centres; sizes are in inches. */
function placeOf(one: z.infer<typeof answer>['objects'][number], height: number): Place {
  const [x = 0, y = 0] = one.pos.split(',').map(Number);
  const [wide, high] = [one.width, one.height].map((text) => Number(text) * POINTS_PER_INCH);
  const [w, h] = [wide ?? 0, high ?? 0];
  return { id: one.id, x: x - w / 2, y: height - y - h / 2, width: w, height: h };
}

/** `e,1,2 3,4 5,6 ...`: the tip, then the line. */
function lineOf(pos: string, height: number): Line {
  const [tip = [0, 0] as const, ...points] = pos
    .replace(/^e,/, '')
    .split(' ')
    .map((pair) => {
      const [x = 0, y = 0] = pair.split(',').map(Number);
      return [x, height - y] as const;
    });
  return { points, tip };
}
