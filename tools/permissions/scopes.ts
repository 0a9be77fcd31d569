import type { RoleName } from './recorded.ts';

/** Resources that an action may be used on. The words in capitals are filled in by quickstart.md. */
export interface Scope {
  readonly sid: string;
  readonly resources: readonly string[];
  readonly condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
  readonly actions: RegExp;
}

const STATE: readonly Scope[] = [
  {
    sid: 'State',
    resources: ['arn:aws:s3:::STATE_BUCKET/*'],
    actions: /^s3:(Get|Put|Delete)Object$/,
  },
  { sid: 'StateList', resources: ['arn:aws:s3:::STATE_BUCKET'], actions: /^s3:ListBucket$/ },
  { sid: 'StateSecrets', resources: ['KMS_KEY_ARN'], actions: /^kms:/ },
];

const SERVICE_LINKED: Scope = {
  sid: 'ServiceLinkedRoles',
  resources: ['arn:aws:iam::ACCOUNT_ID:role/aws-service-role/*'],
  condition: {
    StringEquals: {
      'iam:AWSServiceName': ['ecs.amazonaws.com', 'elasticloadbalancing.amazonaws.com'],
    },
  },
  actions: /^iam:CreateServiceLinkedRole$/,
};

/** What only looks; AWS offers no narrower resource for most of it. */
const LOOK: Scope = {
  sid: 'Look',
  resources: ['*'],
  actions: /^(?!s3:|secretsmanager:Get|ssm:Get)\w+:(Describe|List|Get)/,
};

const OURS = { StringEquals: { 'aws:ResourceTag/ManagedBy': 'macro-infra' } };
const ec2 = (kind: string) => `arn:aws:ec2:REGION:ACCOUNT_ID:${kind}/*`;
const ecs = (name: string) => `arn:aws:ecs:REGION:ACCOUNT_ID:${name}`;
const elb = (name: string) => `arn:aws:elasticloadbalancing:REGION:ACCOUNT_ID:${name}`;

const PREVIEW: readonly Scope[] = [
  ...STATE,
  {
    sid: 'Clusters',
    resources: ['cluster/pr-*', 'service/pr-*', 'task-definition/pr-*'].map(ecs),
    actions: /^ecs:(CreateCluster|UpdateCluster|DeleteCluster|PutCluster\w+|CreateService|UpdateService|DeleteService|RegisterTaskDefinition|TagResource|UntagResource)$/,
  },
  // ECS knows no resource for it.
  { sid: 'TaskDefinitions', resources: ['*'], actions: /^ecs:DeregisterTaskDefinition$/ },
  {
    sid: 'TargetGroups',
    resources: [elb('targetgroup/pr-*')],
    actions: /^elasticloadbalancing:(CreateTargetGroup|DeleteTargetGroup|ModifyTargetGroup\w*)$/,
  },
  {
    sid: 'Rules',
    resources: ['listener/app/*-base-alb-*', 'listener-rule/app/*-base-alb-*'].map(elb),
    actions: /^elasticloadbalancing:(CreateRule|DeleteRule|ModifyRule|SetRulePriorities)$/,
  },
  {
    sid: 'LoadBalancingTags',
    resources: ['targetgroup/pr-*', 'listener-rule/app/*-base-alb-*'].map(elb),
    actions: /^elasticloadbalancing:(AddTags|RemoveTags)$/,
  },
  {
    sid: 'NewSecurityGroups',
    resources: ['vpc', 'security-group'].map(ec2),
    actions: /^ec2:CreateSecurityGroup$/,
  },
  {
    sid: 'TagsOfNew',
    resources: ['security-group', 'security-group-rule'].map(ec2),
    condition: {
      StringEquals: {
        'ec2:CreateAction': [
          'CreateSecurityGroup',
          'AuthorizeSecurityGroupIngress',
          'AuthorizeSecurityGroupEgress',
        ],
      },
    },
    actions: /^ec2:CreateTags$/,
  },
  {
    sid: 'TagsOfOurs', // of others' never: a tag is what makes a group ours
    resources: ['security-group', 'security-group-rule'].map(ec2),
    condition: OURS,
    actions: /^ec2:(CreateTags|DeleteTags)$/,
  },
  {
    sid: 'SecurityGroups',
    resources: [ec2('security-group')],
    condition: OURS,
    actions: /^ec2:(Authorize|Revoke)SecurityGroup\w+$|^ec2:(DeleteSecurityGroup|ModifySecurityGroupRules)$/,
  },
  {
    sid: 'SecurityGroupRules',
    resources: [ec2('security-group-rule')],
    actions: /^ec2:(Authorize|Revoke)SecurityGroup\w+$|^ec2:ModifySecurityGroupRules$/,
  },
  {
    sid: 'Roles',
    resources: ['arn:aws:iam::ACCOUNT_ID:role/pr-*'],
    actions: /^iam:(CreateRole|DeleteRole|TagRole|UntagRole|UpdateAssumeRolePolicy|UpdateRole|PutRolePolicy|DeleteRolePolicy)$/,
  },
  {
    sid: 'PassRoles',
    resources: ['arn:aws:iam::ACCOUNT_ID:role/pr-*'],
    condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    actions: /^iam:PassRole$/,
  },
  SERVICE_LINKED,
  {
    sid: 'Logs',
    resources: ['arn:aws:logs:REGION:ACCOUNT_ID:log-group:pr-*'],
    actions: /^logs:(Create|Delete|Put|Tag|Untag)/,
  },
  {
    sid: 'Secrets',
    resources: [
      'arn:aws:secretsmanager:REGION:ACCOUNT_ID:secret:*',
      'arn:aws:ssm:REGION:ACCOUNT_ID:parameter/*',
    ],
    actions: /^(secretsmanager:GetSecretValue|ssm:GetParameters?)$/,
  },
  {
    sid: 'OwnRecords',
    resources: ['arn:aws:route53:::hostedzone/*'],
    actions: /^route53:ChangeResourceRecordSets$/,
  },
  LOOK,
]; // prettier-ignore

