import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DIGEST_PATTERN } from './digests.ts';

/** OCI image layout and image specification, version 1. */
const INDEX_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
/** Largest manifest that registries take. */
const LARGEST_MANIFEST_BYTES = 4 * 1024 * 1024;
/** An index of indexes of ...: deeper than any tool makes them. */
const DEEPEST = 3;

const descriptor = z.object({
  mediaType: z.string().default(''),
  digest: z.string().regex(DIGEST_PATTERN),
  size: z.number().int().nonnegative(),
});
const layoutIndex = z.object({ manifests: z.array(descriptor) });
const imageManifest = z.object({ config: descriptor, layers: z.array(descriptor) });

type Descriptor = z.infer<typeof descriptor>;

/**
 * Proves that a layout holds the image of this digest, whole and as its digests say, and makes it the
 * layout's only one. Nobody's word is taken: what is read is hashed.
 *
 * @param folder where `index.json` and `blobs/` are
 * @throws Error saying what is missing or not what its digest says
 */
export async function keepOnlyImage(folder: string, digest: string): Promise<void> {
  const file = join(folder, 'index.json');
  const { manifests } = await readJson(file, 'index.json', layoutIndex);
  const wanted = manifests.find((one) => one.digest === digest);
  if (wanted === undefined) throw new Error(`it holds no image ${digest}`);
  await proveManifest(folder, wanted, DEEPEST);
  const { mediaType, size } = wanted;
  const index = { schemaVersion: 2, manifests: [{ mediaType, digest, size }] };
  await writeFile(file, JSON.stringify(index));
}

async function proveManifest(folder: string, of: Descriptor, depth: number): Promise<void> {
  if (of.size > LARGEST_MANIFEST_BYTES) throw new Error(`the manifest ${of.digest} is too large`);
  await proveBlob(folder, of);
  const file = blob(folder, of);
  if (!INDEX_TYPES.includes(of.mediaType)) {
    const { config, layers } = await readJson(file, of.digest, imageManifest);
    for (const one of [config, ...layers]) await proveBlob(folder, one);
    return;
  }
  if (depth === 0) throw new Error(`the index ${of.digest} is nested too deeply`);
  for (const one of (await readJson(file, of.digest, layoutIndex)).manifests) {
    await proveManifest(folder, one, depth - 1);
  }
}

async function readJson<T>(file: string, what: string, schema: z.ZodType<T>): Promise<T> {
  try {
    return schema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${what} is not what an OCI layout has there`, { cause });
  }
}

async function proveBlob(folder: string, of: Descriptor): Promise<void> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(blob(folder, of))) {
      if (!Buffer.isBuffer(chunk)) continue;
      size += chunk.length;
      hash.update(chunk);
    }
  } catch (cause) {
    throw new Error(`${of.digest} is missing`, { cause });
  }
  const found = `sha256:${hash.digest('hex')}`;
  if (found !== of.digest) throw new Error(`the content of ${of.digest} is that of ${found}`);
  if (size !== of.size) throw new Error(`${of.digest} has ${size} bytes, not ${of.size}`);
}

function blob(folder: string, { digest }: Descriptor): string {
  return join(folder, 'blobs', 'sha256', digest.slice('sha256:'.length));
}
