import {
  getAvailabilityZones,
  getCallerIdentity,
  getPartition,
  getPolicyDocument,
  getRegion,
} from './account.ts';
import {
  getCluster,
  getListener,
  getLoadBalancer,
  getParameter,
  getRepository,
  getSecret,
  getSecretVersion,
  getZone,
} from './services.ts';
import { getSecretVersions } from './secret-versions.ts';
import { getSubnet, getSubnets, getVpc } from './network.ts';
import type { LookUp } from '../resource.ts';

/** Every look-up the stand-in knows; a new one is one entry here. */
export const LOOK_UPS: readonly LookUp[] = [
  getCallerIdentity,
  getRegion,
  getPartition,
  getAvailabilityZones,
  getPolicyDocument,
  getVpc,
  getSubnet,
  getSubnets,
  getZone,
  getParameter,
  getSecret,
  getSecretVersion,
  getSecretVersions,
  getCluster,
  getRepository,
  getLoadBalancer,
  getListener,
];
