import { installPlugin } from '../engine-plugin.ts';
import { ENGINE_VERSION } from '../../tools/setup/locations.ts';

/**
 * Places the stand-in for the engine's language plugin of Node.js in a PULUMI_HOME, for engines that came
 * without it (ours is built from its Go module, which the plugin is no part of). The official one, which
 * comes beside the engine and on PATH, is found first by the engine itself.
 */
export function installLanguageHost(pulumiHome: string): Promise<void> {
  const sources = 'localcloud/language-host';
  const version = ENGINE_VERSION;
  return installPlugin(pulumiHome, { kind: 'language', name: 'nodejs', version, sources });
}
