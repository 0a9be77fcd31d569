import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { appFileJsonSchema } from './json-schema.ts';
import { appDocumentSchema } from './schema.ts';

const root = new URL('../../', import.meta.url);
const published: unknown = JSON.parse(
  readFileSync(new URL('schemas/macro-infra.schema.json', root), 'utf8'),
);
const validate = new Ajv({ strict: false }).compile(appFileJsonSchema());

describe('the published schema', () => {
  it('is current: `node tools/schema.ts` changes nothing', () => {
    expect(published).toEqual(JSON.parse(JSON.stringify(appFileJsonSchema())));
  });

  it('describes every key that an app can write', () => {
    const { properties } = appFileJsonSchema() as { properties: Record<string, object> };
    const undescribed = Object.entries(properties).filter(([, value]) => !('description' in value));
    expect(undescribed.map(([key]) => key)).toEqual([]);
  });

  it('accepts the example', () => {
    const example: unknown = parse(
      readFileSync(new URL('examples/shop/.github/macro-infra.yml', root), 'utf8'),
    );
    expect(validate(example)).toBe(true);
  });

  const web = (rest: string) => `services: { web: { port: 80, ${rest} } }`;
  it.each([
    'services: { web: { port: 80 } }',
    'services: {}',
    '',
    'app: shop',
    'app: My Shop\nservices: { web: { port: 80 } }',
    'services: { Web: { port: 80 } }',
    'services: { web: { port: 0 } }',
    'services: { web: { port: 80.5 } }',
    'services: { web: { port: "80" } }',
    'services: { web: {} }',
    web('health: /up'),
    web('health: up'),
    web('health: { path: /up, grace: 30s }'),
    web('health: { pth: /up }'),
    web('cpu: 512, memory: 1024'),
    web('cpu: 300'),
    web('memory: 100'),
    web('count: 2'),
    web('count: 2-4'),
    web('count: 99'),
    web('count: many'),
    web('environment: { A: 1, B: x, C: true }'),
    web('environment: { A: [1] }'),
    web('environment: { "A B": x }'),
    web('environment: { MACRO_INFRA_SHA: x }'),
    web('secrets: { A: "ssm:/x" }'),
    web('secrets: { A: "vault:x" }'),
    web('paths: [/a]'),
    web('paths: [a]'),
    web('paths: []'),
    web('paths: [/a, /b, /c, /d, /e]'),
    web('command: [a, b]'),
    web('command: []'),
    web('primary: "yes"'),
    web('unknown: 1'),
    `${web('')}\ndatabase: { engine: postgres }`,
    `${web('')}\ndatabase: { engine: mysql }`,
    `${web('')}\npreviews: { ttl: 7d, hours: "Mon-Fri 07:00-20:00 Europe/London", forks: never }`,
    `${web('')}\npreviews: { ttl: 7 }`,
    `${web('')}\npreviews: { hours: always }`,
    `${web('')}\npreviews: { limits: { cpu: 512, secrets: ["shop/*"] } }`,
    `${web('')}\nenvironments: { staging: { services: { web: { count: 1-3 } } } }`,
    `${web('')}\nenvironments: { stagin: {} }`,
  ])('agrees with the parser on %j', (text) => {
    const document: unknown = parse(text);
    expect(validate(document)).toBe(appDocumentSchema.safeParse(document).success);
  });
});
