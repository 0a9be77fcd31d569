import { describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { agrees } from '../../schema/diff.ts';
import { faultsOf } from '../../schema/check.ts';
import { type Archive, archive, zipFile } from './archive.ts';
import { zipOf } from './zip.ts';

const SIGNATURE = '4dabf18193072939515e22adb298388d';
const asset = (more: Archive): Archive => ({
  [SIGNATURE]: 'c44067f5952c0a294b673a41bacd8c17',
  ...more,
});
const archived = (more: Archive): Archive => ({
  [SIGNATURE]: '0def7320c3a5731c473e5ecbe6d01bc7',
  ...more,
});

/** Files of a ZIP archive, read through its central directory as every reader does. */
function filesIn(zip: Buffer): Record<string, string> {
  const files: Record<string, string> = {};
  const end = zip.length - 22;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [packed, nameLength] = [zip.readUInt32LE(at + 20), zip.readUInt16LE(at + 28)];
    const local = zip.readUInt32LE(at + 42);
    const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
    const start = local + 30 + zip.readUInt16LE(local + 26);
    files[name] = inflateRawSync(zip.subarray(start, start + packed)).toString();
    at += 46 + nameLength;
  }
  return files;
}

function withFolder(act: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  try {
    act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('an archive', () => {
  it('of texts becomes a ZIP file', () => {
    const assets = { 'index.mjs': asset({ text: 'export {};' }), 'a/b.txt': asset({ text: 'ü' }) };
    expect(filesIn(zipFile(archived({ assets })))).toEqual({
      'a/b.txt': 'ü',
      'index.mjs': 'export {};',
    });
  });

  it('of a folder, a file and another archive becomes one ZIP file', () => {
    withFolder((folder) => {
      mkdirSync(join(folder, 'lib/deep'), { recursive: true });
      writeFileSync(join(folder, 'lib/deep/one.js'), 'one');
      writeFileSync(join(folder, 'two.js'), 'two');
      const assets = {
        lib: archived({ path: join(folder, 'lib') }),
        'two.js': asset({ path: join(folder, 'two.js') }),
        more: archived({ assets: { 'three.js': asset({ text: 'three' }) } }),
      };
      expect(filesIn(zipFile(archived({ assets })))).toEqual({
        'lib/deep/one.js': 'one',
        'two.js': 'two',
        'more/three.js': 'three',
      });
    });
  });

  it('that is a ZIP file stays as it is', () => {
    withFolder((folder) => {
      const path = join(folder, 'code.zip');
      const bytes = zipOf(new Map([['a', Buffer.from('b')]]));
      writeFileSync(path, bytes);
      expect(zipFile(archived({ path }))).toEqual(bytes);
    });
  });

  it('has the same bytes for the same files, in any order, and others for others', () => {
    const a = ['a', Buffer.from('1')] as const;
    const b = ['b', Buffer.from('2')] as const;
    expect(zipOf(new Map([a, b]))).toEqual(zipOf(new Map([b, a])));
    expect(zipOf(new Map([a]))).not.toEqual(zipOf(new Map([['a', Buffer.from('3')]])));
  });

  it.each([
    ['a remote archive', archived({ uri: 'https://example.com/a.zip' }), /remote archive/],
    ['a remote asset', archived({ assets: { a: asset({ uri: 'https://x' }) } }), /remote asset/],
    ['what is neither', archived({ assets: { a: { text: 'x' } } }), /a: expected an asset/],
  ])('is refused from %s', (_what, value, message) => {
    expect(() => zipFile(value)).toThrow(message);
  });

  it('that is a tar file is refused: Lambda takes none', () => {
    withFolder((folder) => {
      const path = join(folder, 'code.tar.gz');
      writeFileSync(path, 'no zip');
      expect(() => zipFile(archived({ path }))).toThrow(/expected a ZIP file/);
    });
  });

  it('differs from another by its hash alone, which is all the engine sends to a diff', () => {
    const before = archived({ hash: 'a', assets: { f: asset({ text: 'x' }) } });
    expect(agrees(archive(), before, archived({ hash: 'a' }))).toBe(true);
    expect(agrees(archive(), before, archived({ hash: 'b' }))).toBe(false);
  });

  it('is not a text, an asset or any object', () => {
    for (const code of ['x', asset({ text: 'x' }), { assets: {} }])
      expect(faultsOf({ code: archive() }, { code })).toHaveLength(1);
    expect(faultsOf({ code: archive() }, { code: archived({ assets: {} }) })).toEqual([]);
  });
});
