import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { installEngine } from '../../action-shared/engine/install-engine.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { ENGINE_VERSION } from './locations.ts';

/** Seconds in which the release's server has to answer; without a network it never does. */
const DOWNLOAD_SECONDS = 120;

/**
 * Tries the official release of the engine, verified as the actions do it.
 *
 * @param target Where the engine's executable goes; it appears there whole or not at all.
 * @returns false when it cannot be had, after saying why.
 */
export async function downloadEngine(target: string): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'macro-infra-engine-'));
  try {
    const installed = await installEngine({
      version: ENGINE_VERSION,
      env: { PATH: '' },
      cacheFolder: folder,
      fetch: globalThis.fetch,
      execute: async (file, args, env) => (await promisify(execFile)(file, args, { env })).stdout,
      log: (line) => void process.stdout.write(`set-up: ${line}\n`),
      signal: AbortSignal.timeout(DOWNLOAD_SECONDS * 1000),
    });
    mkdirSync(dirname(target), { recursive: true });
    const partial = `${target}.partial-${process.pid}`;
    copyFileSync(join(installed.folder, 'pulumi'), partial);
    chmodSync(partial, 0o755);
    renameSync(partial, target);
    return true;
  } catch (error) {
    process.stdout.write(
      `set-up: no download of the engine: ${errorMessage(error).split('\n')[0] ?? ''}\n`,
    );
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