const FLOW_LOG_ROLE = 'arn:aws:iam::ACCOUNT_ID:role/*-base-flow-logs-role';

/** The base's role is used rarely, from a protected branch only; what it makes has no name pattern. */
const BASE: readonly Scope[] = [
  ...STATE,
  SERVICE_LINKED,
  { sid: 'Network', resources: ['*'], actions: /^ec2:(?!Describe)/ },
  { sid: 'LoadBalancers', resources: ['*'], actions: /^elasticloadbalancing:(?!Describe)/ },
  { sid: 'Certificates', resources: ['*'], actions: /^acm:(?!Describe|List|Get)/ },
  { sid: 'Names', resources: ['*'], actions: /^route53:(?!List|Get)/ },
  {
    sid: 'Images',
    resources: ['arn:aws:ecr:REGION:ACCOUNT_ID:repository/*'],
    actions: /^ecr:(?!Describe|List|Get)/,
  },
  // Flow logs, where the base's values ask for them.
  {
    sid: 'FlowLogs',
    resources: ['arn:aws:logs:REGION:ACCOUNT_ID:log-group:*-base-flow-logs*'],
    actions: /^logs:(Create|Delete|Put|Tag|Untag)/,
  },
  {
    sid: 'FlowLogRole',
    resources: [FLOW_LOG_ROLE],
    actions:
      /^iam:(CreateRole|DeleteRole|TagRole|UntagRole|UpdateAssumeRolePolicy|UpdateRole|PutRolePolicy|DeleteRolePolicy)$/,
  },
  {
    sid: 'PassFlowLogRole',
    resources: [FLOW_LOG_ROLE],
    condition: { StringEquals: { 'iam:PassedToService': 'vpc-flow-logs.amazonaws.com' } },
    actions: /^iam:PassRole$/,
  },
  LOOK,
];

export const SCOPES: Readonly<Record<RoleName, readonly Scope[]>> = {
  base: BASE,
  preview: PREVIEW,
};

/**
 * The scopes of an action: all that fit.
 * @throws when none does: a permission is decided on, never granted by default.
 */
export function scopesOf(role: RoleName, action: string): readonly Scope[] {
  const scopes = SCOPES[role].filter(({ actions }) => actions.test(action));
  if (scopes.length > 0) return scopes;
  throw new Error(`${role} calls ${action}: say in scopes.ts on what it may`);
}
