import { describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reapRecorded, recordProcess, startTime } from './process-record.ts';

const file = () => join(mkdtempSync(join(tmpdir(), 'record-')), 'process.json');

function sleeper(): ChildProcess & { pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    detached: true,
    stdio: 'ignore',
  });
  if (child.pid === undefined) throw new Error('no process');
  return child as ChildProcess & { pid: number };
}

describe('a process that an earlier run left', () => {
  it('is ended and forgotten', async () => {
    const child = sleeper();
    const note = file();
    recordProcess(note, child.pid);
    const gone = once(child, 'exit');
    expect(await reapRecorded(note)).toBe(true);
    await gone;
    expect(child.signalCode).toBe('SIGKILL');
    expect(existsSync(note)).toBe(false);
  });

  it('is left alone when its pid belongs to another process now', async () => {
    const child = sleeper();
    const note = file();
    writeFileSync(note, JSON.stringify({ pid: child.pid, started: 'long ago' }));
    expect(await reapRecorded(note)).toBe(false);
    expect(startTime(child.pid)).toBeDefined();
    child.kill('SIGKILL');
  });

  it.each(['', '{"pid":', '{"pid":-1,"started":"x"}'])(
    'with a broken note (%j) is nobody',
    async (text) => {
      const note = file();
      writeFileSync(note, text);
      expect(await reapRecorded(note)).toBe(false);
      expect(existsSync(note)).toBe(false);
    },
  );
});
