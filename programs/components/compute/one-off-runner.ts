import * as pulumi from '@pulumi/pulumi';
import type { Grant } from '../identity/policy.ts';
import type { Tags } from '../tags.ts';
import { NodeFunction } from './node-function.ts';
import type { OneOffTask } from './one-off-task.ts';
import { RUN_FUNCTION } from './run-function.ts';

/** The longest that Lambda lets a function run; the last half minute is for the report. */
const TIMEOUT_SECONDS = 900;

export interface OneOffRunnerArgs {
  /** Physical name of the function, up to 64 characters. */
  readonly functionName: string;
  /** Physical name of its role, up to 64 characters. */
  readonly roleName: string;
  /** The tasks that it may run. */
  readonly tasks: readonly OneOffTask[];
  /** Cluster that runs them. */
  readonly clusterArn: pulumi.Input<string>;
  /** Subnets of the tasks. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Security groups of the tasks, up to 5. */
  readonly securityGroupIds: pulumi.Input<pulumi.Input<string>[]>;
  /** True in subnets without NAT: an image can only be pulled with a public address. */
  readonly assignPublicIp: pulumi.Input<boolean>;
  /** Days, one of the values of CloudWatch Logs. */
  readonly logRetentionDays: number;
  readonly tags: Tags;
}

/**
 * Runs one-off tasks and waits for their end, up to 14 minutes each: what OneOffRun asks. Free but for
 * the seconds it waits, 0.000004 USD each.
 */
export class OneOffRunner extends pulumi.ComponentResource {
  readonly functionName: pulumi.Output<string>;

  constructor(name: string, args: OneOffRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:compute:OneOffRunner', name, {}, opts);
    const { functionName, roleName, logRetentionDays, tags } = args;
    const joined = (ids: pulumi.Input<pulumi.Input<string>[]>) =>
      pulumi.output(ids).apply((all) => all.join(','));
    const lambda = new NodeFunction(
      name,
      {
        ...{ functionName, roleName, logRetentionDays, tags },
        code: RUN_FUNCTION,
        timeoutSeconds: TIMEOUT_SECONDS,
        variables: {
          CLUSTER: args.clusterArn,
          SUBNETS: joined(args.subnetIds),
          SECURITY_GROUPS: joined(args.securityGroupIds),
          ASSIGN_PUBLIC_IP: pulumi
            .output(args.assignPublicIp)
            .apply((open) => (open ? 'ENABLED' : 'DISABLED')),
        },
        grants: grantsFor(args),
      },
      { parent: this },
    );
    this.functionName = lambda.functionName;
    this.registerOutputs({ functionName: this.functionName });
  }
}

function grantsFor({ tasks, clusterArn }: OneOffRunnerArgs) {
  const parts = tasks.map(({ taskDefinitionArn, executionRoleArn, taskRoleArn, logGroupArn }) => ({
    ...{ taskDefinitionArn, executionRoleArn, taskRoleArn, logGroupArn },
  }));
  return pulumi
    .all([pulumi.all(parts), clusterArn])
    .apply(([known, cluster]) => runnerGrants(known, cluster));
}

interface TaskArns {
  readonly taskDefinitionArn: string;
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  readonly logGroupArn: string;
}

/** May start these tasks in any revision, hand them their own roles, watch them and read their logs. */
export function runnerGrants(
  tasks: readonly TaskArns[],
  clusterArn: string,
): Readonly<Record<string, Grant>> {
  const running = `${clusterArn.replace(':cluster/', ':task/')}/*`;
  return {
    StartTasks: {
      actions: ['ecs:RunTask'],
      resources: tasks.map((one) => `${one.taskDefinitionArn.replace(/:\d+$/, '')}:*`),
    },
    PassRoles: {
      actions: ['iam:PassRole'],
      resources: tasks.flatMap((one) => [one.executionRoleArn, one.taskRoleArn]),
    },
    WatchTasks: { actions: ['ecs:DescribeTasks', 'ecs:TagResource'], resources: [running] },
    // These two name no resource that a policy could limit them to.
    FindTasks: { actions: ['ecs:ListTasks', 'ecs:DescribeTaskDefinition'], resources: ['*'] },
    ReadLogs: {
      actions: ['logs:GetLogEvents'],
      resources: tasks.map((one) => `${one.logGroupArn}:*`),
    },
  };
}
