import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../action-shared/errors.ts';
import { describeImage, parseManifest } from './image.ts';
import { configText, MANIFEST_MEDIA_TYPE } from './manifest-text.ts';

/**
 * Writes a folder's image as an OCI layout (OCI image layout specification, version 1.0) in a tar file,
 * as `docker build --output type=oci` does; gives its digest.
 */
export function writeOciLayout(folder: string, tarFile: string): string {
  const { digest, manifest, manifestText } = describeImage(folder);
  const layout = mkdtempSync(join(tmpdir(), 'macro-infra-layout-'));
  try {
    const blobs = join(layout, 'blobs/sha256');
    mkdirSync(blobs, { recursive: true });
    const config = configText(manifest.config);
    const { config: described } = descriptor.parse(JSON.parse(manifestText));
    writeFileSync(join(blobs, hexOf(described.digest)), config);
    writeFileSync(join(blobs, hexOf(digest)), manifestText);
    for (const { path, sha256 } of manifest.files) {
      copyFileSync(join(folder, path), join(blobs, sha256));
    }
    const size = Buffer.byteLength(manifestText);
    const index = {
      schemaVersion: 2,
      manifests: [{ mediaType: MANIFEST_MEDIA_TYPE, digest, size }],
    };
    writeFileSync(join(layout, 'index.json'), JSON.stringify(index));
    writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
    mkdirSync(dirname(tarFile), { recursive: true });
    execFileSync('tar', ['--create', '--file', tarFile, '-C', layout, '.']);
    return digest;
  } finally {
    rmSync(layout, { recursive: true, force: true });
  }
}

const descriptor = z.object({ config: z.object({ digest: z.string() }) });
const layoutIndex = z.object({ manifests: z.array(z.object({ digest: z.string() })).length(1) });

/** Makes a folder again of the only image of an OCI layout. */
export function readOciLayout(layout: string, folder: string): void {
  const index = layoutIndex.parse(JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')));
  const blob = (hex: string): string => join(layout, 'blobs/sha256', hex);
  const [only] = index.manifests;
  const manifest = parseManifest(readFileSync(blob(hexOf(only?.digest ?? '')), 'utf8'));
  for (const { path, sha256, executable } of manifest.files) {
    const file = resolve(folder, path);
    // Another run made the layout: a path may lead anywhere.
    if (!file.startsWith(`${resolve(folder)}${sep}`)) {
      throw new UserError(`The layout holds a file outside the image: ${path}.`);
    }
    mkdirSync(dirname(file), { recursive: true });
    copyFileSync(blob(sha256), file);
    if (executable) chmodSync(file, 0o755);
  }
}

function hexOf(digest: string): string {
  return digest.replace('sha256:', '');
}
