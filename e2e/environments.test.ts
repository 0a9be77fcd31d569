import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { environmentOutputsSchema } from '../action-shared/documents/environment-outputs.ts';
import type { EnvironmentOutputs } from '../action-shared/documents/environment-outputs.ts';
import { startLocalCloud } from '../localcloud/cloud.ts';
import { compareLive, estimateLive } from '../localcloud/demo/environments/actions.ts';
import { taggedIn } from '../localcloud/demo/environments/leftovers.ts';
import { LIFTED } from '../localcloud/demo/environments/story.ts';
import { APP_FILE, BROKEN_APP_FILE, setStage, SHA } from '../localcloud/demo/environments/stage.ts';
import type { EnvironmentsStage } from '../localcloud/demo/environments/stage.ts';
import { ledgerOf } from '../localcloud/demo/ledger.ts';
import { createTeller } from '../localcloud/demo/teller.ts';
import { ask } from '../localcloud/world/ask.ts';
import { byHand } from '../localcloud/world/by-hand.ts';
import type { Done } from '../localcloud/world/engine-run.ts';
import { ENVIRONMENTS } from '../programs/environment/config.ts';
import type { EnvironmentName } from '../programs/environment/config.ts';
import { TAMPERINGS } from './support/tamperings.ts';

/** Three whole environments at once, on however many processors there are. */
jest.setTimeout(900_000);

const SECRET = 'sk_live_0123456789abcdef';
const nothing = { changes: {}, steps: [] };

const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-e2e-environments-'));
const ends: (() => Promise<void>)[] = [];
let stage: EnvironmentsStage;
let outputs: Readonly<Record<EnvironmentName, EnvironmentOutputs>>;

beforeAll(async () => {
  const cloud = await startLocalCloud({ stateDir, region: 'eu-west-1' });
  ends.push(() => cloud.stop());
  stage = await setStage({
    cloud,
    teller: createTeller(() => undefined),
    fromSource: process.env['E2E_SOURCES'] === 'true',
    env: { THE_SECRET: SECRET },
    endings: { add: (end) => void ends.unshift(end) },
  });
});
afterAll(async () => {
  for (const end of ends) await end();
  rmSync(stateDir, { recursive: true, force: true });
});

/** The same with every environment, side by side. */
async function each<T>(act: (name: EnvironmentName) => Promise<T>): Promise<Record<string, T>> {
  const pairs = ENVIRONMENTS.map(async (name) => [name, await act(name)] as const);
  return Object.fromEntries(await Promise.all(pairs));
}
const everywhere = <T>(value: T) => ({ dev: value, staging: value, production: value });

describe('dev, staging and production', () => {
  it('come up side by side, each in its own region and network', async () => {
    const made = await each((name) => stage.stacks[name].up());
    const read = (name: EnvironmentName) => environmentOutputsSchema.parse(made[name]?.outputs);
    outputs = { dev: read('dev'), staging: read('staging'), production: read('production') };
    const places = Object.values(outputs).map(({ region, cidr }) => `${region} ${cidr}`);
    expect(places).toEqual([
      'eu-west-1 10.3.0.0/16',
      'us-west-2 10.1.0.0/16',
      'us-east-1 10.2.0.0/16',
    ]);
    for (const { changes } of Object.values(made)) expect(Object.keys(changes)).toEqual(['create']);
  });

  it('answer by their own hosts with one version, from the same digests', async () => {
    const digests = Object.values(outputs).map(({ imageRefs }) =>
      Object.values(imageRefs).map((reference) => reference.split('@')[1]),
    );
    expect(new Set(digests.map((one) => JSON.stringify(one))).size).toBe(1);
    for (const name of ENVIRONMENTS) {
      const { web = '', api = '' } = outputs[name].urls;
      for (const url of [web, `${api}/api/health`]) {
        const { status, headers } = await ask(stage.org, url);
        expect({ url, status, version: headers['x-app-version'] }).toEqual({
          ...{ url, status: 200, version: SHA },
        });
      }
    }
  });

  it('are left alone by a second up, and by a refresh', async () => {
    stage.cloud.gateway.calls();
    const since = new Date().toISOString();
    expect(await each((name) => stage.stacks[name].up())).toMatchObject(everywhere(nothing));
    const writes = stage.cloud.gateway.calls(since).filter(({ write }) => write);
    expect(writes.map(({ service, action }) => `${service} ${action}`)).toEqual([]);
    expect(await each((name) => stage.stacks[name].refresh())).toMatchObject(everywhere(nothing));
  });
});

