import { describe, expect, it } from '@jest/globals';
import { cardsOf } from './cards.ts';
import type { GraphNode } from './record.ts';
import { pictureOf } from './svg.ts';

const LIBRARY = new Set(['macro:network:Net', 'macro:compute:Service', 'macro:compute:Roles']);

/** `type name`, its parent's and its needs' in the same form; nothing: none. */
function node(text: string, parent = '', ...needs: string[]): GraphNode {
  const [type = '', name = ''] = text.split(' ');
  return { urn: text, type, name, parent, needs };
}

const whole = 'macro:environment:Environment shop';
const net = 'macro:network:Net shop';
const service = (name: string): GraphNode[] => {
  const own = `macro:compute:Service ${name}`;
  const roles = `macro:compute:Roles ${name}`;
  return [
    node(own, whole),
    node(roles, own),
    node(`aws:iam/role:Role ${name}`, roles),
    node(
      `aws:ecs/service:Service ${name}`,
      own,
      'aws:ec2/vpc:Vpc shop',
      `aws:iam/role:Role ${name}`,
    ),
  ];
};
const network = [node(whole), node(net, whole), node('aws:ec2/vpc:Vpc shop', net)];

describe('cardsOf', () => {
  it('makes one card of alike components, with the resources of all that is inside them', () => {
    const { cards, arrows, resources } = cardsOf(
      [...network, ...service('web'), ...service('api')],
      LIBRARY,
    );
    expect(cards.map(({ title, module, count, parts }) => [title, module, count, parts])).toEqual([
      [
        'Service',
        'compute',
        2,
        [
          { type: 'Role', count: 2 },
          { type: 'Service', count: 2 },
        ],
      ],
      ['Net', 'network', 1, [{ type: 'Vpc', count: 1 }]],
    ]);
    expect(arrows.map((ends) => ends.map((id) => id.split(' ')[0]))).toEqual([
      ['macro:compute:Service', 'macro:network:Net'],
    ]);
    expect(resources).toBe(5);
  });

  it('keeps apart what needs different things, by the rest of the names', () => {
    const alone = node('macro:compute:Service shop-job');
    const nodes = [
      ...network,
      ...service('shop-web'),
      alone,
      node('aws:ecs/service:Service job', alone.urn),
    ];
    const titles = cardsOf(nodes, LIBRARY).cards.map(({ title }) => title);
    expect(titles.toSorted()).toEqual(['Net', 'Service · job', 'Service · web']);
  });

  it('leaves out an arrow that follows from others, and ends at a circle', () => {
    const one = (name: string, ...needs: string[]) =>
      node(`aws:x/${name}:${name} x`, '', ...needs.map((need) => `aws:x/${need}:${need} x`));
    const short = (nodes: GraphNode[]) =>
      cardsOf(nodes, LIBRARY).arrows.map(([a, b]) => `${a[6] ?? ''}>${b[6] ?? ''}`);
    expect(short([one('a', 'b', 'c'), one('b', 'c'), one('c')])).toEqual(['a>b', 'b>c']);
    expect(short([one('a', 'b'), one('b', 'a')])).toEqual(['a>b', 'b>a']);
  });

  it('shows another stack by its name, and counts it as no resource', () => {
    const reference = 'pulumi:pulumi:StackReference organization/macro-infra-base/dev';
    const group = node('aws:ec2/securityGroup:SecurityGroup web', '', reference);
    const { cards, resources } = cardsOf([node(reference), group], LIBRARY);
    expect(cards.map(({ title, module }) => [title, module])).toEqual([
      ['SecurityGroup', 'other'],
      ['macro-infra-base/dev', 'reference'],
    ]);
    expect(resources).toBe(1);
  });
});

describe('pictureOf', () => {
  const graph = cardsOf([...network, ...service('web')], LIBRARY);

  it('is the same each time, and differs only in colours between light and dark', async () => {
    const [light, again, dark] = [
      await pictureOf(graph, 'Shop', 'light'),
      await pictureOf(graph, 'Shop', 'light'),
      await pictureOf(graph, 'Shop', 'dark'),
    ];
    expect(again).toBe(light);
    const plain = (svg: string) => svg.replaceAll(/#[0-9a-f]{6}/g, 'COLOUR');
    expect(dark).not.toBe(light);
    expect(plain(dark)).toBe(plain(light));
  });

  it('has every card, an arrow for each need, and no text as markup', async () => {
    const svg = await pictureOf(graph, '<script> & more', 'light');
    expect(svg).toContain('<title>&lt;script&gt; &amp; more</title>');
    expect(svg.match(/font-weight="600"/g)).toHaveLength(2);
    expect(svg.match(/ fill="none" /g)).toHaveLength(1);
  });
});
