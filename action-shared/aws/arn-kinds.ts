import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { unlessNotFound } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';

/** One kind of resource: how its ARN looks, how to ask for it, how to remove it. */
export interface ArnKind {
  readonly type: string;
  readonly pattern: RegExp;
  /** Asks the service itself. What it calls deleted (inactive, scheduled for deletion) is gone. */
  readonly exists: (arn: string, clients: AwsClients) => Promise<boolean>;
  readonly remove: (arn: string) => string;
}

const last = (arn: string, separator = '/'): string => arn.split(separator).at(-1) ?? arn;
const clusterOf = (arn: string): string => arn.split('/')[1] ?? '';

const KINDS: readonly ArnKind[] = [
  {
    type: 'ecs:cluster',
    pattern: /:ecs:[^:]*:\d*:cluster\//,
    exists: async (arn, clients) => {
      const request = new DescribeClustersCommand({ clusters: [arn] });
      const found = await (await clients.ecs()).send(request);
      return (found.clusters ?? []).some((cluster) => cluster.status !== 'INACTIVE');
    },
    remove: (arn) => `aws ecs delete-cluster --cluster ${last(arn)}`,
  },
  {
    type: 'ecs:service',
    pattern: /:ecs:[^:]*:\d*:service\//,
    exists: async (arn, clients) => {
      const request = new DescribeServicesCommand({ cluster: clusterOf(arn), services: [arn] });
      const found = await unlessNotFound((await clients.ecs()).send(request));
      return (found?.services ?? []).some((service) => service.status !== 'INACTIVE');
    },
    remove: (arn) =>
      `aws ecs delete-service --force --cluster ${clusterOf(arn)} --service ${last(arn)}`,
  },
  {
    type: 'ecs:task',
    pattern: /:ecs:[^:]*:\d*:task\//,
    exists: async (arn, clients) => {
      const request = new DescribeTasksCommand({ cluster: clusterOf(arn), tasks: [arn] });
      const found = await unlessNotFound((await clients.ecs()).send(request));
      return (found?.tasks ?? []).some((task) => task.lastStatus !== 'STOPPED');
    },
    remove: (arn) => `aws ecs stop-task --cluster ${clusterOf(arn)} --task ${last(arn)}`,
  },
  {
    type: 'ecs:task-definition',
    pattern: /:ecs:[^:]*:\d*:task-definition\//,
    exists: async (arn, clients) => {
      const request = new DescribeTaskDefinitionCommand({ taskDefinition: arn });
      // ECS answers ClientException, not a not-found error, for a revision it does not know.
      const found = await unlessUnknown((await clients.ecs()).send(request));
      return found?.taskDefinition?.status === 'ACTIVE';
    },
    remove: (arn) => `aws ecs deregister-task-definition --task-definition ${last(arn)}`,
  },
  {
    type: 'elasticloadbalancing:targetgroup',
    pattern: /:elasticloadbalancing:[^:]*:\d*:targetgroup\//,
    exists: async (arn, clients) => {
      const request = new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] });
      return hasSome((await unlessNotFound((await clients.elb()).send(request)))?.TargetGroups);
    },
    remove: (arn) => `aws elbv2 delete-target-group --target-group-arn ${arn}`,
  },
  {
    type: 'elasticloadbalancing:listener-rule',
    pattern: /:elasticloadbalancing:[^:]*:\d*:listener-rule\//,
    exists: async (arn, clients) => {
      const request = new DescribeRulesCommand({ RuleArns: [arn] });
      return hasSome((await unlessNotFound((await clients.elb()).send(request)))?.Rules);
    },
    remove: (arn) => `aws elbv2 delete-rule --rule-arn ${arn}`,
  },
  {
    type: 'elasticloadbalancing:listener',
    pattern: /:elasticloadbalancing:[^:]*:\d*:listener\//,
    exists: async (arn, clients) => {
      const request = new DescribeListenersCommand({ ListenerArns: [arn] });
      return hasSome((await unlessNotFound((await clients.elb()).send(request)))?.Listeners);
    },
    remove: (arn) => `aws elbv2 delete-listener --listener-arn ${arn}`,
  },
  {
    type: 'elasticloadbalancing:loadbalancer',
    pattern: /:elasticloadbalancing:[^:]*:\d*:loadbalancer\//,
    exists: async (arn, clients) => {
      const request = new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] });
      return hasSome((await unlessNotFound((await clients.elb()).send(request)))?.LoadBalancers);
    },
    remove: (arn) => `aws elbv2 delete-load-balancer --load-balancer-arn ${arn}`,
  },
  {
    type: 'ec2:security-group',
    pattern: /:ec2:[^:]*:\d*:security-group\//,
    exists: async (arn, clients) => {
      const request = new DescribeSecurityGroupsCommand({ GroupIds: [last(arn)] });
      return hasSome((await unlessNotFound((await clients.ec2()).send(request)))?.SecurityGroups);
    },
    remove: (arn) => `aws ec2 delete-security-group --group-id ${last(arn)}`,
  },
  {
    type: 'logs:log-group',
    pattern: /:logs:[^:]*:\d*:log-group:/,
    exists: async (arn, clients) => {
      const name = logGroupName(arn);
      const request = new DescribeLogGroupsCommand({ logGroupNamePrefix: name });
      const found = await (await clients.logs()).send(request);
      return (found.logGroups ?? []).some((group) => group.logGroupName === name);
    },
    remove: (arn) => `aws logs delete-log-group --log-group-name ${logGroupName(arn)}`,
  },
  {
    type: 'iam:role',
    pattern: /:iam::\d*:role\//,
    exists: async (arn, clients) => {
      const request = new GetRoleCommand({ RoleName: last(arn) });
      return (await unlessNotFound((await clients.iam()).send(request))) !== null;
    },
    remove: (arn) => `aws iam delete-role --role-name ${last(arn)}`,
  },
  {
    type: 'lambda:function',
    pattern: /:lambda:[^:]*:\d*:function:/,
    exists: async (arn, clients) => {
      const request = new GetFunctionConfigurationCommand({ FunctionName: arn });
      return (await unlessNotFound((await clients.lambda()).send(request))) !== null;
    },
    remove: (arn) => `aws lambda delete-function --function-name ${last(arn, ':')}`,
  },
  {
    type: 'secretsmanager:secret',
    pattern: /:secretsmanager:[^:]*:\d*:secret:/,
    exists: async (arn, clients) => {
      const request = new DescribeSecretCommand({ SecretId: arn });
      const found = await unlessNotFound((await clients.secrets()).send(request));
      return found !== null && found.DeletedDate === undefined;
    },
    remove: (arn) => `aws secretsmanager delete-secret --secret-id ${arn}`,
  },
  {
    type: 'ssm:parameter',
    pattern: /:ssm:[^:]*:\d*:parameter\//,
    exists: async (arn, clients) => {
      const request = new GetParametersCommand({ Names: [parameterName(arn)] });
      return hasSome((await (await clients.ssm()).send(request)).Parameters);
    },
    remove: (arn) => `aws ssm delete-parameter --name ${parameterName(arn)}`,
  },
];

/** Kind of an ARN; null for kinds that macro-infra does not make. */
export function kindOfArn(arn: string): ArnKind | null {
  return KINDS.find((kind) => kind.pattern.test(arn)) ?? null;
}

/** `service:resource` of any ARN, for people: `sqs`, `s3`, `dynamodb:table`. */
export function typeOfArn(arn: string): string {
  const known = kindOfArn(arn);
  if (known !== null) return known.type;
  const [, , service = 'unknown', , , ...rest] = arn.split(':');
  const resource = /^([a-z-]+)[/:]/.exec(rest.join(':'))?.[1];
  return resource === undefined ? service : `${service}:${resource}`;
}

function hasSome(list: readonly unknown[] | undefined): boolean {
  return list !== undefined && list.length > 0;
}

async function unlessUnknown<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ClientException') return null;
    throw error;
  }
}

function logGroupName(arn: string): string {
  return (arn.split(':log-group:')[1] ?? arn).replace(/:\*$/, '');
}

function parameterName(arn: string): string {
  const name = arn.split(':parameter/')[1] ?? arn;
  return name.includes('/') ? `/${name}` : name;
}