describe('what was changed and deleted by hand', () => {
  it('is found by a refresh in each environment', async () => {
    const found = await each(async (name) => {
      const { region } = stage.stacks[name].address;
      await TAMPERINGS[name].by(byHand(stage.cloud, { region }), outputs[name]);
      return stage.stacks[name].refresh();
    });
    for (const name of ENVIRONMENTS) expect(found[name]?.steps).toEqual(TAMPERINGS[name].found);
  });

  it('is set right, and made again, by the next up; then nothing differs', async () => {
    const repaired = await each((name) => stage.stacks[name].up());
    for (const name of ENVIRONMENTS)
      expect(repaired[name]?.steps).toEqual(TAMPERINGS[name].repaired);
    expect(await each((name) => stage.stacks[name].refresh())).toMatchObject(everywhere(nothing));
  });
});

describe('the actions on live stacks', () => {
  it('compare-environments finds the same parts', async () => {
    const page = mkdtempSync(join(stateDir, 'report-'));
    const { ok, outputs: told } = await compareLive(stage, page);
    expect({ ok, parity: told['parity'], broken: told['broken'] }).toEqual({
      ...{ ok: true, parity: 'true', broken: '0' },
    });
    expect(readFileSync(join(page, 'parity.html'), 'utf8')).toContain('staging');
  });

  it('estimate-cost tells what each costs', async () => {
    const lines = await estimateLive(stage, null);
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toMatch(/\$ +\d+\.\d\d a day {2}\$ +\d+\.\d\d a month$/);
  });

  it('compare-environments fails when a port and a path rule differ', async () => {
    await stage.stacks.dev.up({ appFile: BROKEN_APP_FILE });
    const { ok, outputs: told, error } = await compareLive(stage, null);
    expect({ ok, parity: told['parity'] }).toEqual({ ok: false, parity: 'false' });
    expect(error).toContain('Parity of dev, staging, production is broken');
    const { url } = outputs.dev;
    expect((await ask(stage.org, url)).status).toBe(200);
    await stage.stacks.dev.up();
    expect((await compareLive(stage, null)).ok).toBe(true);
  });
});

describe('a value from outside AWS', () => {
  it('reaches the containers and is in no file in the clear', async () => {
    const appFile = `${APP_FILE}    secrets: { STRIPE_KEY: 'doppler:STRIPE_KEY' }\n`;
    const secretVariables = { 'doppler:STRIPE_KEY': 'THE_SECRET' };
    const planned = await stage.stacks.dev.plan({ appFile, secretVariables });
    expect(planned.changes['create']).toBe(2);
    const done: Done = await stage.stacks.dev.up({ appFile, secretVariables });
    expect(JSON.stringify(done)).not.toContain(SECRET);
    expect(filesHolding(SECRET)).toEqual([]);
    await stage.stacks.dev.up();
  });
});

/** Files below the state folder that hold a text: states, messages, logs; not AWS's own memory. */
function filesHolding(text: string): readonly string[] {
  const folders = ['state', 'stack-runners'].map((one) => join(stateDir, one));
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => readFileSync(file, 'utf8').includes(text)),
  );
}

describe('at the end', () => {
  it('production is not destroyed while it is protected', async () => {
    await expect(stage.stacks.production.destroy()).rejects.toThrow(
      /shop-production is protected \(\d+ resources\): set `protection: false` in Pulumi\.production\.yaml/,
    );
    const { steps } = await stage.stacks.production.up({ values: LIFTED });
    expect(steps.filter((step) => !step.startsWith('update '))).toEqual([]);
  });

  it('destroying all leaves nothing, by the log of calls and by the tags', async () => {
    const gone = await each((name) => stage.stacks[name].destroy());
    for (const { changes } of Object.values(gone)) expect(Object.keys(changes)).toEqual(['delete']);
    await stage.base.destroy();
    expect(ledgerOf(stage.cloud.gateway.calls()).left).toEqual([]);
    const stacks = [...ENVIRONMENTS.map((name) => `shop-${name}`), 'base-dev', 'dev'];
    for (const region of ['eu-west-1', 'us-west-2', 'us-east-1'])
      expect(await taggedIn(stage.cloud, region, stacks)).toEqual([]);
  });
});
