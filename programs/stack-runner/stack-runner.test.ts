import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Message, Operation } from '../../action-shared/engine/protocol.ts';
import { messageSchema } from '../../action-shared/engine/protocol.ts';
import { createCommandFeed, parseLine } from './command-feed.ts';
import type { Engines } from './stack-engine.ts';
import { createDesk, serve } from './stack-runner.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stack-runner-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const address = {
  project: 'p',
  stack: 's',
  backendUrl: 'file:///x',
  secretsProvider: 'passphrase',
  region: 'eu-west-1',
};
const inspect = (id: string): Operation => ({ type: 'inspect', id, address });

/** Engines without a CLI: every stack is empty. */
function emptyEngines() {
  const state = { disposed: 0 };
  const engines: Engines = {
    scratch: () => Promise.reject(new Error('no preview is made here')),
    of: () =>
      Promise.resolve({
        export: () => Promise.resolve(null),
        import: () => Promise.resolve(),
        up: () => Promise.resolve(),
        preview: () => Promise.resolve(),
        list: () => Promise.resolve([]),
        outputsOf: () => Promise.resolve({}),
        refresh: () => Promise.resolve(),
        destroy: () => Promise.resolve(),
        remove: () => Promise.resolve(),
        breakLock: () => Promise.resolve(),
      }),
    dispose: () => {
      state.disposed += 1;
    },
  };
  return { engines, state };
}

function messages(): Message[] {
  const lines = readFileSync(join(folder, 'messages.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => messageSchema.parse(JSON.parse(line)));
}

function run(sleep: () => void) {
  let time = 0;
  const { engines, state } = emptyEngines();
  const done = serve(folder, {
    engines,
    env: {},
    pid: 7,
    now: () => new Date((time += 1000)),
    sleep: async () => {
      sleep();
      await Promise.resolve();
    },
  });
  return { done, state };
}

describe('serve', () => {
  it('says hello, answers a command, and ends with bye when told to', async () => {
    const write = (value: unknown) =>
      appendFileSync(join(folder, 'commands.jsonl'), `${JSON.stringify(value)}\n`);
    write(inspect('a'));
    write({ type: 'end' });
    const { done, state } = run(() => undefined);
    await done;
    const types = messages().map((message) => message.type);
    expect(types).toEqual(['hello', 'started', 'snapshot', 'succeeded', 'bye']);
    expect(state.disposed).toBe(1);
  });

  it('ends by itself when nobody wants anything for five minutes', async () => {
    let rounds = 0;
    await run(() => (rounds += 1)).done;
    expect(rounds).toBeLessThan(310);
    expect(messages().map((message) => message.type)).toEqual(['hello', 'bye']);
  });

  it('warns about a command it does not know, and goes on', async () => {
    const lines = ['{"type":"explode"}', 'no json', JSON.stringify({ type: 'end' })];
    appendFileSync(join(folder, 'commands.jsonl'), `${lines.join('\n')}\n`);
    await run(() => undefined).done;
    const warnings = messages().filter((message) => message.type === 'diagnostic');
    expect(warnings).toHaveLength(2);
    expect(messages().at(-1)?.type).toBe('bye');
  });
});

describe('createCommandFeed', () => {
  it('gives each line once, and half a line only when it is whole', () => {
    const file = join(folder, 'commands.jsonl');
    const take = createCommandFeed(file);
    expect(take()).toEqual([]);
    const text = JSON.stringify(inspect('ä'));
    appendFileSync(file, Buffer.from(text).subarray(0, 25));
    expect(take()).toEqual([]);
    appendFileSync(file, Buffer.concat([Buffer.from(text).subarray(25), Buffer.from('\n')]));
    expect(take()).toEqual([{ command: inspect('ä') }]);
    expect(take()).toEqual([]);
  });
  it('says what is wrong with a command', () => {
    expect(parseLine('{"type":"up","id":"x"}')).toMatchObject({
      refused: expect.stringContaining('address') as unknown,
    });
  });
});

describe('createDesk', () => {
  it('runs one operation at a time, cancels the running one, and finishes after end', async () => {
    const log: string[] = [];
    const ends: (() => void)[] = [];
    const desk = createDesk((operation) => {
      log.push(`start ${operation.id}`);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      ends.push(() => resolve(undefined));
      return { cancel: () => log.push(`cancel ${operation.id}`), done: promise };
    });
    desk.accept(inspect('a'));
    desk.accept(inspect('b'));
    desk.accept({ type: 'cancel' });
    desk.accept({ type: 'end' });
    desk.accept(inspect('too late'));
    expect([log, desk.busy(), desk.finished()]).toEqual([['start a', 'cancel a'], true, false]);
    for (let index = 0; index < 2; index += 1) {
      ends[index]?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(log).toEqual(['start a', 'cancel a', 'start b']);
    expect(desk.finished()).toBe(true);
  });
});
