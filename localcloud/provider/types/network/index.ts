import type { ResourceType } from '../../resource.ts';
import { flowLog } from './flow-log.ts';
import { networkAcl } from './network-acl.ts';
import { vpcPeeringConnection, vpcPeeringConnectionAccepter } from './peering.ts';
import { vpcEndpoint } from './vpc-endpoint.ts';

/** What of a network lies beyond its subnets and routes. */
export const NETWORK: readonly ResourceType[] = [
  networkAcl,
  flowLog,
  vpcEndpoint,
  vpcPeeringConnection,
  vpcPeeringConnectionAccepter,
];
