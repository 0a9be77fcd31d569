import * as pulumi from '@pulumi/pulumi';
import { NodeFunction } from '../compute/node-function.ts';
import type { Grant } from '../identity/policy.ts';
import type { Tags } from '../tags.ts';
import { ADMINISTRATOR_FUNCTION } from './administrator-function.ts';

/** A paused cluster takes up to half a minute to wake; every step is a statement of under a second. */
const TIMEOUT_SECONDS = 300;

export interface DatabaseAdministratorArgs {
  /** Physical name of the function, up to 64 characters. */
  readonly functionName: string;
  /** Physical name of its role, up to 64 characters. */
  readonly roleName: string;
  /** Aurora cluster with the Data API. */
  readonly clusterArn: pulumi.Input<string>;
  /** Secret with the administrator's credentials. */
  readonly adminSecretArn: pulumi.Input<string>;
  /** Database that the administrator connects to: the cluster's first. */
  readonly databaseName: string;
  /** Where previews connect. */
  readonly host: pulumi.Input<string>;
  /** 5432 */
  readonly port: number;
  /** Extensions of every preview's database: `vector`. */
  readonly extensions: readonly string[];
  /** Days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/**
 * Makes and drops the databases of previews on a shared cluster: a function that speaks SQL by the Data
 * API, so that whoever deploys needs no way into the network. It makes the password itself and keeps it
 * in the preview's secret. Free but for the milliseconds it runs.
 */
export class DatabaseAdministrator extends pulumi.ComponentResource {
  /** What a preview asks for its database. */
  readonly functionName: pulumi.Output<string>;

  constructor(
    name: string,
    args: DatabaseAdministratorArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('macro:data:DatabaseAdministrator', name, {}, opts);
    const { functionName, roleName, logRetentionDays, tags } = args;
    const lambda = new NodeFunction(
      name,
      {
        ...{ functionName, roleName, logRetentionDays, tags },
        code: ADMINISTRATOR_FUNCTION,
        timeoutSeconds: TIMEOUT_SECONDS,
        variables: {
          CLUSTER_ARN: args.clusterArn,
          ADMIN_SECRET_ARN: args.adminSecretArn,
          DATABASE: args.databaseName,
          HOST: args.host,
          PORT: String(args.port),
          EXTENSIONS: args.extensions.join(','),
        },
        grants: pulumi
          .all([args.clusterArn, args.adminSecretArn])
          .apply(([clusterArn, adminSecretArn]) => administratorGrants(clusterArn, adminSecretArn)),
      },
      { parent: this },
    );
    this.functionName = lambda.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }
}

/** Statements on this cluster, its administrator's secret, and the secrets of previews' databases. */
export function administratorGrants(
  clusterArn: string,
  adminSecretArn: string,
): Readonly<Record<string, Grant>> {
  // arn:aws:rds:<region>:<account>:cluster:<identifier>
  const [, partition = '', , region = '', account = ''] = clusterArn.split(':');
  const secrets = `arn:${partition}:secretsmanager:${region}:${account}:secret:preview/*`;
  return {
    Statements: { actions: ['rds-data:ExecuteStatement'], resources: [clusterArn] },
    OwnCredentials: { actions: ['secretsmanager:GetSecretValue'], resources: [adminSecretArn] },
    PreviewCredentials: {
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      resources: [secrets],
    },
  };
}
