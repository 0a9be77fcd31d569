import { Eip } from '@pulumi/aws/ec2/eip.js';
import { InternetGateway } from '@pulumi/aws/ec2/internetGateway.js';
import { NatGateway } from '@pulumi/aws/ec2/natGateway.js';
import { Route } from '@pulumi/aws/ec2/route.js';
import { RouteTable } from '@pulumi/aws/ec2/routeTable.js';
import { RouteTableAssociation } from '@pulumi/aws/ec2/routeTableAssociation.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { carveSubnets } from './cidr.ts';

const ANYWHERE = '0.0.0.0/0';

export interface NetworkArgs {
  /** IPv4 range of the VPC, /16 to /22. */
  readonly cidr: string;
  /** Availability Zones in a fixed order; one public and one private subnet in each. */
  readonly zones: readonly pulumi.Input<string>[];
  /**
   * NAT gateways for the private subnets, about 32 USD a month each and traffic on top.
   * @default 'none'
   */
  readonly nat?: 'none' | 'one' | 'per-zone';
  readonly tags: Tags;
}

/** A VPC with public subnets (internet gateway) and private ones (NAT or no way out). Free without NAT. */
export class Network extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly publicRouteTableIds: pulumi.Output<string>[];
  /** One, or one per NAT gateway. */
  readonly privateRouteTableIds: pulumi.Output<string>[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:Network', name, {}, opts);
    const child = { parent: this };
    const vpc = new Vpc(
      name,
      {
        cidrBlock: args.cidr,
        enableDnsHostnames: true,
        enableDnsSupport: true,
        tags: named(args.tags, `${name}-vpc`),
      },
      child,
    );
    const ranges = carveSubnets(args.cidr, args.zones.length);
    const place = { vpcId: vpc.id, zones: args.zones, tags: args.tags };
    const open = subnets(`${name}-public`, { ...place, ranges: ranges.public }, child);
    const closed = subnets(`${name}-private`, { ...place, ranges: ranges.private }, child);
    const table = publicRoutes(name, vpc, open, args.tags, child);
    const tables = privateRoutes(name, vpc, open, closed, args, child);
    this.publicRouteTableIds = [table.id];
    this.privateRouteTableIds = tables.map(({ id }) => id);
    this.vpcId = vpc.id;
    this.publicSubnetIds = open.map((subnet) => subnet.id);
    this.privateSubnetIds = closed.map((subnet) => subnet.id);
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

interface SubnetPlacement {
  readonly vpcId: pulumi.Input<string>;
  readonly zones: readonly pulumi.Input<string>[];
  readonly ranges: readonly string[];
  readonly tags: Tags;
}

function subnets(name: string, place: SubnetPlacement, child: pulumi.CustomResourceOptions) {
  return place.ranges.map((cidrBlock, index) => {
    const own = `${name}-${index + 1}`;
    const zone = place.zones[index];
    return new Subnet(
      own,
      {
        vpcId: place.vpcId,
        cidrBlock,
        ...(zone === undefined ? {} : { availabilityZone: zone }),
        tags: named(place.tags, own),
      },
      // A zone that AWS adds later must not move a subnet that is in use.
      pulumi.mergeOptions(child, { ignoreChanges: ['availabilityZone'] }),
    );
  });
}

function publicRoutes(
  name: string,
  vpc: Vpc,
  open: readonly Subnet[],
  tags: Tags,
  child: pulumi.CustomResourceOptions,
): RouteTable {
  const gateway = new InternetGateway(
    name,
    { vpcId: vpc.id, tags: named(tags, `${name}-igw`) },
    child,
  );
  const table = routeTable(`${name}-public`, vpc, tags, child);
  new Route(
    `${name}-public-internet`,
    { routeTableId: table.id, destinationCidrBlock: ANYWHERE, gatewayId: gateway.id },
    child,
  );
  associate(`${name}-public`, open, () => table, child);
  return table;
}

function privateRoutes(
  name: string,
  vpc: Vpc,
  open: readonly Subnet[],
  closed: readonly Subnet[],
  args: NetworkArgs,
  child: pulumi.CustomResourceOptions,
): readonly RouteTable[] {
  const count = natGatewayCount(args.nat ?? 'none', closed.length);
  const tables = Array.from({ length: Math.max(count, 1) }, (_, index) =>
    routeTable(`${name}-private-${index + 1}`, vpc, args.tags, child),
  );
  const tableOf = (index: number) => tables[index % tables.length];
  associate(`${name}-private`, closed, tableOf, child);
  open.slice(0, count).forEach((subnet, index) => {
    const own = `${name}-nat-${index + 1}`;
    const address = new Eip(own, { domain: 'vpc', tags: named(args.tags, own) }, child);
    const nat = new NatGateway(
      own,
      { allocationId: address.id, subnetId: subnet.id, tags: named(args.tags, own) },
      child,
    );
    const table = tableOf(index);
    if (table === undefined) return;
    new Route(
      own,
      { routeTableId: table.id, destinationCidrBlock: ANYWHERE, natGatewayId: nat.id },
      child,
    );
  });
  return tables;
}

/** NAT gateways to build for so many zones. */
export function natGatewayCount(nat: 'none' | 'one' | 'per-zone', zones: number): number {
  return { none: 0, one: 1, 'per-zone': zones }[nat];
}

function routeTable(name: string, vpc: Vpc, tags: Tags, child: pulumi.CustomResourceOptions) {
  return new RouteTable(name, { vpcId: vpc.id, tags: named(tags, `${name}-rt`) }, child);
}

function associate(
  name: string,
  members: readonly Subnet[],
  tableOf: (index: number) => RouteTable | undefined,
  child: pulumi.CustomResourceOptions,
): void {
  members.forEach((subnet, index) => {
    const table = tableOf(index);
    if (table === undefined) return;
    const own = `${name}-${index + 1}`;
    new RouteTableAssociation(own, { subnetId: subnet.id, routeTableId: table.id }, child);
  });
}
