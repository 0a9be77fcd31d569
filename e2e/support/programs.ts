import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { programsOn } from '../../tools/referee/programs.ts';
import type { Programs } from '../../tools/referee/programs.ts';
import { E2E_TIMEOUT_MS } from './stage.ts';

/** The programs for the file that calls it; usable inside its tests, ended with the file. */
export function usePrograms(cloud: () => LocalCloud): Programs {
  let now: Programs | undefined;
  beforeAll(() => {
    now = programsOn(cloud(), mkdtempSync(join(tmpdir(), 'macro-infra-programs-')));
  });
  afterAll(async () => {
    await now?.runner.end();
  }, E2E_TIMEOUT_MS);
  return new Proxy({} as Programs, {
    get: (_target, name) => Reflect.get(now ?? {}, name) as unknown,
  });
}
