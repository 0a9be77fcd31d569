import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import { Function as LambdaFunction } from '@pulumi/aws/lambda/function.js';
import * as pulumi from '@pulumi/pulumi';
import { policyOf, trustOf } from '../identity/policy.ts';
import type { Grant } from '../identity/policy.ts';
import { named, type Tags } from '../tags.ts';

/** Current long-term version of Node that Lambda offers. */
const RUNTIME = 'nodejs22.x';
const FILE = 'index.mjs';
const MEMORY_MIB = 256;

export interface NodeFunctionArgs {
  /** Physical name of function and log group, up to 64 characters. */
  readonly functionName: string;
  /** Physical name of the role, up to 64 characters. */
  readonly roleName: string;
  /** An ECMAScript module that exports `handler`; the AWS SDK v3 comes with Lambda's runtime. */
  readonly code: string;
  /** Seconds, up to 900. */
  readonly timeoutSeconds: number;
  /** Variables of the function; never a secret. */
  readonly variables: Readonly<Record<string, pulumi.Input<string>>>;
  /** What it may do besides writing its own log. */
  readonly grants: pulumi.Input<Readonly<Record<string, Grant>>>;
  /** Days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/** A function on Node, outside any network: log group, role with these permissions, function. Costs only while it runs. */
export class NodeFunction extends pulumi.ComponentResource {
  /** Known once the function may do what it is there for. */
  readonly functionName: pulumi.Output<string>;
  readonly functionArn: pulumi.Output<string>;

  constructor(name: string, args: NodeFunctionArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:NodeFunction', name, {}, opts);
    const child = { parent: this };
    const tags = named(args.tags, args.functionName);
    const logs = new LogGroup(
      name,
      { name: `/aws/lambda/${args.functionName}`, retentionInDays: args.logRetentionDays, tags },
      child,
    );
    const role = functionRole(name, args, logs, child);
    const lambda = new LambdaFunction(
      name,
      {
        name: args.functionName,
        role: role.arn,
        runtime: RUNTIME,
        handler: 'index.handler',
        timeout: args.timeoutSeconds,
        memorySize: MEMORY_MIB,
        code: new pulumi.asset.AssetArchive({
          [FILE]: new pulumi.asset.StringAsset(args.code),
        }),
        environment: { variables: args.variables },
        tags,
      },
      pulumi.mergeOptions(child, { dependsOn: [role.granted, logs] }),
    );
    this.functionName = lambda.name;
    this.functionArn = lambda.arn;
    this.registerOutputs({ functionName: this.functionName });
  }
}

function functionRole(
  name: string,
  args: NodeFunctionArgs,
  logs: LogGroup,
  child: pulumi.CustomResourceOptions,
) {
  const role = new Role(
    name,
    {
      name: args.roleName,
      assumeRolePolicy: trustOf('lambda.amazonaws.com'),
      tags: named(args.tags, args.roleName),
    },
    child,
  );
  const policy = pulumi.all([logs.arn, args.grants]).apply(([logGroupArn, grants]) =>
    policyOf({
      WriteLogs: {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${logGroupArn}:*`],
      },
      ...grants,
    }),
  );
  const granted = new RolePolicy(name, { name: 'function', role: role.id, policy }, child);
  return { arn: role.arn, granted };
}
