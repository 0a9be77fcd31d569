import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { z } from 'zod';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { manifestText, readManifestText } from './manifest-text.ts';
import type { ManifestFile } from './manifest-text.ts';

/** File that makes a folder an image. */
export const IMAGE_FILE = 'image.json';

const ImageConfig = z.strictObject({
  /** Program and arguments; `node` is the local Node. Paths are relative to `workdir`. */
  command: z.array(z.string().min(1)).min(1),
  /** Folder inside the image in which the command runs. @default the image's root */
  workdir: z
    .string()
    .refine((path) => !path.split('/').includes('..'), 'must stay inside the image')
    .default('.'),
  /** Environment that a task's own environment may override. */
  env: z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string()).default({}),
});

/** What `image.json` says. */
export type ImageConfig = z.infer<typeof ImageConfig>;

/** An image's whole content, by hash: configuration and every file. */
export interface ImageManifest {
  readonly config: ImageConfig;
  readonly files: readonly ManifestFile[];
}

/** A folder, described: its manifest as the exact text whose SHA-256 is the digest. */
export interface DescribedImage {
  readonly manifest: ImageManifest;
  readonly manifestText: string;
  /** `sha256:` and 64 hexadecimal digits. */
  readonly digest: string;
}

/**
 * Describes a folder as an image. The same content gives the same digest wherever and whenever it
 * is described; one changed byte, file name or executable bit gives another.
 * @throws UserError when `image.json` is missing or wrong, or the folder holds a link.
 */
export function describeImage(folder: string): DescribedImage {
  const config = readConfig(folder);
  const files = filesIn(folder).map((path) => describeFile(folder, path));
  const env = Object.fromEntries(Object.entries(config.env).sort(([a], [b]) => (a < b ? -1 : 1)));
  const manifest: ImageManifest = { config: { ...config, env }, files };
  const text = manifestText(manifest.config, files);
  return { manifest, manifestText: text, digest: digestOf(text) };
}

/** Reads a manifest back from its text. */
export function parseManifest(text: string): ImageManifest {
  const { config, files } = readManifestText(text);
  return { config: ImageConfig.parse(config), files };
}

/** The digest a registry gives a manifest: the SHA-256 of its bytes. */
export function digestOf(manifestText: string): string {
  return `sha256:${createHash('sha256').update(manifestText).digest('hex')}`;
}

function readConfig(folder: string): ImageConfig {
  const file = join(folder, IMAGE_FILE);
  const parsed = ImageConfig.safeParse(readJson(file));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new UserError(`${file} does not describe an image: ${faults.join('; ')}.`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(
      `${file} cannot be read: ${errorMessage(cause)}. An image is a folder with an ${IMAGE_FILE} such as {"command":["node","server.ts"]}.`,
      { cause },
    );
  }
}

function filesIn(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      const path = relative(folder, join(entry.parentPath, entry.name)).split(sep).join(posix.sep);
      if (!entry.isFile()) {
        throw new UserError(
          `${join(folder, path)} is neither a file nor a folder: an image holds only these. Replace the link by what it points to.`,
        );
      }
      return path;
    })
    .sort();
}

function describeFile(folder: string, path: string): ImageManifest['files'][number] {
  const file = join(folder, path);
  const content = readFileSync(file);
  return {
    path,
    size: content.length,
    executable: (statSync(file).mode & 0o100) !== 0,
    sha256: createHash('sha256').update(content).digest('hex'),
  };
}
