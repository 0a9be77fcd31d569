import { ENGINE_VERSION } from './locations.ts';

/**
 * Tries the official release of the engine. Filled in by action-shared/engine/install-engine.ts, which
 * the actions use too: same download, same checksum.
 */
export async function downloadEngine(_target: string): Promise<boolean> {
  void ENGINE_VERSION;
  return Promise.resolve(false);
}
