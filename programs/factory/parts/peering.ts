import { Provider } from '@pulumi/aws/provider.js';
import { environmentOutputsSchema } from '../../../action-shared/documents/environment-outputs.ts';
import { UserError } from '../../../action-shared/errors.ts';
import { Peering } from '../../components/network/peering.ts';
import type { PeeringSide } from '../../components/network/peering.ts';
import type { PeerValues } from '../config-network.ts';
import type { Scope } from '../scope.ts';

/** The way to another network; one of another account is accepted there by a role of its own. */
export function buildPeering(scope: Scope, peer: PeerValues, own: PeeringSide): void {
  const name = `${scope.prefix}-to-${peer.name}`;
  const { region, cidr, accountId, roleArn } = peer;
  const provider =
    roleArn === undefined ? undefined : new Provider(name, { region, assumeRoles: [{ roleArn }] });
  new Peering(name, {
    own,
    peer: {
      ...{ cidr, region },
      ...farSide(scope, peer),
      ...(accountId === undefined ? {} : { accountId }),
      ...(provider === undefined ? {} : { provider }),
    },
    tags: scope.tags,
  });
}

/** Network and route tables of the other side: as given, or as its own stack exports them. */
function farSide(
  { outputsOf }: Scope,
  { stack, vpcId = '', routeTableIds = [], routeTables }: PeerValues,
) {
  if (stack === undefined) return { vpcId, routeTableIds };
  const other = outputsOf(stack).apply((raw) => peerNetwork(stack, routeTables, raw));
  return {
    vpcId: other.apply((known) => known.vpcId),
    routeTableIds: Array.from({ length: routeTables }, (_, index) =>
      other.apply((known) => known.routeTableIds[index] ?? ''),
    ),
  };
}

const peerOutputs = environmentOutputsSchema.pick({ vpcId: true, routeTableIds: true });

/** @throws UserError when the stack is no environment, or has fewer route tables than its values say */
export function peerNetwork(stack: string, routeTables: number, outputs: unknown) {
  const parsed = peerOutputs.safeParse(outputs);
  if (!parsed.success)
    throw new UserError(`${stack} exports no network: is it an environment that is deployed?`);
  const count = parsed.data.routeTableIds.length;
  if (count === routeTables) return parsed.data;
  throw new UserError(
    `${stack} has ${count} route tables, the peer's values say ${routeTables}: set routeTables: ${count}.`,
  );
}
