import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

/** HashiCorp's real AWS provider, and the Pulumi plugin that asks it for everything. */
export interface Referee {
  /** Folder of the plugin. */
  readonly folder: string;
  /** `terraform-provider-aws` 5.100. */
  readonly binary: string;
}

/** Where Terraform mirrors usually lie on a machine. */
const BINARIES = '/opt/tf-plugins/**/terraform-provider-aws_v5.100.*';

/**
 * The referee of this machine (`REFEREE`, `TF_AWS_PROVIDER`, or their usual places), or the reason why
 * there is none.
 */
export function locateReferee(env: NodeJS.ProcessEnv): Referee | string {
  const folder = env['REFEREE'] ?? join(REPOSITORY_ROOT, '../shared/referee');
  if (!existsSync(join(folder, 'main.mjs'))) {
    return `no referee in ${folder}: set REFEREE to the folder of the plugin.`;
  }
  const binary = env['TF_AWS_PROVIDER'] ?? globSync(BINARIES)[0];
  if (binary === undefined || !existsSync(binary)) {
    return "no terraform-provider-aws 5.100: set TF_AWS_PROVIDER to HashiCorp's binary.";
  }
  return { folder, binary };
}

/** Puts the referee in the place of the stand-in: the engine takes it for `resource-aws`. */
export function installReferee({ folder, binary }: Referee, pulumiHome: string): void {
  execFileSync('sh', [join(folder, 'install.sh'), pulumiHome], {
    stdio: 'ignore',
    env: {
      ...process.env,
      TF_AWS_PROVIDER: binary,
      REFEREE_NODE_MODULES: join(REPOSITORY_ROOT, 'node_modules'),
    },
  });
}
