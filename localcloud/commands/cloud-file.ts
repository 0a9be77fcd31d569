import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { startTime } from '../ministack/process-record.ts';

const CloudFile = z.object({
  pid: z.int().positive(),
  /** Start time of that process, so that a reused pid is not taken for it. */
  started: z.string(),
  /** `<name>: <address>` of what a person may look at. */
  addresses: z.record(z.string(), z.string()),
  options: z.object({
    httpsPort: z.int(),
    httpPort: z.int(),
    githubPort: z.int(),
    gatewayPort: z.int(),
    region: z.string(),
    persist: z.boolean(),
  }),
  env: z.record(z.string(), z.string()),
});

/** What a running local cloud writes down about itself: `<stateDir>/cloud.json`. */
export type CloudFile = z.infer<typeof CloudFile>;

/**
 * @returns the running cloud of a folder; undefined when there is none (a file left by a killed one
 *   does not count)
 */
export function runningCloud(stateDir: string): CloudFile | undefined {
  const file = fileIn(stateDir);
  if (!existsSync(file)) return undefined;
  const cloud = read(file);
  return startTime(cloud.pid) === cloud.started ? cloud : undefined;
}

/** Notes a cloud; readers see the whole file or none. */
export function writeCloudFile(stateDir: string, cloud: Omit<CloudFile, 'started'>): void {
  const started = startTime(cloud.pid) ?? '';
  const draft = `${fileIn(stateDir)}.new`;
  writeFileSync(draft, JSON.stringify({ ...cloud, started }, null, 2), { mode: 0o600 });
  renameSync(draft, fileIn(stateDir));
}

export function removeCloudFile(stateDir: string): void {
  rmSync(fileIn(stateDir), { force: true });
}

function fileIn(stateDir: string): string {
  return join(stateDir, 'cloud.json');
}

function read(file: string): CloudFile {
  try {
    return CloudFile.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new UserError(
      `${file} is not what a local cloud writes (${errorMessage(cause)}). Delete it if no cloud runs.`,
      { cause },
    );
  }
}
