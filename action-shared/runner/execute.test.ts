import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { execute } from './execute.ts';

const folder = mkdtempSync(join(tmpdir(), 'execute it-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(text: string): string {
  const file = join(folder, 'a script');
  writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return file;
}

describe('a program', () => {
  it('gets its arguments as they are and just the environment it is given', async () => {
    const file = script('printf "%s|" "$@" "$X"');
    expect(await execute(file, ['a b', '"c"'], { X: 'y', Z: undefined })).toBe('a b|"c"|y|');
  });

  it('fails with its code and its last words', async () => {
    await expect(execute(script('echo no >&2; exit 3'), [], {})).rejects.toThrow(
      /ended with code 3: no$/,
    );
  });

  it('fails where there is none', async () => {
    await expect(execute(join(folder, 'none'), [], {})).rejects.toThrow('none');
  });
});
