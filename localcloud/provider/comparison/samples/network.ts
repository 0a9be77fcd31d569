import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS, policyDocument } from './sample.ts';

const entry = (ruleNo: number) => ({
  ...{ ruleNo, action: 'allow', protocol: 'tcp', cidrBlock: '10.0.0.0/8' },
  ...{ fromPort: 80, toPort: 80 },
});
const LOGS = 'arn:aws:logs:us-east-1:000000000000:log-group';
const ROLE = 'arn:aws:iam::000000000000:role';
const reach = (Resource: string): string =>
  policyDocument('s3:GetObject', { Principal: '*', Resource });

/** What of a network lies beyond its subnets and routes. */
export const NETWORK: readonly Sample[] = [
  {
    token: 'aws:ec2/networkAcl:NetworkAcl',
    inputs: {
      vpcId: 'vpc-1',
      subnetIds: ['subnet-1'],
      ingress: [entry(100)],
      egress: [entry(100)],
      ...TAGS,
    },
    others: {
      vpcId: 'vpc-2',
      subnetIds: ['subnet-2'],
      ingress: [entry(101)],
      egress: [entry(101)],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/flowLog:FlowLog',
    inputs: {
      vpcId: 'vpc-1',
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: `${LOGS}:a`,
      iamRoleArn: `${ROLE}/a`,
      logFormat: '${version} ${srcaddr}',
      maxAggregationInterval: 600,
      ...TAGS,
    },
    others: {
      vpcId: 'vpc-2',
      trafficType: 'REJECT',
      logDestinationType: 's3',
      logDestination: `${LOGS}:b`,
      iamRoleArn: `${ROLE}/b`,
      logFormat: '${version} ${dstaddr}',
      maxAggregationInterval: 60,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/vpcEndpoint:VpcEndpoint',
    inputs: {
      vpcId: 'vpc-1',
      serviceName: 'com.amazonaws.us-east-1.logs',
      vpcEndpointType: 'Interface',
      policy: reach('arn:aws:s3:::a/*'),
      privateDnsEnabled: true,
      ipAddressType: 'ipv4',
      subnetIds: ['subnet-1'],
      securityGroupIds: ['sg-1'],
      routeTableIds: ['rtb-1'],
      ...TAGS,
    },
    others: {
      vpcId: 'vpc-2',
      serviceName: 'com.amazonaws.us-east-1.sts',
      vpcEndpointType: 'Gateway',
      policy: reach('arn:aws:s3:::b/*'),
      privateDnsEnabled: false,
      ipAddressType: 'dualstack',
      subnetIds: ['subnet-2'],
      securityGroupIds: ['sg-2'],
      routeTableIds: ['rtb-2'],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/vpcPeeringConnection:VpcPeeringConnection',
    inputs: {
      vpcId: 'vpc-1',
      peerVpcId: 'vpc-2',
      peerOwnerId: '000000000000',
      peerRegion: 'eu-west-1',
      accepter: { allowRemoteVpcDnsResolution: true },
      requester: { allowRemoteVpcDnsResolution: true },
      ...TAGS,
    },
    others: {
      vpcId: 'vpc-3',
      peerVpcId: 'vpc-4',
      peerOwnerId: '000000000001',
      peerRegion: 'eu-west-2',
      accepter: { allowRemoteVpcDnsResolution: false },
      requester: { allowRemoteVpcDnsResolution: false },
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter',
    inputs: {
      vpcPeeringConnectionId: 'pcx-1',
      accepter: { allowRemoteVpcDnsResolution: true },
      requester: { allowRemoteVpcDnsResolution: true },
      autoAccept: true,
      ...TAGS,
    },
    others: {
      vpcPeeringConnectionId: 'pcx-2',
      accepter: { allowRemoteVpcDnsResolution: false },
      requester: { allowRemoteVpcDnsResolution: false },
      autoAccept: false,
      ...OTHER_TAGS,
    },
  },
];
