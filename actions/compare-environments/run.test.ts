import { describe, expect, it } from '@jest/globals';
import { parseInputs } from './inputs.ts';
import type { Inputs } from './inputs.ts';
import { run } from './run.ts';

const ENV = { PULUMI_BACKEND_URL: 'file:///state' };
const WAIVED = `
app: shop
services: { web: { port: 80 } }
parity:
  waivers:
    - { resource: 'lb/TargetGroup {env}-shop-web', path: port, reason: moves to the new port first, until: '2026-12-01' }
`;

function inputs(given: Record<string, string>): Inputs {
  const all: Record<string, string> = {
    'config-file': 'app.yml',
    'fail-on-broken': 'true',
    ...given,
  };
  return parseInputs((name) => all[name] ?? '', ENV);
}

function state(name: string, port: number) {
  const type = 'aws:lb/targetGroup:TargetGroup';
  const urn = `urn:pulumi:shop-${name}::p::${type}::${name}-shop-web`;
  return { version: 3, checkpoint: { latest: { resources: [{ urn, type, inputs: { port } }] } } };
}

function world(files: Record<string, string> = {}) {
  const written: Record<string, string> = {};
  const stacks: Record<string, unknown> = {
    'shop-staging': state('staging', 80),
    'shop-production': state('production', 8080),
  };
  return {
    written,
    readFile: (path: string) => files[path] ?? null,
    writeFile: (path: string, text: string) => void (written[path] = text),
    stackDocument: ({ stack }: { stack: string }) => Promise.resolve(stacks[stack] ?? null),
    now: () => Date.parse('2026-11-21T12:00:00Z'),
  };
}

const BOTH =
  'staging=macro-infra-environment/shop-staging\nproduction=macro-infra-environment/shop-production';

describe('compare-environments', () => {
  it('finds broken parity between live stacks and writes the page', async () => {
    const deps = world();
    const report = await run(inputs({ stacks: BOTH, 'report-file': 'out.html' }), deps);
    expect(report).toMatchObject({ parity: false, counts: { broken: 1 } });
    expect(report.differences[0]).toMatchObject({
      path: 'port',
      values: { staging: 80, production: 8080 },
    });
    expect(deps.written['out.html']).toContain(
      'Parity of staging, production is broken in 1 place',
    );
  });

  it('takes the waivers of the app’s file', async () => {
    const report = await run(inputs({ stacks: BOTH }), world({ 'app.yml': WAIVED }));
    expect(report).toMatchObject({ parity: true, counts: { broken: 0, waived: 1 } });
  });

  it('compares a live stack with a recorded environment', async () => {
    const resources = [
      { type: 'aws:lb/targetGroup:TargetGroup', name: 'dev-shop-web', inputs: { port: 80 } },
    ];
    const deps = world({
      'dev.json': JSON.stringify({ name: 'dev', config: { region: 'eu-west-1' }, resources }),
    });
    const given = inputs({
      stacks: 'staging=macro-infra-environment/shop-staging',
      graphs: 'dev.json',
    });
    expect(await run(given, deps)).toMatchObject({
      parity: true,
      environments: [{ name: 'staging' }, { name: 'dev' }],
    });
  });

  it.each([
    ['a stack that is not there', { stacks: `${BOTH}\nqa=p/shop-qa` }, 'no stack `p/shop-qa`'],
    ['a file that is not there', { stacks: BOTH, graphs: 'none.json' }, 'no file `none.json`'],
    [
      'a file that is no environment',
      { stacks: BOTH, graphs: 'app.yml' },
      'no recorded environment',
    ],
  ])('refuses %s', async (_case, given, why) => {
    await expect(run(inputs(given), world({ 'app.yml': WAIVED }))).rejects.toThrow(why);
  });

  it('refuses waivers without a reason, with their place', async () => {
    const files = { 'app.yml': WAIVED.replace('moves to the new port first', 'no') };
    await expect(run(inputs({ stacks: BOTH }), world(files))).rejects.toThrow(
      'at least 10 characters',
    );
  });

  it.each([
    ['one environment alone', { stacks: 'a=p/s' }, 'two or more'],
    ['a stack without a name', { stacks: 'p/s\nq/t' }, '`name=project/stack`'],
    ['a name twice', { stacks: 'a=p/s\na=p/t\nb=p/u' }, 'each name once'],
  ])('refuses inputs with %s', (_case, given, why) => {
    expect(() => inputs(given)).toThrow(why);
  });
});
