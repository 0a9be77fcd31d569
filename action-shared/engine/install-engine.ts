import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { errorMessage, UserError } from '../errors.ts';
import { compareVersions } from './engine-version.ts';

/** Where Pulumi publishes the engine's archives together with their checksums. */
const RELEASES = 'https://github.com/pulumi/pulumi/releases/download';

/** The engine's archives are named by these; others are not published. */
const PLATFORMS: Readonly<Record<string, string>> = {
  linux: 'linux',
  darwin: 'darwin',
  win32: 'windows',
};
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x64', arm64: 'arm64' };

export interface InstallEngineOptions {
  /** Wanted version, `3.259.0`. */
  readonly version: string;
  /** Oldest version on PATH that will do; the next major version never does. @default `version` */
  readonly minimumVersion?: string;
  /** PATH and RUNNER_TOOL_CACHE are read from it. */
  readonly env: NodeJS.ProcessEnv;
  /** Cache where there is no RUNNER_TOOL_CACHE. */
  readonly cacheFolder: string;
  readonly fetch: typeof globalThis.fetch;
  /** Runs a program to its end and returns its standard output; rejects when it fails. */
  readonly execute: (
    file: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
  ) => Promise<string>;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal;
  /** @default Pulumi's releases on GitHub */
  readonly baseUrl?: string;
  readonly platform?: NodeJS.Platform;
  readonly arch?: string;
}

export interface InstalledEngine {
  /** Folder to put first on PATH. */
  readonly folder: string;
  readonly version: string;
  readonly source: 'path' | 'cache' | 'download';
}

/**
 * Finds an engine of a usable version on PATH, else in the tool cache, else downloads it: the archive
 * is unpacked only when its SHA-256 is the published one, and appears in the cache whole or not at all.
 *
 * @throws UserError when it cannot be had, naming what was tried.
 */
export async function installEngine(options: InstallEngineOptions): Promise<InstalledEngine> {
  const onPath = await engineOnPath(options);
  if (onPath !== null) return onPath;
  const target = join(
    options.env['RUNNER_TOOL_CACHE'] ?? options.cacheFolder,
    'pulumi',
    options.version,
    options.arch ?? process.arch,
  );
  const cached: InstalledEngine = { folder: target, version: options.version, source: 'cache' };
  // The tool cache's own convention: the marker is written last.
  if (existsSync(`${target}.complete`)) return cached;
  await download(options, target);
  return { ...cached, source: 'download' };
}

async function engineOnPath(options: InstallEngineOptions): Promise<InstalledEngine | null> {
  const name = executableName(options);
  for (const folder of (options.env['PATH'] ?? '').split(delimiter)) {
    if (folder === '' || !existsSync(join(folder, name))) continue;
    const version = await versionOf(join(folder, name), options);
    if (version !== null && isUsable(version, options)) return { folder, version, source: 'path' };
    options.log(
      `Pulumi engine: ${join(folder, name)} has version ${version ?? 'unknown'}, not used`,
    );
  }
  return null;
}

function isUsable(version: string, options: InstallEngineOptions): boolean {
  const minimum = options.minimumVersion ?? options.version;
  const nextMajor = `${Number(options.version.split('.')[0]) + 1}.0.0`;
  return compareVersions(version, minimum) >= 0 && compareVersions(version, nextMajor) < 0;
}

async function versionOf(file: string, options: InstallEngineOptions): Promise<string | null> {
  try {
    const env = { ...options.env, PULUMI_SKIP_UPDATE_CHECK: 'true' };
    const stdout = await options.execute(file, ['version'], env);
    return /^v?(\d+\.\d+\.\d+\S*)/.exec(stdout.trim())?.[1] ?? null;
  } catch {
    return null; // not executable here, or no engine at all: the next one may do
  }
}

async function download(options: InstallEngineOptions, target: string): Promise<void> {
  const archive = archiveName(options);
  const base = `${options.baseUrl ?? RELEASES}/v${options.version}`;
  options.log(`Pulumi engine ${options.version}: downloading ${base}/${archive}`);
  const [bytes, checksums] = await Promise.all([
    fetchBytes(options, `${base}/${archive}`),
    fetchBytes(options, `${base}/pulumi-${options.version}-checksums.txt`),
  ]);
  const found = createHash('sha256').update(bytes).digest('hex');
  const published = publishedChecksum(checksums.toString('utf8'), archive);
  if (published !== found) {
    throw new UserError(
      `Pulumi engine: ${archive} has SHA-256 ${found}, published is ${published ?? 'none for this file'}. ` +
        'Nothing was installed. Run again; if it stays so, do not trust the download and install the engine yourself.',
    );
  }
  await unpack(options, bytes, target);
}

async function unpack(options: InstallEngineOptions, bytes: Buffer, target: string): Promise<void> {
  const partial = `${target}.${randomUUID()}`;
  const archive = join(partial, archiveName(options));
  try {
    await mkdir(partial, { recursive: true });
    await writeFile(archive, bytes);
    // Every supported runner has a tar that reads its platform's archive; Windows' reads zip.
    const windows = archive.endsWith('.zip');
    const strip = windows ? '--strip-components=2' : '--strip-components=1';
    await options.execute('tar', ['-xf', archive, '-C', partial, strip], process.env);
    await rm(archive);
    const executable = join(partial, executableName(options));
    if (!existsSync(executable)) throw new Error('the archive holds no engine');
    await chmod(executable, 0o755);
    await moveIntoPlace(partial, target);
    await writeFile(`${target}.complete`, '');
  } catch (cause) {
    throw new UserError(
      `Pulumi engine: the archive could not be unpacked into "${target}": ${errorMessage(cause)}`,
      { cause },
    );
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** A folder without its marker is what an interrupted run left; another run may be faster than we. */
async function moveIntoPlace(partial: string, target: string): Promise<void> {
  if (existsSync(`${target}.complete`)) return;
  await rm(target, { recursive: true, force: true });
  try {
    await rename(partial, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}

async function fetchBytes(options: InstallEngineOptions, url: string): Promise<Buffer> {
  const failed = (why: string, cause?: unknown): UserError =>
    new UserError(
      `Pulumi engine: ${url} could not be downloaded (${why}). ` +
        `Check pulumi-version (${options.version}) and the runner's network, or put a pulumi of this version on PATH.`,
      { cause },
    );
  let response: Response;
  try {
    response = await options.fetch(url, options.signal ? { signal: options.signal } : {});
    if (response.ok) return Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    options.signal?.throwIfAborted();
    throw failed(errorMessage(cause), cause);
  }
  throw failed(`HTTP ${response.status}`);
}

/** `<sha256>  <file>` per line, as sha256sum writes it. */
function publishedChecksum(text: string, file: string): string | null {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+\*?/));
  return lines.find(([, name]) => name === file)?.[0]?.toLowerCase() ?? null;
}

function archiveName(options: InstallEngineOptions): string {
  const platform = PLATFORMS[options.platform ?? process.platform];
  const arch = ARCHITECTURES[options.arch ?? process.arch];
  if (platform === undefined || arch === undefined) {
    throw new UserError(
      `Pulumi engine: there is none for ${options.platform ?? process.platform} on ${options.arch ?? process.arch}. ` +
        'Use a Linux, macOS or Windows runner on x64 or arm64.',
    );
  }
  return `pulumi-v${options.version}-${platform}-${arch}.${platform === 'windows' ? 'zip' : 'tar.gz'}`;
}

function executableName(options: InstallEngineOptions): string {
  return (options.platform ?? process.platform) === 'win32' ? 'pulumi.exe' : 'pulumi';
}
