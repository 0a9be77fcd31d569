import { ENVIRONMENT_PROJECT, permanentStack } from '../../action-shared/naming/permanent-names.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import type { EngineRun } from '../../localcloud/provider/testing/engine-run.ts';
import { liveStack } from '../../localcloud/provider/testing/live.ts';
import type { PermanentEnvironment } from '../../programs/environment/config.ts';
import type { SecretValues } from '../../programs/factory/parts/stored-secrets.ts';
import { environmentProgram } from '../../programs/environment/program.ts';
import { writeScratchStack } from '../../programs/stack-runner/other-stacks.ts';

/** One environment in a backend of its own, by whatever provider the cloud's PULUMI_HOME holds. */
export interface EnvironmentOnCloud {
  plan(): Promise<EngineRun>;
  up(): Promise<EngineRun>;
  refresh(): Promise<EngineRun>;
  destroy(): Promise<EngineRun>;
}

/** Outputs of a base and of another environment, as far as an environment reads them. */
const BASE_OUTPUTS = {
  contract: 1,
  repositoryUrl: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/macro-infra',
};
const PEER_OUTPUTS = { vpcId: 'vpc-0a1b2c3d', routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'] };

/**
 * @param folder For backend and workspace; one per environment.
 * @param secretValues Of `doppler:` references.
 */
export async function environmentOn(
  cloud: LocalCloud,
  config: PermanentEnvironment,
  folder: string,
  secretValues: SecretValues = {},
): Promise<EnvironmentOnCloud> {
  const { region, app, environment } = config;
  const stack = await liveStack(cloud, {
    ...{ folder, region, project: ENVIRONMENT_PROJECT },
    stack: permanentStack(app, environment),
  });
  if (config.base !== null) writeScratchStack(folder, config.base, BASE_OUTPUTS);
  for (const peer of config.network.peers)
    if (peer.stack !== undefined) writeScratchStack(folder, peer.stack, PEER_OUTPUTS);
  const program = () => environmentProgram(config, secretValues);
  return {
    plan: () => stack.plan(program),
    up: () => stack.up(program),
    refresh: () => stack.refresh(),
    destroy: () => stack.destroy(),
  };
}
