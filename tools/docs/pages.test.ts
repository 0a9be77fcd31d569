import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { baseConfigSchema } from '../../action-shared/config/base.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

const read = (file: string) => readFileSync(join(REPOSITORY_ROOT, file), 'utf8');
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', 'localcloud/README.md'],
  'examples/shop/README.md',
  ...readdirSync(join(REPOSITORY_ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** GitHub's id of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}

function anchorsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
    anchorOf(text),
  );
}

/** Targets of links and pictures, without those in code. */
function linksIn(page: string): string[] {
  const prose = read(page)
    .replaceAll(/^```[\s\S]*?^```/gm, '')
    .replaceAll(/`[^`\n]*`/g, 'code');
  return [...prose.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(
    ([, markdown, html]) => markdown ?? html ?? '',
  );
}

function broken(page: string): string[] {
  const own = join(REPOSITORY_ROOT, page);
  return linksIn(page)
    .filter((link) => !/^(https?:|mailto:)/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? own : resolve(dirname(own), path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(file).includes(anchor);
    });
}

describe('the documentation', () => {
  it.each(pages)('%s links only to what is there', (page) => {
    expect(broken(page)).toEqual([]);
  });
  it.each(pages)('%s names only npm scripts that exist', (page) => {
    const { scripts } = z
      .object({ scripts: z.record(z.string(), z.string()) })
      .parse(JSON.parse(read('package.json')));
    const named = [...read(page).matchAll(/npm run (?:-s )?([a-z][a-z:-]*)/g)].map(
      ([, one]) => one,
    );
    expect(named.filter((one) => one !== undefined && !(one in scripts))).toEqual([]);
  });
  it.each(pages)('%s names only tools of this repository that exist', (page) => {
    const named = [...read(page).matchAll(/node (tools\/[\w./-]+\.(?:ts|mjs))/g)].map(
      ([, file = '']) => file,
    );
    expect(named.filter((file) => !existsSync(join(REPOSITORY_ROOT, file)))).toEqual([]);
  });
});

describe('a caller of ours', () => {
  const callers = ['shop', 'platform'].flatMap((example) => {
    const folder = `examples/${example}/.github/workflows`;
    return readdirSync(join(REPOSITORY_ROOT, folder)).map((name) => `${folder}/${name}`);
  });
  it.each(callers)('%s has at most 15 lines', (caller) => {
    expect(read(caller).trimEnd().split('\n').length).toBeLessThanOrEqual(15);
  });
});

describe('README.md', () => {
  it('shows the workflow of the example as it is', () => {
    expect(read('README.md')).toContain(read('examples/shop/.github/workflows/preview.yml'));
  });
});

describe('the table of the base’s values in docs/quickstart.md', () => {
  const [, table = ''] =
    /<!-- base-values:start -->([\s\S]*)<!-- base-values:end -->/.exec(
      read('docs/quickstart.md'),
    ) ?? [];
  const rows = new Map(
    [...table.matchAll(/^\| `([\w.]+)` +\| (?:`(.*?)`|(.*?)) +\|/gm)].map(
      ([, key = '', value, text]) => [key, value ?? text],
    ),
  );
  const property = z.object({
    default: z.unknown(),
    properties: z.record(z.string(), z.object({ default: z.unknown() })).optional(),
  });
  const { properties } = z
    .object({ properties: z.record(z.string(), property.partial()) })
    .parse(z.toJSONSchema(baseConfigSchema, { io: 'input', unrepresentable: 'any' }));

  it('has every value', () => {
    const keys = Object.keys(properties);
    const inner = Object.keys(properties['limits']?.properties ?? {}).map((key) => `limits.${key}`);
    expect([...rows.keys()].sort()).toEqual([...keys, ...inner].sort());
  });
  it('tells the defaults as they are', () => {
    const defaults = Object.entries(properties)
      .filter(([key, { default: value }]) => key !== 'limits' && value !== undefined)
      .map(([key, { default: value }]) => [key, JSON.stringify(value)]);
    expect(defaults.length).toBeGreaterThan(10);
    for (const [key = '', value] of defaults) expect([key, rows.get(key)]).toEqual([key, value]);
    const limits = Object.entries(properties['limits']?.properties ?? {});
    for (const [key, { default: value }] of limits) {
      expect([key, rows.get(`limits.${key}`)]).toEqual([key, JSON.stringify(value)]);
    }
  });
  it('is one of the pages', () => {
    expect(pages.map((page) => relative('.', page))).toContain('docs/quickstart.md');
  });
});
