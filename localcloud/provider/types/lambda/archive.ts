import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Prop } from '../../schema/prop.ts';
import { isRecord } from '../../schema/values.ts';
import { zipOf } from './zip.ts';

/** How the engine marks assets and archives (Pulumi SDK, `specialAssetSig`, `specialArchiveSig`). */
const SIGNATURE = '4dabf18193072939515e22adb298388d';
const ASSET = 'c44067f5952c0a294b673a41bacd8c17';
const ARCHIVE = '0def7320c3a5731c473e5ecbe6d01bc7';

/** An asset or archive as the engine hands it over: what it holds, and the hash of that. */
export type Archive = Readonly<Record<string, unknown>>;

/**
 * A property that takes an archive. Two are the same when their hashes are: the content itself is
 * sent to check, create and update only.
 */
export function archive(): Prop<Archive> {
  return new Prop<Archive>({ kind: 'object' })
    .rule((value) =>
      isMarked(value, ARCHIVE) ? undefined : 'expected an archive (pulumi.asset.Archive)',
    )
    .comparedBy((value) => (isRecord(value) ? value['hash'] : value));
}

/** The archive's bytes as a ZIP file. @throws where it is neither text nor a local file */
export function zipFile(value: Archive): Buffer {
  const place = placeOf(value);
  if (place !== undefined && statSync(place).isFile()) return zipAt(place);
  const files = new Map<string, Buffer>();
  collect(value, '', files);
  return zipOf(files);
}

function zipAt(place: string): Buffer {
  const bytes = readFileSync(place);
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return bytes;
  throw new Error(`${place}: expected a ZIP file; Lambda takes no other archive`);
}

function collect(value: Archive, at: string, files: Map<string, Buffer>): void {
  const { assets } = value;
  const place = placeOf(value);
  if (isRecord(assets)) {
    for (const [name, inner] of Object.entries(assets)) collectOne(inner, join(at, name), files);
    return;
  }
  if (place === undefined || !statSync(place).isDirectory())
    throw new Error(`${place ?? 'a remote archive'}: expected a local folder inside an archive`);
  for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(join(at, relative(place, path)), readFileSync(path));
  }
}

function collectOne(value: unknown, at: string, files: Map<string, Buffer>): void {
  if (isRecord(value) && isMarked(value, ARCHIVE)) collect(value, at, files);
  else if (isRecord(value) && isMarked(value, ASSET)) files.set(at, contentOf(value));
  else throw new Error(`${at}: expected an asset or an archive`);
}

function contentOf(asset: Archive): Buffer {
  const { text } = asset;
  if (typeof text === 'string') return Buffer.from(text);
  const place = placeOf(asset);
  if (place === undefined) throw new Error('a remote asset: only text and local files are read');
  return readFileSync(place);
}

function placeOf({ path, uri }: Archive): string | undefined {
  if (typeof path === 'string' && path !== '') return path;
  return typeof uri === 'string' && uri.startsWith('file://') ? fileURLToPath(uri) : undefined;
}

function isMarked(value: unknown, kind: string): boolean {
  return isRecord(value) && value[SIGNATURE] === kind;
}
