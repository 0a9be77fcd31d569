import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readComponents } from '../components/read-components.ts';
import { replaceBetween } from '../action-tables.ts';
import { cardsOf } from './cards.ts';
import { recordPrograms } from './programs.ts';
import { pictureOf } from './svg.ts';
import type { Theme } from './svg.ts';

/** The permanent environment that stands for the three: it has every component. */
const ENVIRONMENT = 'production';
const THEMES: readonly Theme[] = ['light', 'dark'];

/** What the pictures are of, as docs/concepts.md calls them. */
const TITLES = {
  base: 'The base dev, with a domain',
  preview: 'The preview of pull request 42 of the example application',
  environment: `The environment ${ENVIRONMENT} of the example application`,
} as const;
type Concept = keyof typeof TITLES;
const CONCEPTS: readonly Concept[] = ['base', 'preview', 'environment'];

/**
 * docs/concepts.md with its pictures, and the pictures, drawn from what the programs ask the engine
 * for: light and dark, as GitHub shows them.
 */
export async function conceptPictures(
  root: string,
): Promise<readonly { readonly file: string; readonly content: string }[]> {
  const recorded = await recordPrograms(root, ENVIRONMENT);
  const components = readComponents(join(root, 'programs/components'), root);
  const library = new Set(components.map(({ token }) => token));
  const page = join(root, 'docs/concepts.md');
  let text = readFileSync(page, 'utf8');
  const files: { file: string; content: string }[] = [];
  for (const concept of CONCEPTS) {
    const graph = cardsOf(recorded[concept], library);
    const title = `${TITLES[concept]}: ${graph.resources} resources`;
    for (const theme of THEMES)
      files.push({
        file: join(root, `docs/images/${concept}-${theme}.svg`),
        content: await pictureOf(graph, title, theme),
      });
    text = replaceBetween(text, `picture-${concept}`, shownIn(concept, title), page);
  }
  return [...files, { file: page, content: text }];
}

/** Each picture leads to itself: a large one is read in its full size. */
function shownIn(concept: Concept, title: string): string {
  const image = (theme: Theme) => `images/${concept}-${theme}.svg`;
  return [
    `<a href="${image('light')}"><picture>`,
    `  <source media="(prefers-color-scheme: dark)" srcset="${image('dark')}">`,
    `  <img alt="${title}" src="${image('light')}">`,
    '</picture></a>',
    '',
    `_${title}._`,
  ].join('\n');
}
