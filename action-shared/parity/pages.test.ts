import { describe, expect, it } from '@jest/globals';
import { compareEnvironments } from './compare.ts';
import type { EnvironmentGraph } from './graph.ts';
import { parityPage } from './html.ts';
import { parityMarkdown } from './markdown.ts';

const HOSTILE = '<img src=x onerror=alert(1)>|`"\'&\n[x](http://x) @all ![i](j)';

function graph(name: string, port: unknown): EnvironmentGraph {
  const settings = { port: port as string, vpcId: 'net-id' };
  return {
    name,
    config: null,
    resources: [
      { kind: 'ec2/Vpc', name: 'net', settings: {} },
      { kind: 'lb/TargetGroup', name: `web ${HOSTILE}`, settings },
    ],
  };
}

describe('the pages of a parity report', () => {
  const graphs = [graph('dev', 80), graph('production', HOSTILE)];
  const report = compareEnvironments(graphs, { today: '2026-11-21' });
  const page = parityPage(report, graphs);
  const markdown = parityMarkdown(report);

  it('show no text of a resource as markup', () => {
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<script');
    expect(markdown).not.toMatch(/<img|\[x\]\(|!\[|@all/);
  });

  it('keep a row a row, whatever its values hold', () => {
    const rows = markdown.split('\n').filter((line) => line.startsWith('| lb/TargetGroup'));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.split(' | ')).toHaveLength(5);
  });

  it('draw every environment with the same places, and lines for references', () => {
    const places = [...page.matchAll(/<svg[\s\S]*?<\/svg>/g)].map(([svg]) =>
      svg.match(/ x="\d+" y="[\d.]+"/g),
    );
    expect(places).toHaveLength(2);
    expect(places[0]).toEqual(places[1]);
    expect(page.match(/<path /g)).toHaveLength(2);
  });

  it('need nothing from anywhere', () => {
    expect(page).not.toMatch(/<(img|link|iframe|script|a) |@import|url\(/);
  });

  it('say the verdict first', () => {
    expect(markdown.split('\n')[0]).toContain('is broken in 1 place');
    const same = compareEnvironments([graph('dev', 80), graph('staging', 80)], {
      today: '2026-11-21',
    });
    expect(parityMarkdown(same)).toContain('are made of the same parts (0 allowed differences)');
  });
});
