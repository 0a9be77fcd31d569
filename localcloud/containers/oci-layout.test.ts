import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { keepOnlyImage } from '../../action-shared/images/oci-layout.ts';
import { describeImage } from './image.ts';
import { readOciLayout, writeOciLayout } from './oci-layout.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'layout-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function layoutOf(): { readonly digest: string; readonly layout: string } {
  const folder = join(dir, 'app');
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(
    join(folder, 'image.json'),
    '{"command":["node","main.js"],"env":{"B":"2","A":"1"}}',
  );
  writeFileSync(join(folder, 'main.js'), '1');
  writeFileSync(join(folder, 'lib/run.sh'), 'true');
  chmodSync(join(folder, 'lib/run.sh'), 0o755);
  const digest = writeOciLayout(folder, join(dir, 'out/image.tar'));
  const layout = join(dir, 'layout');
  mkdirSync(layout);
  execFileSync('tar', ['--extract', '--file', join(dir, 'out/image.tar'), '-C', layout]);
  return { digest, layout };
}

it('passes the check of the action that takes images over, and becomes the same image again', async () => {
  const { digest, layout } = layoutOf();
  expect(digest).toBe(describeImage(join(dir, 'app')).digest);
  await keepOnlyImage(layout, digest);
  readOciLayout(layout, join(dir, 'again'));
  expect(describeImage(join(dir, 'again')).digest).toBe(digest);
});

it('does not pass with a changed file', async () => {
  const { digest, layout } = layoutOf();
  const { files } = describeImage(join(dir, 'app')).manifest;
  writeFileSync(join(layout, 'blobs/sha256', files[0]?.sha256 ?? ''), 'other');
  await expect(keepOnlyImage(layout, digest)).rejects.toThrow('the content of');
});

it('writes no file outside the image, whatever the layout says', () => {
  const { digest, layout } = layoutOf();
  const file = join(layout, 'blobs/sha256', digest.replace('sha256:', ''));
  writeFileSync(file, readFileSync(file, 'utf8').replace('lib/run.sh', '../../../x'));
  expect(() => readOciLayout(layout, join(dir, 'again'))).toThrow('outside the image: ../../../x');
});
