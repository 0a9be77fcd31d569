import { overlaps } from '../components/network/cidr.ts';
import { aclRules } from '../components/network/network-acl.ts';
import type { PeerValues } from '../factory/config-network.ts';
import type { Finding, Rule } from './rule.ts';
import { parameterPrefix } from './plan.ts';

/** Entries of a network ACL and direction. Source: VPC quotas, "Rules per network ACL". */
const ACL_ENTRIES = 20;

const otherStacks: Rule = ({ network }, neighbours) =>
  neighbours
    .filter(({ cidr }) => overlaps(network.cidr, cidr))
    .map(({ file, cidr }) => ({
      path: 'network.cidr',
      found: `${network.cidr}, which overlaps ${cidr} of ${file}`,
      allowed: 'a range of its own, such as 10.7.0.0/16',
    }));

const peers: Rule = ({ network }) =>
  network.peers.flatMap((peer, index) => {
    const others = [
      { what: 'this network', cidr: network.cidr },
      ...network.peers.slice(0, index).map(({ name, cidr }) => ({ what: `peer ${name}`, cidr })),
    ];
    return others
      .filter(({ cidr }) => overlaps(peer.cidr, cidr))
      .map(({ what, cidr }) => ({
        path: `network.peers.${index}.cidr`,
        found: `${peer.cidr}, which overlaps ${cidr} of ${what}`,
        allowed: 'a range that no other network here has',
      }));
  });

const peerForms: Rule = ({ network }) =>
  network.peers.flatMap((peer, index) =>
    peerFindings(peer).map((one) => ({ ...one, path: `network.peers.${index}` })),
  );

function peerFindings(peer: PeerValues): readonly Omit<Finding, 'path'>[] {
  const byStack = peer.stack !== undefined;
  const byId = peer.vpcId !== undefined && peer.routeTableIds !== undefined;
  const account = peer.accountId !== undefined && peer.roleArn === undefined;
  return [
    ...(byStack === byId
      ? [
          {
            found: byStack
              ? 'both a stack and a vpcId'
              : 'neither a stack nor vpcId with routeTableIds',
            allowed: 'stack: organization/project/stack, or vpcId and routeTableIds',
          },
        ]
      : []),
    ...(account
      ? [
          {
            found: `account ${peer.accountId ?? ''} without a role`,
            allowed:
              'roleArn: a role of that account that may accept the peering; in the same account leave accountId out',
          },
        ]
      : []),
  ];
}

const aclRoom: Rule = (config) => {
  const peerCidrs = config.network.peers.map(({ cidr }) => cidr);
  const { ingress } = aclRules({
    cidr: config.network.cidr,
    peerCidrs,
    ports: config.listenerPorts,
  });
  if (ingress.length <= ACL_ENTRIES) return [];
  const room = ACL_ENTRIES - (ingress.length - peerCidrs.length);
  return [
    {
      path: 'network.peers',
      found: `${peerCidrs.length} peers, ${ingress.length} entries of the network ACL`,
      allowed: `${ACL_ENTRIES} entries (AWS's quota): ${room} peers`,
    },
  ];
};

const zones: Rule = ({ network, region }) => {
  if (!Array.isArray(network.zones)) return [];
  const foreign = network.zones.filter((zone) => !zone.startsWith(region));
  const twice = new Set(network.zones).size < network.zones.length;
  const allowed = `different zones of ${region}`;
  return [
    ...foreign.map((zone) => ({ path: 'network.zones', found: zone, allowed })),
    ...(twice ? [{ path: 'network.zones', found: 'a zone twice', allowed }] : []),
  ];
};

const ports: Rule = ({ listenerPorts: { http, https } }) =>
  http === https
    ? [{ path: 'listenerPorts', found: `${http} for both`, allowed: 'http and https that differ' }]
    : [];

const sharedParameters: Rule = (config, neighbours) => {
  if (!config.parameters.shared) return [];
  const own = `${parameterPrefix(config)}/shared`;
  return neighbours
    .filter(({ region, sharedParameters: theirs }) => region === config.region && theirs === own)
    .map(({ file }) => ({
      path: 'parameters.shared',
      found: `true, and ${file} owns ${own}/* in ${config.region} too`,
      allowed: 'true in one environment of a region; false in the others',
    }));
};

export const networkRules: readonly Rule[] = [
  otherStacks,
  peers,
  peerForms,
  aclRoom,
  zones,
  ports,
  sharedParameters,
];
