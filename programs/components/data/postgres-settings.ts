import type { ClusterArgs } from '@pulumi/aws/rds/cluster.js';
import type { InstanceArgs } from '@pulumi/aws/rds/instance.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';

export const POSTGRES_PORT = 5432;
/** Major version; AWS chooses the minor one and keeps it current. */
export const POSTGRES_VERSION = '16';
/** The administrator; applications use roles of their own. */
export const ADMINISTRATOR = 'macro_infra';
const STORAGE_TYPE = 'gp3';

interface Common {
  /** Physical name, up to 63 characters. */
  readonly identifier: string;
  /** Physical name of the subnet group, the parameter group and the security group. */
  readonly groupName: string;
  /** Name of the first database: letters, digits, `_`. */
  readonly databaseName: string;
  /** Network of its security group. */
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets in at least two zones. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the services that may connect, by service. */
  readonly clients: Readonly<Record<string, pulumi.Input<string>>>;
  /** Days that automatic backups are kept, 1..35. */
  readonly backupDays: number;
  /** Refuses deletion until it is switched off. @default false */
  readonly deletionProtection?: boolean;
  /** Takes a last snapshot when the database is deleted. @default false */
  readonly finalSnapshot?: boolean;
  /** Days between two passwords, 1..1000. @default 7, the managed secret's own */
  readonly rotationDays?: number;
  readonly tags: Tags;
}

/** Aurora: 0.12 USD per ACU and hour (serverless) or the price of the class, per instance. */
export interface AuroraArgs extends Common {
  /** Aurora with capacity that follows the load, or with instances of a class. */
  readonly engine: 'aurora-serverless' | 'aurora';
  /** `db.r6g.large`; serverless instances have none. */
  readonly instanceClass: string | null;
  /** Aurora capacity units, 0..256, one is 2 GiB; only for serverless. */
  readonly capacity: { readonly min: number; readonly max: number } | null;
  /** Readers beside the writer, 0..15. */
  readonly replicas: number;
  /** SQL over HTTPS with AWS credentials (RDS Data API). @default false */
  readonly dataApi?: boolean;
}

/** RDS: the price of the class, twice with a standby, and 0.115 USD per GB and month. */
export interface RdsArgs extends Common {
  /** One RDS instance, with a standby where wanted. */
  readonly engine: 'rds';
  /** `db.t4g.micro` */
  readonly instanceClass: string;
  /** GB, 20..65536. */
  readonly storageGb: number;
  /** A standby in another zone. */
  readonly multiAz: boolean;
  /** Readers beside it, 0..15, each the price of the class and the storage again. */
  readonly replicas: number;
  /**
   * `managed`: RDS makes, keeps and rotates it. `own`: made here and kept in a secret of ours; RDS makes
   * no read replica of an instance whose password it manages. Source: RDS guide, "Limitations for
   * Secrets Manager integration with Amazon RDS".
   */
  readonly password: 'managed' | 'own';
  /** Regions that get a copy of an own password. @default [] */
  readonly passwordRegions?: readonly string[];
}

export type PostgresDatabaseArgs = AuroraArgs | RdsArgs;

/** Parameters of every database: connections only by TLS, slow statements (1 s) in the log. */
export const POSTGRES_PARAMETERS = [
  { name: 'log_min_duration_statement', value: '1000' },
  { name: 'rds.force_ssl', value: '1' },
];

interface Placement {
  readonly subnetGroupName: pulumi.Input<string>;
  readonly securityGroupId: pulumi.Input<string>;
  readonly parameterGroupName: pulumi.Input<string>;
}

/**
 * The password is made, kept and rotated by RDS in a secret of its own: it is never in the program, the
 * state or a log.
 */
const MANAGED = { manageMasterUserPassword: true };

/** What Aurora and RDS share. */
function common(args: Common, place: Placement) {
  const finalSnapshot = args.finalSnapshot ?? false;
  return {
    engineVersion: POSTGRES_VERSION,
    dbSubnetGroupName: place.subnetGroupName,
    vpcSecurityGroupIds: [place.securityGroupId],
    port: POSTGRES_PORT,
    storageEncrypted: true,
    backupRetentionPeriod: args.backupDays,
    copyTagsToSnapshot: true,
    deletionProtection: args.deletionProtection ?? false,
    skipFinalSnapshot: !finalSnapshot,
    ...(finalSnapshot
      ? { finalSnapshotIdentifier: lastSnapshotName(args.identifier, place.securityGroupId) }
      : {}),
    enabledCloudwatchLogsExports: ['postgresql'],
    applyImmediately: true,
    tags: named(args.tags, args.identifier),
  };
}

/**
 * Name of the snapshot that is taken at deletion. AWS takes a name once, so it ends with the id of the
 * security group: the same on every `up`, another one when the environment is made again.
 */
function lastSnapshotName(identifier: string, securityGroupId: pulumi.Input<string>) {
  return pulumi
    .output(securityGroupId)
    .apply(
      (id) => `${identifier}-final-${id.replace(/^sg-/, '').replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
    );
}

/** Inputs of an Aurora cluster. */
export function auroraArgs(args: AuroraArgs, place: Placement): ClusterArgs {
  const { capacity } = args;
  return {
    ...common(args, place),
    ...MANAGED,
    clusterIdentifier: args.identifier,
    engine: 'aurora-postgresql',
    databaseName: args.databaseName,
    masterUsername: ADMINISTRATOR,
    dbClusterParameterGroupName: place.parameterGroupName,
    ...(args.dataApi === true ? { enableHttpEndpoint: true } : {}),
    ...(capacity === null
      ? {}
      : {
          serverlessv2ScalingConfiguration: {
            minCapacity: capacity.min,
            maxCapacity: capacity.max,
          },
        }),
  };
}

/**
 * Inputs of an RDS instance.
 * @param password Ours, a Pulumi secret; null: RDS makes and keeps one.
 */
export function rdsArgs(
  args: RdsArgs,
  place: Placement,
  password: pulumi.Output<string> | null,
): InstanceArgs {
  return {
    ...common(args, place),
    ...(password === null ? MANAGED : { password }),
    identifier: args.identifier,
    engine: 'postgres',
    instanceClass: args.instanceClass,
    dbName: args.databaseName,
    username: ADMINISTRATOR,
    parameterGroupName: place.parameterGroupName,
    allocatedStorage: args.storageGb,
    storageType: STORAGE_TYPE,
    multiAz: args.multiAz,
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
  };
}

/**
 * Inputs of a reader of an RDS instance. Subnets, parameters, engine and size of the storage are those
 * of its source: AWS refuses to be told them again in the same region.
 * @param index From 1.
 */
export function replicaArgs(
  args: RdsArgs,
  { securityGroupId }: Pick<Placement, 'securityGroupId'>,
  source: pulumi.Input<string>,
  index: number,
): InstanceArgs {
  const identifier = `${args.identifier}-replica-${index}`;
  return {
    identifier,
    replicateSourceDb: source,
    instanceClass: args.instanceClass,
    storageType: STORAGE_TYPE,
    storageEncrypted: true,
    vpcSecurityGroupIds: [securityGroupId],
    port: POSTGRES_PORT,
    publiclyAccessible: false,
    autoMinorVersionUpgrade: true,
    copyTagsToSnapshot: true,
    deletionProtection: args.deletionProtection ?? false,
    // What it holds is its source's, whose backups and last snapshot are kept.
    skipFinalSnapshot: true,
    enabledCloudwatchLogsExports: ['postgresql'],
    applyImmediately: true,
    tags: named(args.tags, identifier),
  };
}
