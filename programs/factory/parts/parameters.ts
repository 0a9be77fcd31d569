import type * as pulumi from '@pulumi/pulumi';
import { ParameterHierarchy } from '../../components/configuration/parameter-hierarchy.ts';
import type { ParameterValues } from '../config-watching.ts';
import type { Scope } from '../scope.ts';
import type { Ground } from './ground.ts';
import type { ServicesPart } from './services.ts';

/** Settings of the app, and the references that other tools read. */
export function buildParameters(
  { prefix, environment, tags }: Scope,
  values: ParameterValues | null,
  ground: Ground,
  services: ServicesPart,
): void {
  if (values === null) return;
  const { prefix: path, shared } = values;
  const own = { ...values.own, ...references(ground, services) };
  new ParameterHierarchy(prefix, { prefix: path, environment, shared, own, tags });
}

function references(
  { network, edge, data }: Ground,
  { cluster, url }: ServicesPart,
): Record<string, pulumi.Input<string>> {
  const list = (ids: pulumi.Output<string[]>) => ids.apply((all) => all.join(','));
  return {
    'vpc-id': network.vpcId,
    'public-subnet-ids': list(network.publicSubnetIds),
    'private-subnet-ids': list(network.privateSubnetIds),
    'load-balancer-arn': edge.arn,
    ...(cluster === null ? {} : { 'cluster-name': cluster.clusterName }),
    url,
    ...(data.database === null ? {} : { 'database-secret-arn': data.database.store.secretArn }),
  };
}
