import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { keepOnlyImage } from './oci-layout.ts';

const IMAGE = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const root = mkdtempSync(join(tmpdir(), 'oci-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Layout {
  readonly folder: string;
  put(content: unknown, mediaType?: string): Descriptor;
  index(...manifests: readonly unknown[]): void;
  overwrite(digest: string, content: string): void;
}
interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
}

function layout(): Layout {
  const folder = mkdtempSync(join(root, 'layout-'));
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  return {
    folder,
    put(content, mediaType = 'application/octet-stream') {
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      const hex = createHash('sha256').update(text).digest('hex');
      writeFileSync(join(blobs, hex), text);
      return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(text) };
    },
    index: (...manifests) =>
      writeFileSync(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests })),
    overwrite: (digest, content) => writeFileSync(join(blobs, digest.slice(7)), content),
  };
}

/** An index with one image, as buildx writes it. */
function built(): { at: Layout; image: Descriptor; layer: Descriptor; index: Descriptor } {
  const at = layout();
  const [config, layer] = [at.put('{}'), at.put('files')];
  const image = at.put({ config, layers: [layer] }, IMAGE);
  const index = at.put({ manifests: [image] }, INDEX);
  at.index(index);
  return { at, image, layer, index };
}

describe('an image layout', () => {
  it('with the whole image of that digest passes, and keeps nothing else', async () => {
    const { at, index } = built();
    const other = at.put({ config: at.put('{}'), layers: [] }, IMAGE);
    at.index(other, { ...index, annotations: { 'org.opencontainers.image.ref.name': 'x' } });
    await keepOnlyImage(at.folder, index.digest);
    const kept: unknown = JSON.parse(readFileSync(join(at.folder, 'index.json'), 'utf8'));
    expect(kept).toEqual({ schemaVersion: 2, manifests: [index] });
  });

  it('of another image is refused', async () => {
    const { at } = built();
    const wanted = `sha256:${'0'.repeat(64)}`;
    await expect(keepOnlyImage(at.folder, wanted)).rejects.toThrow(`it holds no image ${wanted}`);
  });

  it('whose manifest is not what its digest says is refused', async () => {
    const { at, index } = built();
    const evil = at.put(
      { manifests: [at.put({ config: at.put('{}'), layers: [] }, IMAGE)] },
      INDEX,
    );
    at.overwrite(
      index.digest,
      readFileSync(join(at.folder, 'blobs/sha256', evil.digest.slice(7)), 'utf8'),
    );
    await expect(keepOnlyImage(at.folder, index.digest)).rejects.toThrow(
      `is that of ${evil.digest}`,
    );
  });

  it('with another layer under the right name is refused', async () => {
    const { at, layer, index } = built();
    at.overwrite(layer.digest, 'other');
    await expect(keepOnlyImage(at.folder, index.digest)).rejects.toThrow(layer.digest);
  });

  it('that lacks a layer is refused', async () => {
    const { at, layer, index } = built();
    rmSync(join(at.folder, 'blobs/sha256', layer.digest.slice(7)));
    await expect(keepOnlyImage(at.folder, index.digest)).rejects.toThrow('is missing');
  });

  it('that lies about a size is refused', async () => {
    const { at, index } = built();
    at.index({ ...index, size: index.size + 1 });
    await expect(keepOnlyImage(at.folder, index.digest)).rejects.toThrow('bytes, not');
  });

  it('whose digests are paths is refused', async () => {
    const { at } = built();
    at.index({ mediaType: IMAGE, digest: 'sha256:../../../../etc/passwd', size: 1 });
    await expect(keepOnlyImage(at.folder, 'sha256:../../../../etc/passwd')).rejects.toThrow();
  });

  it('of indexes in indexes without end is refused', async () => {
    const at = layout();
    let index = at.put({ manifests: [] }, INDEX);
    for (let depth = 0; depth < 6; depth += 1) index = at.put({ manifests: [index] }, INDEX);
    at.index(index);
    await expect(keepOnlyImage(at.folder, index.digest)).rejects.toThrow('nested too deeply');
  });
});
