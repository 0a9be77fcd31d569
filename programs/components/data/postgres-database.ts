import { Cluster } from '@pulumi/aws/rds/cluster.js';
import { ClusterInstance } from '@pulumi/aws/rds/clusterInstance.js';
import { ClusterParameterGroup } from '@pulumi/aws/rds/clusterParameterGroup.js';
import { Instance } from '@pulumi/aws/rds/instance.js';
import { ParameterGroup } from '@pulumi/aws/rds/parameterGroup.js';
import { SubnetGroup } from '@pulumi/aws/rds/subnetGroup.js';
import { SecretRotation } from '@pulumi/aws/secretsmanager/secretRotation.js';
import * as pulumi from '@pulumi/pulumi';
import { InnerSecurityGroup } from '../network/inner-security-group.ts';
import { named } from '../tags.ts';
import { administratorPassword } from './administrator-password.ts';
import { auroraArgs, POSTGRES_PARAMETERS, POSTGRES_PORT } from './postgres-settings.ts';
import { POSTGRES_VERSION, rdsArgs, replicaArgs } from './postgres-settings.ts';
import type { AuroraArgs, PostgresDatabaseArgs, RdsArgs } from './postgres-settings.ts';

type Child = pulumi.CustomResourceOptions & { parent: pulumi.Resource };

/** What a database is for its clients. */
interface Store {
  readonly arn: pulumi.Output<string>;
  readonly host: pulumi.Output<string>;
  /** Reads may go here: one of Aurora's replicas, the first of RDS's, the writer where there is none. */
  readonly readerHost: pulumi.Output<string>;
  /** Secret with `username` and `password`. */
  readonly secretArn: pulumi.Output<string>;
  /** Name and value of the dimension of its metrics. */
  readonly dimension: Readonly<Record<string, pulumi.Output<string>>>;
}

/**
 * PostgreSQL in private subnets, encrypted, its password in Secrets Manager: Aurora (0.12 USD per ACU and
 * hour, or the price of the class, per instance) or RDS (the price of the class, twice with a standby).
 */
export class PostgresDatabase extends pulumi.ComponentResource {
  readonly store: Store;
  readonly databaseName: string;

  constructor(name: string, args: PostgresDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:data:PostgresDatabase', name, {}, opts);
    const child = { parent: this };
    const place = placement(name, args, child);
    this.store =
      args.engine === 'rds' ? rds(name, args, place, child) : aurora(name, args, place, child);
    if (args.rotationDays !== undefined)
      new SecretRotation(
        name,
        {
          secretId: this.store.secretArn,
          rotateImmediately: false,
          rotationRules: { automaticallyAfterDays: args.rotationDays },
        },
        child,
      );
    this.databaseName = args.databaseName;
    this.registerOutputs({ host: this.store.host, secretArn: this.store.secretArn });
  }
}

type Place = ReturnType<typeof placement>;

function placement(name: string, args: PostgresDatabaseArgs, child: Child) {
  const subnets = new SubnetGroup(
    name,
    {
      name: args.groupName,
      description: args.groupName,
      subnetIds: args.subnetIds,
      tags: named(args.tags, args.groupName),
    },
    child,
  );
  const group = new InnerSecurityGroup(
    name,
    {
      groupName: `${args.groupName}-sg`,
      vpcId: args.vpcId,
      port: POSTGRES_PORT,
      flow: 'service to database',
      from: args.clients,
      tags: args.tags,
    },
    child,
  );
  return {
    subnetGroupName: subnets.name,
    securityGroupId: group.id,
    parameterGroupName: parameterGroup(name, args, child).name,
  };
}

function parameterGroup(name: string, args: PostgresDatabaseArgs, child: Child) {
  const common = {
    name: args.groupName,
    description: args.groupName,
    parameters: POSTGRES_PARAMETERS,
    tags: named(args.tags, args.groupName),
  };
  return args.engine === 'rds'
    ? new ParameterGroup(name, { ...common, family: `postgres${POSTGRES_VERSION}` }, child)
    : new ClusterParameterGroup(
        name,
        { ...common, family: `aurora-postgresql${POSTGRES_VERSION}` },
        child,
      );
}

function aurora(name: string, args: AuroraArgs, place: Place, child: Child): Store {
  const cluster = new Cluster(name, auroraArgs(args, place), child);
  for (let index = 1; index <= args.replicas + 1; index += 1)
    new ClusterInstance(
      `${name}-${index}`,
      {
        identifier: `${args.identifier}-${index}`,
        clusterIdentifier: cluster.id,
        engine: 'aurora-postgresql',
        instanceClass: args.instanceClass ?? 'db.serverless',
        publiclyAccessible: false,
        applyImmediately: true,
        tags: named(args.tags, `${args.identifier}-${index}`),
      },
      child,
    );
  return {
    arn: cluster.arn,
    host: cluster.endpoint,
    readerHost: cluster.readerEndpoint,
    secretArn: cluster.masterUserSecrets.apply(firstSecret),
    dimension: { DBClusterIdentifier: cluster.clusterIdentifier },
  };
}

function rds(name: string, args: RdsArgs, place: Place, child: Child): Store {
  const own = args.password === 'own' ? administratorPassword(name, args, child.parent) : null;
  const instance = new Instance(name, rdsArgs(args, place, own?.password ?? null), child);
  const replicas = Array.from({ length: args.replicas }, (_, index) => index + 1).map(
    (index) =>
      new Instance(
        `${name}-replica-${index}`,
        replicaArgs(args, place, instance.identifier, index),
        child,
      ),
  );
  return {
    arn: instance.arn,
    host: instance.address,
    readerHost: (replicas[0] ?? instance).address,
    secretArn: own?.secretArn ?? instance.masterUserSecrets.apply(firstSecret),
    dimension: { DBInstanceIdentifier: instance.identifier },
  };
}

/** @throws Error when RDS keeps no password of its own for what it was asked to */
function firstSecret(secrets: readonly { readonly secretArn: string }[] | undefined): string {
  const arn = secrets?.[0]?.secretArn;
  if (arn === undefined) throw new Error('RDS answered without the secret of its password');
  return arn;
}
