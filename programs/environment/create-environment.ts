import * as pulumi from '@pulumi/pulumi';
import type { EnvironmentConfig } from './config.ts';
import { environmentOutputs } from './outputs.ts';
import type { Outputs } from './outputs.ts';
import { buildData } from './parts/data.ts';
import { buildDelivery } from './parts/delivery.ts';
import { buildEdge } from './parts/edge.ts';
import { buildNetwork } from './parts/network.ts';
import { buildParameters } from './parts/parameters.ts';
import { assertSecretValues, buildStoredSecrets } from './parts/secrets.ts';
import type { SecretValues } from './parts/secrets.ts';
import { buildServiceGroups, buildServices } from './parts/services.ts';
import { buildTasks } from './parts/tasks.ts';
import { buildWatching } from './parts/watching.ts';
import { prefixOf } from './plan.ts';
import { scopeOf } from './scope.ts';

interface EnvironmentArgs {
  readonly config: EnvironmentConfig;
  readonly secretValues: SecretValues;
}

/** One permanent environment: every component, composed once for dev, staging and production. */
class Environment extends pulumi.ComponentResource {
  readonly outputs: Outputs;

  constructor(
    name: string,
    { config, secretValues }: EnvironmentArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('macro:environment:Environment', name, {}, opts);
    const scope = scopeOf(config, this);
    const network = buildNetwork(scope);
    const edge = buildEdge(scope, network);
    const groups = buildServiceGroups(scope, network, edge);
    const clients = Object.fromEntries(Object.entries(groups).map(([key, { id }]) => [key, id]));
    const data = buildData(scope, network, clients);
    const stored = buildStoredSecrets(scope, secretValues);
    const ground = { network, edge, data, groups, stored };
    const services = buildServices(scope, ground);
    const tasks = buildTasks(scope, ground, services);
    const delivery = buildDelivery(scope, edge, services);
    const notifications = buildWatching(scope, ground, services);
    buildParameters(scope, ground, services);
    this.outputs = environmentOutputs(config, { ground, services, tasks, delivery, notifications });
    this.registerOutputs({ url: this.outputs.url });
  }
}

/**
 * The factory: builds all of an environment from its checked configuration and returns the stack's
 * outputs. `protection` is the one switch: with it the engine deletes neither network, load balancer,
 * database, cache, buckets nor user pool, so that nothing is destroyed at all, and load balancer,
 * database and user pool refuse it themselves too, until it is off and the stack was updated once.
 */
export function createEnvironment(
  config: EnvironmentConfig,
  secretValues: SecretValues = {},
): Outputs {
  assertSecretValues(config, secretValues);
  const environment = new Environment(prefixOf(config), { config, secretValues });
  return environment.outputs;
}
