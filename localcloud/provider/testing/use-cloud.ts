import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { startLocalCloud } from '../../cloud.ts';
import type { LocalCloud, LocalCloudOptions } from '../../cloud.ts';
import { type LiveOptions, type LiveStack, liveStack } from './live.ts';

/** For start and stop, on a busy machine. */
const TIMEOUT_MS = 240_000;

/** A local cloud, there while the tests of a file run, and stacks on it. */
export interface TestedCloud {
  readonly cloud: LocalCloud;
  /** Makes a folder that goes with the cloud. */
  folder(name: string): string;
  /** A new stack, with a state of its own. */
  stack(options?: Omit<LiveOptions, 'folder'>): Promise<LiveStack>;
}

/**
 * Starts a cloud, in a folder of its own, for the file that calls it, and removes both after its last
 * test; a file of which every test is skipped starts none. For use inside tests and hooks only.
 */
export function useCloud(options: Omit<LocalCloudOptions, 'stateDir'> = {}): TestedCloud {
  const running: { stateDir?: string; cloud?: LocalCloud } = {};
  beforeAll(async () => {
    const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-cloud-'));
    running.stateDir = stateDir;
    running.cloud = await startLocalCloud({ ...options, stateDir });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await running.cloud?.stop();
    if (running.stateDir !== undefined) rmSync(running.stateDir, { recursive: true, force: true });
  }, TIMEOUT_MS);

  const cloud = (): LocalCloud => {
    if (running.cloud === undefined) throw new Error('it runs only while the tests of its file do');
    return running.cloud;
  };
  const folder = (name: string) => mkdtempSync(join(cloud().stateDir, `${name}-`));
  return {
    get cloud() {
      return cloud();
    },
    folder,
    stack: (more = {}) => liveStack(cloud(), { ...more, folder: folder('stack') }),
  };
}
