import type { Props } from '../../schema/prop.ts';
import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:000000000000';

const BALANCER = `${ARN}:loadbalancer/app/a/50dc6c495c0c9188`;

const LISTENER = `${ARN}:listener/app/a/50dc6c495c0c9188/f2f7dc8efc522ab2`;

const GROUP = `${ARN}:targetgroup/a/73e2d6bc24d8a067`;

const CERTIFICATE =
  'arn:aws:acm:us-east-1:000000000000:certificate/1b4f0f2c-0c5e-4a0f-9a43-0d2d0f3a5c11';

const fixed = (statusCode: string): Props => ({
  type: 'fixed-response',
  fixedResponse: { contentType: 'text/plain', statusCode, messageBody: 'x' },
});

const rule = (token: string): Sample => ({
  token,
  inputs: {
    securityGroupId: 'sg-1',
    ipProtocol: 'tcp',
    fromPort: 80,
    toPort: 80,
    cidrIpv4: '10.0.0.0/8',
    description: 'a',
    ...TAGS,
  },
  others: {
    securityGroupId: 'sg-2',
    ipProtocol: 'udp',
    fromPort: 79,
    toPort: 81,
    cidrIpv4: '10.0.0.0/9',
    description: 'b',
    ...OTHER_TAGS,
  },
});

