import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EngineError } from './engine-error.ts';
import { retireStackRunner, attachStackRunner, startStackRunner } from './stack-runner-client.ts';
import type { OperationRequest, StackRunner } from './stack-runner-session.ts';

const entry = fileURLToPath(new URL('./fake-stack-runner.mjs', import.meta.url));
const started: StackRunner[] = [];
const warnings: string[] = [];

function start(env: NodeJS.ProcessEnv = {}): StackRunner {
  const folder = join(mkdtempSync(join(tmpdir(), 'stack-runner-')), 'deep', 'folder');
  const onWarning = (text: string): void => void warnings.push(text);
  const runner = startStackRunner({
    folder,
    entry,
    env: { PATH: process.env['PATH'], ...env },
    onWarning,
  });
  started.push(runner);
  return runner;
}

function operation(stack: string): OperationRequest {
  const address = {
    project: 'p',
    stack,
    backendUrl: 'file:///x',
    secretsProvider: 'passphrase',
    region: 'eu-west-1',
  };
  return stack === 'inspect'
    ? { type: 'inspect', address }
    : { type: 'destroy', address, removeStack: true };
}

async function failureOf(promise: Promise<unknown>): Promise<EngineError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof EngineError) return error;
  throw new Error(`not an EngineError: ${String(error)}`);
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((runner) => runner.end()));
  warnings.length = 0;
});

describe('the stack runner client', () => {
  it('starts the runner, asks for an operation and gets its outputs and messages', async () => {
    const types: string[] = [];
    const runner = start({ GREETING: 'hello' });
    const result = await runner.request(operation('ok'), {
      onMessage: (one) => types.push(one.type),
    });
    expect(result).toMatchObject({
      type: 'succeeded',
      changes: { same: 3 },
      outputs: { greeting: 'grüß Gott 🌍', env: 'hello' },
    });
    expect(types).toEqual(['started', 'succeeded']);
  });

  it('gets a snapshot for an inspection', async () => {
    const result = await start().request(operation('inspect'));
    expect(result).toMatchObject({ type: 'snapshot', snapshot: { exists: true } });
  });

  it('rejects with kind, resource and changes when the operation failed', async () => {
    const error = await failureOf(start().request(operation('fail')));
    expect(error).toMatchObject({
      kind: 'resource',
      message: 'subnet is full',
      urn: 'urn:x',
      changes: { create: 1 },
    });
  });

  it('puts a message together that arrives in two parts, cut within a character', async () => {
    const result = await start().request(operation('partial'));
    expect(result).toMatchObject({ outputs: { word: 'größer' } });
    expect(warnings).toEqual([]);
  });

  it('warns of messages it does not know and goes on', async () => {
    await start().request(operation('unknown'));
    expect(warnings).toEqual([
      'stack runner: a message of unknown form was skipped (type weather)',
      'stack runner: a line that is no JSON was skipped (7 characters)',
    ]);
  });

  it('notices that the runner died and quotes its last words', async () => {
    const error = await failureOf(start().request(operation('die')));
    expect(error.kind).toBe('engine');
    expect(error.message).toContain('out of luck');
  });

  it('notices a runner that could not be started at all', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'stack-runner-'));
    const runner = startStackRunner({ folder, entry, env: {}, execPath: '/nowhere/node' });
    expect((await failureOf(runner.request(operation('ok')))).kind).toBe('engine');
  });

  it('sends one cancel for an aborted signal and waits for the end', async () => {
    const runner = start();
    const abort = new AbortController();
    const onMessage = (): void => abort.abort();
    const error = await failureOf(
      runner.request(operation('slow'), { signal: abort.signal, onMessage }),
    );
    runner.cancel();
    expect(error).toMatchObject({ kind: 'cancelled', message: 'cancelled 1x', unfinished: false });
    expect(commandsOf(runner).filter((type) => type === 'cancel')).toHaveLength(1);
  });

  it('sends one cancel only, however often it is asked', async () => {
    const runner = start({ DEAF: '1' });
    const abort = new AbortController();
    const waiting = failureOf(
      runner.request(operation('slow'), { signal: abort.signal, leaveAfterSeconds: 0.05 }),
    );
    runner.cancel();
    runner.cancel();
    abort.abort();
    expect(await waiting).toMatchObject({ kind: 'cancelled', unfinished: true });
    expect(commandsOf(runner).filter((type) => type === 'cancel')).toHaveLength(1);
  });

  it('is taken up by another process, which learns what is unfinished and how it ends', async () => {
    const runner = start();
    const abort = new AbortController();
    await runner.request(operation('ok'));
    const given = failureOf(
      runner.request(operation('slow'), {
        signal: abort.signal,
        leaveAfterSeconds: 0,
        onMessage: () => undefined,
      }),
    );
    const attached = attachStackRunner(runner.folder);
    const unfinished = attached.unfinished();
    expect(unfinished?.address.stack).toBe('slow');
    attached.cancel();
    const error = await failureOf(attached.follow(unfinished?.id ?? ''));
    expect(error.message).toBe('cancelled 1x');
    expect(attached.unfinished()).toBeNull();
    await given;
    expect(await attached.end()).toBe(true);
    expect(runner.alive()).toBe(false);
  });

  it('says that there is nothing to take up in a folder of something else', () => {
    expect(() => attachStackRunner('/nowhere')).toThrow(
      'stack runner: none was started in "/nowhere".',
    );
  });

  it('retires a runner whose action is gone', async () => {
    const runner = start();
    await runner.request(operation('ok'));
    retireStackRunner(runner.folder);
    expect(await runner.end(5)).toBe(true);
  });
});

function commandsOf(runner: StackRunner): string[] {
  const lines = readFileSync(join(runner.folder, 'commands.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => (JSON.parse(line) as { type: string }).type);
}
