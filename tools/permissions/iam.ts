import type { RecordedCall, RoleName } from './recorded.ts';

/** IAM's prefix where it is not the name that requests are signed with. */
const PREFIXES: Readonly<Record<string, string>> = { tagging: 'tag' };

/** Operations that IAM knows by another action (Service Authorization Reference, Amazon S3). */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  's3:ListObjectsV2': ['s3:ListBucket'],
  's3:ListObjects': ['s3:ListBucket'],
  's3:HeadBucket': ['s3:ListBucket'],
  's3:HeadObject': ['s3:GetObject'],
  's3:CopyObject': ['s3:GetObject', 's3:PutObject'],
  's3:DeleteObjects': ['s3:DeleteObject'],
};

/** Something IAM asks for that no call log can show, and why. */
export interface Unseen {
  readonly action: string;
  readonly why: string;
}

interface UnseenRule extends Unseen {
  /** Needed by a role that calls one of these. */
  readonly with: readonly string[];
}

const ON_CREATE = 'authorises the tags of a resource that is being created';
const ON_CHANGE = 'tags that are taken away, or that the life did not change';
const NOT_LIVED = 'a change of a value that the recorded life did not make';

/** Beyond the call log: what AWS authorises as a side effect, and changes that no life made. */
const UNSEEN: readonly UnseenRule[] = [
  tagging('ec2:CreateTags', ON_CREATE, ['ec2:CreateSecurityGroup', 'ec2:CreateVpc']),
  tagging('elasticloadbalancing:AddTags', ON_CREATE, ['elasticloadbalancing:CreateTargetGroup', 'elasticloadbalancing:CreateLoadBalancer']),
  tagging('ecs:TagResource', ON_CREATE, ['ecs:CreateCluster']),
  tagging('logs:TagResource', ON_CREATE, ['logs:CreateLogGroup']),
  tagging('iam:TagRole', ON_CREATE, ['iam:CreateRole']),
  tagging('ecr:TagResource', ON_CREATE, ['ecr:CreateRepository']),
  tagging('acm:AddTagsToCertificate', ON_CREATE, ['acm:RequestCertificate']),
  tagging('ec2:DeleteTags', ON_CHANGE, ['ec2:CreateSecurityGroup', 'ec2:CreateVpc']),
  tagging('elasticloadbalancing:RemoveTags', ON_CHANGE, ['elasticloadbalancing:CreateTargetGroup', 'elasticloadbalancing:CreateLoadBalancer']),
  tagging('ecs:UntagResource', ON_CHANGE, ['ecs:CreateCluster']),
  tagging('logs:UntagResource', ON_CHANGE, ['logs:CreateLogGroup']),
  tagging('iam:UntagRole', ON_CHANGE, ['iam:CreateRole']),
  tagging('ecr:UntagResource', ON_CHANGE, ['ecr:CreateRepository']),
  tagging('acm:RemoveTagsFromCertificate', ON_CHANGE, ['acm:RequestCertificate']),
  {
    action: 'iam:PassRole',
    why: "hands a preview's execution and task role to ECS",
    with: ['ecs:RegisterTaskDefinition'],
  },
  {
    action: 'iam:PassRole',
    why: 'hands their role to flow logs',
    with: ['ec2:CreateFlowLogs'],
  },
  {
    action: 'iam:CreateServiceLinkedRole',
    why: 'the first load balancer and the first cluster of an account',
    with: ['elasticloadbalancing:CreateLoadBalancer', 'ecs:CreateCluster'],
  },
  ...['kms:Decrypt', 'kms:Encrypt'].map((action) => ({
    action,
    why: 'the `awskms://` secrets provider: what the engine called in a trial of its own; lives are recorded with a passphrase',
    with: ['s3:PutObject'],
  })),
  ...['ModifyRule', 'ModifyTargetGroup', 'SetRulePriorities'].map((name) => ({
    action: `elasticloadbalancing:${name}`,
    why: NOT_LIVED,
    with: ['elasticloadbalancing:CreateRule'],
  })),
  ...['ModifyListener', 'ModifyListenerAttributes', 'SetSecurityGroups', 'SetSubnets'].map((name) => ({
    action: `elasticloadbalancing:${name}`,
    why: NOT_LIVED,
    with: ['elasticloadbalancing:CreateListener'],
  })),
  { action: 'ec2:ModifySecurityGroupRules', why: NOT_LIVED, with: ['ec2:CreateSecurityGroup'] },
  { action: 'ec2:DeleteNetworkAclEntry', why: NOT_LIVED, with: ['ec2:CreateNetworkAcl'] },
  { action: 'ec2:ModifyVpcEndpoint', why: NOT_LIVED, with: ['ec2:CreateVpcEndpoint'] },
  { action: 'iam:UpdateAssumeRolePolicy', why: NOT_LIVED, with: ['iam:CreateRole'] },
  ...['route53:ChangeResourceRecordSets', 'route53:GetChange', 'route53:ListResourceRecordSets', 'route53:GetHostedZone'].map((action) => ({
    action,
    why: "a preview on a base's second or later load balancer has records of its own",
    with: ['ecs:CreateService'],
  })),
]; // prettier-ignore

function tagging(action: string, why: string, calls: readonly string[]): UnseenRule {
  return { action, why, with: calls };
}

/** IAM actions that one recorded operation needs. */
export function iamActions({
  service,
  action,
}: Pick<RecordedCall, 'service' | 'action'>): string[] {
  const named = `${PREFIXES[service] ?? service}:${action}`;
  return [...(OTHER_NAMES[named] ?? [named])];
}

/** IAM actions of all operations of a role, sorted, each once. */
export function seenActions(role: RoleName, calls: readonly RecordedCall[]): string[] {
  const own = calls.filter((call) => call.role === role);
  return [...new Set(own.flatMap(iamActions))].sort();
}

/** What the role needs besides; nothing that its operations show already. */
export function unseenActions(seen: readonly string[]): Unseen[] {
  return UNSEEN.filter(
    (rule) => !seen.includes(rule.action) && rule.with.some((action) => seen.includes(action)),
  ).map(({ action, why }) => ({ action, why }));
}
