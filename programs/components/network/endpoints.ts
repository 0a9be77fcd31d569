import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js';
import * as pulumi from '@pulumi/pulumi';
import type { InterfaceEndpoint } from '../../../action-shared/config/network-values.ts';
import { named, type Tags } from '../tags.ts';
import { allowNetwork } from './security-group-rules.ts';

export interface EndpointsArgs {
  /** Region of the services. */
  readonly region: string;
  /** Network that gets the endpoints. */
  readonly vpcId: pulumi.Input<string>;
  /** Range of the network: who may use the interface endpoints. */
  readonly cidr: string;
  /** Route tables that lead to S3 without NAT; free of charge. */
  readonly routeTableIds: pulumi.Input<string>[];
  /** Private subnets that get the interface endpoints. */
  readonly subnetIds: pulumi.Input<string>[];
  /** Interface endpoints, about 7.30 USD a month each and zone. @default [] */
  readonly interfaces?: readonly InterfaceEndpoint[];
  readonly tags: Tags;
}

/** Ways to AWS's own services that do not leave the network: to S3 free, others per endpoint. */
export class Endpoints extends pulumi.ComponentResource {
  constructor(name: string, args: EndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:Endpoints', name, {}, opts);
    const child = { parent: this };
    const service = (key: string) => `com.amazonaws.${args.region}.${key}`;
    new VpcEndpoint(
      `${name}-s3`,
      {
        vpcId: args.vpcId,
        serviceName: service('s3'),
        vpcEndpointType: 'Gateway',
        routeTableIds: args.routeTableIds,
        tags: named(args.tags, `${name}-s3`),
      },
      child,
    );
    const interfaces = args.interfaces ?? [];
    if (interfaces.length > 0) {
      const groupId = endpointGroup(name, args, child);
      for (const key of interfaces)
        new VpcEndpoint(
          `${name}-${key}`,
          {
            vpcId: args.vpcId,
            serviceName: service(key),
            vpcEndpointType: 'Interface',
            privateDnsEnabled: true,
            subnetIds: args.subnetIds,
            securityGroupIds: [groupId],
            tags: named(args.tags, `${name}-${key}`),
          },
          child,
        );
    }
    this.registerOutputs({});
  }
}

function endpointGroup(
  name: string,
  args: EndpointsArgs,
  child: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const groupName = `${name}-endpoints-sg`;
  const tags = named(args.tags, groupName);
  const group = new SecurityGroup(
    `${name}-endpoints`,
    { name: groupName, description: groupName, vpcId: args.vpcId, tags },
    child,
  );
  const rule = { groupId: group.id, port: 443, cidr: args.cidr, tags };
  allowNetwork(`${name}-endpoints-https-in`, rule, child);
  return group.id;
}
