import { ParameterGroup } from '@pulumi/aws/elasticache/parameterGroup.js';
import { ReplicationGroup } from '@pulumi/aws/elasticache/replicationGroup.js';
import { SubnetGroup } from '@pulumi/aws/elasticache/subnetGroup.js';
import * as pulumi from '@pulumi/pulumi';
import { InnerSecurityGroup } from '../network/inner-security-group.ts';
import { named, type Tags } from '../tags.ts';

export const REDIS_PORT = 6379;

export interface RedisCacheArgs {
  /** Physical name, up to 40 characters. */
  readonly identifier: string;
  /** Physical name of the subnet group, the parameter group and the security group. */
  readonly groupName: string;
  /** `cache.t4g.micro`, about 12 USD a month and node. */
  readonly nodeType: string;
  /** Nodes, 1..6; with more than one the others take over when the first fails. */
  readonly nodes: number;
  /** Days that snapshots are kept, 0..35; 0 takes none. */
  readonly snapshotDays: number;
  /** Network of its security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the services that may connect, by service. */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
  readonly tags: Tags;
}

/** Redis in private subnets, encrypted at rest and on the wire: from 12 USD a month and node. */
export class RedisCache extends pulumi.ComponentResource {
  readonly host: pulumi.Output<string>;
  /** Identifiers of its nodes: the dimension of its metrics. */
  readonly nodeIds: readonly string[];

  constructor(name: string, args: RedisCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:data:RedisCache', name, {}, opts);
    const child = { parent: this };
    const tags = named(args.tags, args.groupName);
    const group = { name: args.groupName, description: args.groupName, tags };
    const subnets = new SubnetGroup(name, { ...group, subnetIds: args.subnetIds }, child);
    const parameters = new ParameterGroup(
      name,
      {
        ...group,
        family: 'redis7',
        parameters: [{ name: 'maxmemory-policy', value: 'allkeys-lru' }],
      },
      child,
    );
    const securityGroup = new InnerSecurityGroup(
      name,
      {
        groupName: `${args.groupName}-sg`,
        vpcId: args.vpcId,
        port: REDIS_PORT,
        flow: 'service to cache',
        from: args.clients,
        tags: args.tags,
      },
      child,
    );
    const place = { subnetGroupName: subnets.name, parameterGroupName: parameters.name };
    const securityGroupIds = [securityGroup.id];
    const cache = new ReplicationGroup(
      name,
      { ...redisArgs(args), ...place, securityGroupIds },
      child,
    );
    this.host = cache.primaryEndpointAddress;
    this.nodeIds = Array.from(
      { length: args.nodes },
      (_, index) => `${args.identifier}-${String(index + 1).padStart(3, '0')}`,
    );
    this.registerOutputs({ host: this.host });
  }
}

/** Inputs of the replication group, places left out. */
export function redisArgs(args: RedisCacheArgs) {
  const several = args.nodes > 1;
  return {
    replicationGroupId: args.identifier,
    description: args.identifier,
    engine: 'redis',
    engineVersion: '7.1',
    nodeType: args.nodeType,
    numCacheClusters: args.nodes,
    port: REDIS_PORT,
    automaticFailoverEnabled: several,
    multiAzEnabled: several,
    atRestEncryptionEnabled: true,
    transitEncryptionEnabled: true,
    snapshotRetentionLimit: args.snapshotDays,
    applyImmediately: true,
    tags: named(args.tags, args.identifier),
  };
}