/** Network, load balancers, certificates and names: what a base is made of. */
export const BASE: readonly Sample[] = [
  {
    token: 'aws:ec2/vpc:Vpc',
    inputs: { cidrBlock: '10.0.0.0/16', enableDnsSupport: true, enableDnsHostnames: true, ...TAGS },
    others: {
      cidrBlock: '10.1.0.0/16',
      enableDnsSupport: false,
      enableDnsHostnames: false,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/subnet:Subnet',
    inputs: {
      vpcId: 'vpc-1',
      cidrBlock: '10.0.0.0/24',
      availabilityZone: 'us-east-1a',
      mapPublicIpOnLaunch: true,
      ...TAGS,
    },
    others: {
      vpcId: 'vpc-2',
      cidrBlock: '10.0.1.0/24',
      availabilityZone: 'us-east-1b',
      mapPublicIpOnLaunch: false,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/internetGateway:InternetGateway',
    inputs: { vpcId: 'vpc-1', ...TAGS },
    others: { vpcId: 'vpc-2', ...OTHER_TAGS },
  },
  {
    token: 'aws:ec2/natGateway:NatGateway',
    inputs: { subnetId: 'subnet-1', allocationId: 'eipalloc-1', ...TAGS },
    others: { subnetId: 'subnet-2', allocationId: 'eipalloc-2', ...OTHER_TAGS },
  },
  {
    token: 'aws:ec2/eip:Eip',
    inputs: { domain: 'vpc', networkBorderGroup: 'us-east-1', publicIpv4Pool: 'amazon', ...TAGS },
    others: {
      domain: 'standard',
      networkBorderGroup: 'us-east-2',
      publicIpv4Pool: 'other',
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/routeTable:RouteTable',
    inputs: { vpcId: 'vpc-1', routes: [{ cidrBlock: '0.0.0.0/0', gatewayId: 'igw-1' }], ...TAGS },
    others: {
      vpcId: 'vpc-2',
      routes: [{ cidrBlock: '0.0.0.0/0', gatewayId: 'igw-2' }],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:ec2/route:Route',
    inputs: { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-1' },
    others: { routeTableId: 'rtb-2', destinationCidrBlock: '10.0.0.0/8', gatewayId: 'igw-2' },
  },
  {
    token: 'aws:ec2/routeTableAssociation:RouteTableAssociation',
    inputs: { routeTableId: 'rtb-1', subnetId: 'subnet-1' },
    others: { routeTableId: 'rtb-2', subnetId: 'subnet-2' },
  },
  {
    token: 'aws:ec2/securityGroup:SecurityGroup',
    inputs: { name: 'a', description: 'a', vpcId: 'vpc-1', ...TAGS },
    others: { name: 'b', description: 'b', vpcId: 'vpc-2', ...OTHER_TAGS },
  },
  rule('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule'),
  rule('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule'),
  {
    token: 'aws:lb/loadBalancer:LoadBalancer',
    inputs: {
      name: 'a',
      internal: false,
      loadBalancerType: 'application',
      subnets: ['subnet-1', 'subnet-2'],
      securityGroups: ['sg-1'],
      idleTimeout: 60,
      enableHttp2: true,
      enableDeletionProtection: false,
      ipAddressType: 'ipv4',
      ...TAGS,
    },
    others: {
      name: 'b',
      internal: true,
      loadBalancerType: 'network',
      subnets: ['subnet-1', 'subnet-3'],
      securityGroups: ['sg-2'],
      idleTimeout: 90,
      enableHttp2: false,
      enableDeletionProtection: true,
      ipAddressType: 'dualstack',
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:lb/targetGroup:TargetGroup',
    inputs: {
      name: 'a',
      port: 80,
      protocol: 'HTTP',
      protocolVersion: 'HTTP1',
      targetType: 'ip',
      vpcId: 'vpc-1',
      deregistrationDelay: 5,
      slowStart: 0,
      healthCheck: { path: '/', interval: 5, timeout: 3 },
      ...TAGS,
    },
    others: {
      name: 'b',
      port: 81,
      protocol: 'HTTPS',
      protocolVersion: 'HTTP2',
      targetType: 'instance',
      vpcId: 'vpc-2',
      deregistrationDelay: 6,
      slowStart: 30,
      healthCheck: { path: '/x', interval: 5, timeout: 3 },
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:lb/listener:Listener',
    inputs: {
      loadBalancerArn: BALANCER,
      port: 443,
      protocol: 'HTTPS',
      certificateArn: CERTIFICATE,
      sslPolicy: 'ELBSecurityPolicy-2016-08',
      defaultActions: [fixed('404')],
      ...TAGS,
    },
    others: {
      loadBalancerArn: `${BALANCER}b`,
      port: 444,
      protocol: 'TLS',
      certificateArn: `${CERTIFICATE}b`,
      sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      defaultActions: [fixed('503')],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:lb/listenerRule:ListenerRule',
    inputs: {
      listenerArn: LISTENER,
      priority: 5,
      conditions: [{ hostHeader: { values: ['a.b'] } }],
      actions: [{ type: 'forward', targetGroupArn: GROUP }],
      ...TAGS,
    },
    others: {
      listenerArn: `${LISTENER}b`,
      priority: 6,
      conditions: [{ hostHeader: { values: ['a.c'] } }],
      actions: [{ type: 'forward', targetGroupArn: `${GROUP}b` }],
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:lb/listenerCertificate:ListenerCertificate',
    inputs: { listenerArn: LISTENER, certificateArn: CERTIFICATE },
    others: { listenerArn: `${LISTENER}b`, certificateArn: `${CERTIFICATE}b` },
  },
  {
    token: 'aws:acm/certificate:Certificate',
    inputs: {
      domainName: 'a.dev',
      subjectAlternativeNames: ['*.a.dev'],
      validationMethod: 'DNS',
      ...TAGS,
    },
    others: {
      domainName: 'b.dev',
      subjectAlternativeNames: ['*.b.dev'],
      validationMethod: 'EMAIL',
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:acm/certificateValidation:CertificateValidation',
    inputs: { certificateArn: CERTIFICATE, validationRecordFqdns: ['a.b'] },
    others: { certificateArn: `${CERTIFICATE}b`, validationRecordFqdns: ['a.c'] },
  },
  {
    token: 'aws:route53/zone:Zone',
    inputs: { name: 'a.dev', comment: 'a', forceDestroy: false, ...TAGS },
    others: { name: 'b.dev', comment: 'b', forceDestroy: true, ...OTHER_TAGS },
  },
  {
    token: 'aws:route53/record:Record',
    inputs: { zoneId: 'Z1', name: 'a.dev', type: 'CNAME', ttl: 60, records: ['b.dev'] },
    others: { zoneId: 'Z2', name: 'c.dev', type: 'TXT', ttl: 61, records: ['d.dev'] },
  },
];
