import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeImage, digestOf, IMAGE_FILE } from './image.ts';
import { joinReference, parseReference } from './reference.ts';
import { findImage, ImageNotFoundError, storeImage } from './registry.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'image-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function folder(name: string, files: Record<string, string> = {}, config: object = {}): string {
  const path = join(dir, name);
  mkdirSync(join(path, 'lib'), { recursive: true });
  writeFileSync(
    join(path, IMAGE_FILE),
    JSON.stringify({ command: ['node', 'main.js'], ...config }),
  );
  for (const [file, text] of Object.entries({ 'main.js': '1', 'lib/a.js': '2', ...files })) {
    writeFileSync(join(path, file), text);
  }
  return path;
}

describe("an image's digest", () => {
  it('is the SHA-256 of its manifest, as a registry computes it', () => {
    const { digest, manifestText } = describeImage(folder('a'));
    expect(digest).toBe(digestOf(manifestText));
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('is the same for the same content in another place', () => {
    expect(describeImage(folder('b')).digest).toBe(describeImage(folder('a')).digest);
  });

  it.each<[string, (path: string) => void]>([
    ['a byte of a file', (path) => writeFileSync(join(path, 'lib/a.js'), '3')],
    ['a new file', (path) => writeFileSync(join(path, 'new'), '')],
    ["a file's executable bit", (path) => chmodSync(join(path, 'main.js'), 0o755)],
    ['a removed file', (path) => rmSync(join(path, 'lib/a.js'))],
    [
      'the environment',
      (path) =>
        writeFileSync(
          join(path, IMAGE_FILE),
          JSON.stringify({ command: ['node', 'main.js'], env: { A: '1' } }),
        ),
    ],
  ])('changes with %s', (_name, change) => {
    const before = describeImage(folder('a')).digest;
    change(join(dir, 'a'));
    expect(describeImage(join(dir, 'a')).digest).not.toBe(before);
  });
});

describe('a folder that is no image', () => {
  it.each<[string, object, RegExp]>([
    ['no command', { command: [] }, /: command: /],
    ['a command that is no list', { command: 'node' }, /: command: /],
    ['a working folder outside', { workdir: '../..' }, /: workdir: must stay inside the image/],
    ['an unknown property', { entrypoint: ['sh'] }, /: the file: Unrecognized key: "entrypoint"/],
    ['an impossible variable', { env: { 'A=B': '' } }, /: env\.A=B: /],
  ])('is refused with file and reason: %s', (_name, config, reason) => {
    const path = folder('bad', {}, config);
    expect(() => describeImage(path)).toThrow(reason);
    expect(() => describeImage(path)).toThrow(join(path, IMAGE_FILE));
  });

  it('is refused when image.json is missing', () => {
    expect(() => describeImage(dir)).toThrow(/image\.json cannot be read.*such as \{"command"/);
  });

  it('is refused when it holds a link', () => {
    const path = folder('linked');
    symlinkSync('/etc/passwd', join(path, 'link'));
    expect(() => describeImage(path)).toThrow(/linked\/link is neither a file nor a folder/);
  });
});

describe('the registry', () => {
  it('finds by digest and by tag what was stored, in its repository only', () => {
    const registry = join(dir, 'registry');
    const { digest } = storeImage(registry, 'team/shop-api', folder('a'), 'v1');
    storeImage(registry, 'other', folder('b', { 'main.js': 'other' }));
    expect(findImage(registry, `r.example/team/shop-api@${digest}`).digest).toBe(digest);
    expect(findImage(registry, 'r.example/team/shop-api:v1').digest).toBe(digest);
    expect(() => findImage(registry, `r.example/other@${digest}`)).toThrow(ImageNotFoundError);
  });

  it('keeps what it has when the folder changes afterwards', () => {
    const registry = join(dir, 'registry');
    const first = storeImage(registry, 'a', folder('a'), 'latest');
    writeFileSync(join(dir, 'a', 'main.js'), 'changed');
    const second = storeImage(registry, 'a', join(dir, 'a'), 'latest');
    expect(findImage(registry, `a@${first.digest}`).manifest).toEqual(first.manifest);
    expect(findImage(registry, 'a').digest).toBe(second.digest);
  });
});

describe('a reference', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  it.each([
    ['nginx', { repository: 'nginx', tag: 'latest' }],
    ['team/app:v2', { repository: 'team/app', tag: 'v2' }],
    ['localhost:5000/app', { registry: 'localhost:5000', repository: 'app', tag: 'latest' }],
    [
      `1.dkr.ecr.x.amazonaws.com/app@${digest}`,
      { registry: '1.dkr.ecr.x.amazonaws.com', repository: 'app', digest },
    ],
    [`app:v1@${digest}`, { repository: 'app', digest }],
  ])('is taken apart as Docker does: %s', (text, expected) => {
    expect(parseReference(text)).toEqual(expected);
  });

  it.each([
    ['app', undefined, 'app'],
    ['app', 'v1', 'app:v1'],
    ['app', digest, `app@${digest}`],
  ])('is put together from %s and %s', (image, tag, expected) => {
    expect(joinReference(image, tag)).toBe(expected);
  });
});
