import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeImage, parseManifest, type DescribedImage, type ImageManifest } from './image.ts';
import { isDigest, parseReference } from './reference.ts';

/** An image as the registry holds it. */
export interface StoredImage {
  readonly digest: string;
  readonly manifest: ImageManifest;
  /** Folder with the image's files; never to be written to. */
  readonly filesDir: string;
}

/** A registry's refusal, in the words Docker passes on from Amazon ECR. */
export class ImageNotFoundError extends Error {
  override readonly name = 'ImageNotFoundError';
}

/**
 * Copies a folder's content into the registry, under a repository's name and, if given, a tag.
 * Content is kept once per digest, and only whole: it appears by a rename.
 */
export function storeImage(
  registryDir: string,
  repository: string,
  folder: string,
  tag?: string,
): DescribedImage {
  const image = describeImage(folder);
  const target = contentDir(registryDir, image.digest);
  if (!existsSync(target)) {
    const draft = `${target}.${randomUUID()}`;
    cpSync(folder, join(draft, 'files'), { recursive: true });
    writeFileSync(join(draft, 'manifest.json'), image.manifestText);
    moveInto(draft, target);
  }
  const entries = join(registryDir, 'repositories', repository);
  mkdirSync(join(entries, '_digests'), { recursive: true });
  mkdirSync(join(entries, '_tags'), { recursive: true });
  writeFileSync(join(entries, '_digests', hexOf(image.digest)), '');
  if (tag !== undefined) writeFileSync(join(entries, '_tags', tag), image.digest);
  return image;
}

/**
 * Finds what a reference points to. The registry's host is not looked at: this registry stands for
 * all of them.
 * @throws ImageNotFoundError in the words of the real registry.
 */
export function findImage(registryDir: string, reference: string): StoredImage {
  const { registry, repository, tag, digest: asked } = parseReference(reference);
  const entries = join(registryDir, 'repositories', repository);
  if (!existsSync(join(entries, '_digests'))) throw unknownRepository(registry, repository);
  const digest = asked ?? digestOfTag(entries, tag ?? 'latest');
  const known =
    digest !== undefined &&
    isDigest(digest) &&
    existsSync(join(entries, '_digests', hexOf(digest)));
  if (!known) {
    throw new ImageNotFoundError(
      `manifest for ${reference} not found: manifest unknown: Requested image not found`,
    );
  }
  const dir = contentDir(registryDir, digest);
  const manifest = parseManifest(readFileSync(join(dir, 'manifest.json'), 'utf8'));
  return { digest, manifest, filesDir: join(dir, 'files') };
}

function unknownRepository(registry: string | undefined, repository: string): ImageNotFoundError {
  const account = registry?.split('.')[0] ?? '';
  if (!/^\d{12}$/.test(account)) {
    return new ImageNotFoundError(
      `pull access denied for ${repository}, repository does not exist or may require 'docker login': denied: requested access to the resource is denied`,
    );
  }
  return new ImageNotFoundError(
    `name unknown: The repository with name '${repository}' does not exist in the registry with id '${account}'`,
  );
}

function digestOfTag(entries: string, tag: string): string | undefined {
  const file = join(entries, '_tags', tag.replaceAll('/', '_'));
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function moveInto(draft: string, target: string): void {
  try {
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // otherwise someone else stored the same content first
  }
}

function contentDir(registryDir: string, digest: string): string {
  return join(registryDir, 'images', hexOf(digest));
}

function hexOf(digest: string): string {
  return digest.slice('sha256:'.length);
}
