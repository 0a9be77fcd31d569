import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parseContext } from '../../action-shared/runner/context.ts';
import { execute } from '../../action-shared/runner/execute.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const root = mkdtempSync(join(tmpdir(), 'import-images-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes an artifact as the build job leaves it; gives the digest of its image. */
function artifact(folder: string, service: string, content: string, named?: string): string {
  const layout = mkdtempSync(join(root, 'layout-'));
  mkdirSync(join(layout, 'blobs/sha256'), { recursive: true });
  const put = (text: string) => {
    const hex = createHash('sha256').update(text).digest('hex');
    writeFileSync(join(layout, 'blobs/sha256', hex), text);
    return { mediaType: IMAGE, digest: `sha256:${hex}`, size: text.length };
  };
  const image = put(JSON.stringify({ config: put('{}'), layers: [put(content)] }));
  writeFileSync(join(layout, 'index.json'), JSON.stringify({ manifests: [image] }));
  const digest = named ?? image.digest;
  const at = join(folder, `macro-infra-image-${service}-${digest.replace(':', '-')}`);
  mkdirSync(at, { recursive: true });
  execFileSync('tar', ['-cf', join(at, 'image.tar'), '-C', layout, '.']);
  return digest;
}

/** Runs the action with real archives; of skopeo only the arguments are kept. */
function imported(folder: string, images: Readonly<Record<string, string>>) {
  const pushes: string[] = [];
  const set: Record<string, string> = {};
  const given: Readonly<Record<string, string>> = {
    images: JSON.stringify(images),
    folder,
    'image-repository': 'registry.test/images',
    'pr-number': '42',
    'moving-tags': 'false',
  };
  const context = parseContext(
    { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: 'f'.repeat(40), GITHUB_RUN_ID: '1' },
    {},
  );
  const runner = {
    info: () => undefined,
    setOutput: (name: string, value: string | number | boolean) => {
      set[name] = String(value);
    },
  };
  const ended = run(
    parseInputs((name) => given[name] ?? '', context),
    {
      runner,
      exists: existsSync,
      newFolder: () => mkdtempSync(join(root, 'new-')),
      async execute(file, args) {
        if (file !== 'skopeo') return execute(file, args, process.env);
        pushes.push(args.join(' ').replace(/oci:\S+/, 'oci:LAYOUT'));
        return '';
      },
    },
  );
  return { ended, pushes, set };
}

describe('import-images', () => {
  it('pushes what has the digests that were typed, and nothing else that lies there', async () => {
    const folder = mkdtempSync(join(root, 'artifacts-'));
    const web = artifact(folder, 'web', 'the page');
    const api = artifact(folder, 'api', 'the service');
    artifact(folder, 'web', 'another page');
    const { ended, pushes, set } = imported(folder, { web, api });
    await ended;
    const copy = 'copy --all --preserve-digests --quiet oci:LAYOUT docker://registry.test/images';
    expect(pushes).toEqual([`${copy}:shop-web-pr-42-1.1`, `${copy}:shop-api-pr-42-1.1`]);
    expect(JSON.parse(set['images'] ?? '')).toEqual({
      web: `registry.test/images@${web}`,
      api: `registry.test/images@${api}`,
    });
  });

  it('pushes none when one is missing, and names it', async () => {
    const folder = mkdtempSync(join(root, 'artifacts-'));
    const web = artifact(folder, 'web', 'the page');
    const api = `sha256:${'0'.repeat(64)}`;
    const { ended, pushes, set } = imported(folder, { web, api });
    await expect(ended).rejects.toThrow(/Nothing was pushed: api: the build run left no artifact/);
    expect([pushes, set]).toEqual([[], {}]);
  });

  it('refuses an artifact that is named by one digest and holds another', async () => {
    const folder = mkdtempSync(join(root, 'artifacts-'));
    const web = artifact(folder, 'web', 'evil', `sha256:${'1'.repeat(64)}`);
    const { ended, pushes } = imported(folder, { web });
    await expect(ended).rejects.toThrow(`web: it holds no image ${web}`);
    expect(pushes).toEqual([]);
  });

  it('refuses what is no archive', async () => {
    const folder = mkdtempSync(join(root, 'artifacts-'));
    const web = artifact(folder, 'web', 'the page');
    writeFileSync(join(folder, `macro-infra-image-web-${web.replace(':', '-')}`, 'image.tar'), 'x');
    const { ended } = imported(folder, { web });
    await expect(ended).rejects.toThrow('Nothing was pushed: web: tar ended with code');
  });

  it('refuses names that are no digests before it looks at anything', () => {
    expect(() => imported(root, { web: 'registry.test/images:latest' })).toThrow('`images`');
    expect(() => imported(root, { '../web': `sha256:${'1'.repeat(64)}` })).toThrow('`images`');
  });
});
