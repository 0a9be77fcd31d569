import { installPlugin } from '../engine-plugin.ts';
import { VERSION } from './service.ts';

/** Places the plugin in a PULUMI_HOME as `resource-aws` of the version of @pulumi/aws in use. */
export function installProvider(pulumiHome: string): Promise<void> {
  const sources = 'localcloud/provider';
  return installPlugin(pulumiHome, { kind: 'resource', name: 'aws', version: VERSION, sources });
}
