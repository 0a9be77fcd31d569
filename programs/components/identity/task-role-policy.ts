/** One statement of an IAM policy. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** Who may assume a task's roles: ECS tasks. */
export const ECS_TASKS_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
    },
  ],
});

export interface ExecutionGrants {
  readonly image: string;
  readonly region: string;
  readonly logGroupArn: string;
  /** ECS `valueFrom` of every secret the container gets. */
  readonly secrets: readonly string[];
}

/** What ECS itself may do to start a task: pull this image, write this log, read these secrets. */
export function executionPolicy(grants: ExecutionGrants): string {
  const statements = [
    ...pullStatements(grants.image),
    allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], [`${grants.logGroupArn}:*`]),
    ...secretStatements(grants),
  ];
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

/** `<account>.dkr.ecr.<region>.amazonaws.com[.cn]/<repository>@sha256:...` */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?\/([^@:]+)[@:]/;

/** Images outside ECR are pulled without AWS's help and need no permission. */
function pullStatements(image: string): Statement[] {
  const match = ECR_IMAGE.exec(image);
  if (!match) return [];
  const [, account = '', region = '', china, repository = ''] = match;
  const partition = china === undefined ? 'aws' : 'aws-cn';
  const arn = `arn:${partition}:ecr:${region}:${account}:repository/${repository}`;
  return [
    // The token names no resource: AWS allows only `*` here.
    allow('EcrToken', ['ecr:GetAuthorizationToken'], ['*']),
    allow(
      'PullImage',
      ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      [arn],
    ),
  ];
}

function secretStatements({ secrets, region }: ExecutionGrants): Statement[] {
  const arns = [...new Set(secrets.map((valueFrom) => secretArn(valueFrom, region)))].sort();
  const managed = arns.filter((arn) => arn.includes(':secretsmanager:'));
  const parameters = arns.filter((arn) => !arn.includes(':secretsmanager:'));
  return [
    ...(managed.length > 0
      ? [allow('ReadSecrets', ['secretsmanager:GetSecretValue'], managed)]
      : []),
    ...(parameters.length > 0 ? [allow('ReadParameters', ['ssm:GetParameters'], parameters)] : []),
  ];
}

/** ARN of a secret or parameter without key, stage and version, as IAM wants it. */
export function secretArn(valueFrom: string, region: string): string {
  const parts = valueFrom.split(':');
  // arn:partition:secretsmanager:region:account:secret:name[:json-key:stage:version]
  if (parts[2] === 'secretsmanager') return parts.slice(0, 7).join(':');
  if (parts[2] === 'ssm') return parts.slice(0, 6).join(':');
  return `arn:aws:ssm:${region}:*:parameter/${valueFrom.replace(/^\//, '')}`;
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[]): Statement {
  return { Sid, Effect: 'Allow', Action, Resource };
}
