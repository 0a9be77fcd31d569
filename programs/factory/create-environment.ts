import type { EnvironmentConfig } from './config.ts';
import { standardOutputs } from './outputs.ts';
import type { Outputs } from './outputs.ts';
import { buildData } from './parts/data.ts';
import { buildDelivery } from './parts/delivery.ts';
import { buildEdge, sharedEdge } from './parts/edge.ts';
import { buildImages } from './parts/images.ts';
import { buildNetwork, sharedNetwork } from './parts/network.ts';
import { buildParameters } from './parts/parameters.ts';
import type { Ground } from './parts/ground.ts';
import { buildServiceGroups } from './parts/service-groups.ts';
import { buildServices } from './parts/services.ts';
import { assertSecretValues, buildStoredSecrets } from './parts/stored-secrets.ts';
import type { SecretValues } from './parts/stored-secrets.ts';
import { buildTasks } from './parts/tasks.ts';
import { buildWatching } from './parts/watching.ts';
import { scopeOf } from './scope.ts';
import type { Scope } from './scope.ts';

const NO_SECRETS = { references: [], replicaRegions: [] };

/**
 * The factory: builds all of an environment from its values and returns the stack's outputs. Bases,
 * previews and permanent environments are made here and nowhere else: a component that is added here is
 * in all of them whose values ask for it.
 * @param secretValues Of references to stores outside AWS. @default none
 * @throws UserError when a value of a secret is missing, before anything is made
 */
export function createEnvironment(
  config: EnvironmentConfig,
  secretValues: SecretValues = {},
): Outputs {
  const { compute } = config;
  assertSecretValues(compute?.storedSecrets ?? NO_SECRETS, secretValues);
  const scope = scopeOf(config);
  const ground = buildGround(scope, config, secretValues);
  const services = buildServices(scope, compute, ground);
  const tasks = buildTasks(scope, compute, ground, services);
  const delivery = buildDelivery(scope, config.delivery, ground.edge);
  const notifications = buildWatching(scope, config.watching, ground, services);
  buildParameters(scope, config.parameters, ground, services);
  return standardOutputs(config, { ground, services, tasks, delivery, notifications });
}

/** What the services stand on. */
function buildGround(scope: Scope, config: EnvironmentConfig, secretValues: SecretValues): Ground {
  const { network: place, edge: entry, compute } = config;
  const network = place.kind === 'own' ? buildNetwork(scope, place) : sharedNetwork(scope, place);
  const edge = entry.kind === 'own' ? buildEdge(scope, entry, network) : sharedEdge(scope, entry);
  const groups = buildServiceGroups(scope, compute, network, edge);
  return {
    ...{ network, edge, groups },
    images: buildImages(scope, config.images),
    data: buildData(scope, config.data, network, groups),
    stored: buildStoredSecrets(scope, compute?.storedSecrets ?? NO_SECRETS, secretValues),
  };
}
