import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Locks a stack of a `file://` backend as another engine would; the result unlocks it. */
export function plantLock(stateFolder: string, stack: string): () => void {
  const folder = join(stateFolder, '.pulumi/locks/organization/macro-infra-preview', stack);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, '00000000-0000-4000-8000-000000000000.json');
  const lock = {
    pid: 1,
    username: 'other',
    hostname: 'elsewhere',
    timestamp: '2026-01-01T00:00:00Z',
  };
  writeFileSync(file, JSON.stringify(lock));
  return () => rmSync(file);
}
