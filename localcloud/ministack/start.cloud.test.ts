import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pythonPath } from '../../tools/setup/locations.ts';
import { startTime } from './process-record.ts';
import { startMiniStack } from './start.ts';

const here = new URL('start.ts', import.meta.url).href;

async function goneWithin(pid: number, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += 100) {
    if (startTime(pid) === undefined) return true;
    await delay(100);
  }
  return false;
}

/** A process that starts MiniStack, tells its pid and is then killed without a chance to stop it. */
async function startAndDie(stateDir: string): Promise<number> {
  const code = `const { startMiniStack } = await import(${JSON.stringify(here)});
    const m = await startMiniStack(${JSON.stringify({ python: pythonPath(), stateDir })});
    console.log(m.pid); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'pipe' });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGKILL');
  return Number(line.toString());
}

describe('MiniStack', () => {
  it('answers, and is gone after stop, however often', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'ministack-'));
    const ministack = await startMiniStack({ python: pythonPath(), stateDir });
    expect((await fetch(`${ministack.url}/_ministack/health`)).status).toBe(200);
    await ministack.stop();
    await ministack.stop();
    expect(startTime(ministack.pid)).toBeUndefined();
    rmSync(stateDir, { recursive: true, force: true });
  }, 60_000);

  it('ends by itself when whoever started it was killed', async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'ministack-'));
    const pid = await startAndDie(stateDir);
    expect(await goneWithin(pid, 5000)).toBe(true);
    rmSync(stateDir, { recursive: true, force: true });
  }, 60_000);

  it('runs beside another one', async () => {
    const dirs = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'ministack-')));
    const both = await Promise.all(
      dirs.map((stateDir) => startMiniStack({ python: pythonPath(), stateDir })),
    );
    expect(new Set(both.map(({ port }) => port)).size).toBe(2);
    await Promise.all(both.map((ministack) => ministack.stop()));
    for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
  }, 60_000);

  it('says which Python is missing and what sets it up', async () => {
    const started = startMiniStack({ python: '/nowhere/python', stateDir: tmpdir() });
    await expect(started).rejects.toThrow(/\/nowhere\/python.*\n.*npm run demo/);
  });
});
