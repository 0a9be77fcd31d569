import * as pulumi from '@pulumi/pulumi';
import { ParameterHierarchy } from '../../components/configuration/parameter-hierarchy.ts';
import { parameterPrefix } from '../plan.ts';
import type { Scope } from '../scope.ts';
import type { Ground, ServicesPart } from './services.ts';

/** Settings that every environment has, unless its values say otherwise. */
const SETTINGS = { 'database-max-connections': 100, 'cache-ttl': 300, 'api-timeout': 30 };

/** Settings of the app, and the references that other tools read. */
export function buildParameters(scope: Scope, ground: Ground, services: ServicesPart): void {
  const { config, prefix, tags, child } = scope;
  new ParameterHierarchy(
    prefix,
    {
      prefix: parameterPrefix(config),
      environment: config.environment,
      shared: config.parameters.shared ? sharedValues(scope) : null,
      own: ownValues(scope, ground, services),
      tags,
    },
    child,
  );
}

function sharedValues({ config }: Scope): Record<string, string> {
  return { 'app-name': config.app, 'app-version': config.sha, 'log-level': 'info' };
}

function ownValues(
  { config }: Scope,
  { network, edge, data }: Ground,
  { cluster, url }: ServicesPart,
): Record<string, pulumi.Input<string>> {
  const settings = Object.entries({ ...SETTINGS, ...config.parameters.values });
  const { vpcId, publicSubnetIds, privateSubnetIds } = network.network;
  const list = (ids: pulumi.Output<string>[]) => pulumi.all(ids).apply((all) => all.join(','));
  return {
    ...Object.fromEntries(settings.map(([key, value]) => [key, String(value)])),
    'vpc-id': vpcId,
    'public-subnet-ids': list(publicSubnetIds),
    'private-subnet-ids': list(privateSubnetIds),
    'load-balancer-arn': edge.balancer.loadBalancer.arn,
    'cluster-name': cluster.clusterName,
    url,
    ...(data.database === null ? {} : { 'database-secret-arn': data.database.store.secretArn }),
  };
}
