import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { FlowLog } from '@pulumi/aws/ec2/flowLog.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import * as pulumi from '@pulumi/pulumi';
import { policyOf, trustOf } from '../identity/policy.ts';
import { named, type Tags } from '../tags.ts';

export interface FlowLogsArgs {
  /** Network that is recorded. */
  readonly vpcId: pulumi.Input<string>;
  /** Physical name of the log group, up to 512 characters. */
  readonly logGroupName: string;
  /** Physical name of the role, up to 64 characters. */
  readonly roleName: string;
  /** Days, one of the values of CloudWatch Logs. */
  readonly retentionDays: number;
  readonly tags: Tags;
}

/** Records who talked to whom in a VPC, in a log group: about 0.50 USD per GB. */
export class FlowLogs extends pulumi.ComponentResource {
  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:network:FlowLogs', name, {}, opts);
    const child = { parent: this };
    const logs = new LogGroup(
      name,
      {
        name: args.logGroupName,
        retentionInDays: args.retentionDays,
        tags: named(args.tags, args.logGroupName),
      },
      child,
    );
    const role = new Role(
      name,
      {
        name: args.roleName,
        assumeRolePolicy: trustOf('vpc-flow-logs.amazonaws.com'),
        tags: named(args.tags, args.roleName),
      },
      child,
    );
    const policy = new RolePolicy(
      name,
      { name: 'write-flow-logs', role: role.id, policy: logs.arn.apply(writePolicy) },
      child,
    );
    new FlowLog(
      name,
      {
        vpcId: args.vpcId,
        trafficType: 'ALL',
        logDestinationType: 'cloud-watch-logs',
        logDestination: logs.arn,
        iamRoleArn: role.arn,
        tags: named(args.tags, `${name}-flow-logs`),
      },
      pulumi.mergeOptions(child, { dependsOn: [policy] }),
    );
    this.registerOutputs({ logGroupName: logs.name });
  }
}

/** Source: VPC guide, IAM role for publishing flow logs; AWS checks for the group even where it is there. */
function writePolicy(logGroupArn: string): string {
  return policyOf({
    WriteFlowLogs: {
      actions: [
        ...['logs:CreateLogGroup', 'logs:CreateLogStream'],
        ...['logs:DescribeLogStreams', 'logs:PutLogEvents'],
      ],
      resources: [logGroupArn, `${logGroupArn}:*`],
    },
    FindLogGroups: { actions: ['logs:DescribeLogGroups'], resources: ['*'] },
  });
}
