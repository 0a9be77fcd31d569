/**
 * Longest name AWS takes, in characters, per kind of resource. Each with the page it comes from; a
 * name over its limit is cut and gets a hash (see physical-name.ts).
 */

/** ELBv2 CreateLoadBalancer `Name`: 32, letters, digits and hyphens, not `internal-`. */
export const LOAD_BALANCER_NAME_MAX = 32;
/** ELBv2 CreateTargetGroup `Name`: 32. */
export const TARGET_GROUP_NAME_MAX = 32;
/** IAM CreateRole `RoleName`: 64. */
export const IAM_ROLE_NAME_MAX = 64;
/** IAM PutRolePolicy `PolicyName`: 128. */
export const IAM_POLICY_NAME_MAX = 128;
/** ECS CreateCluster, CreateService and RegisterTaskDefinition: 255. */
export const ECS_NAME_MAX = 255;
/** CloudWatch Logs CreateLogGroup `logGroupName`: 512. */
export const LOG_GROUP_NAME_MAX = 512;
/** EC2 CreateSecurityGroup `GroupName`: 255, not starting with `sg-`. */
export const SECURITY_GROUP_NAME_MAX = 255;
/** S3 bucket naming rules: 63, lower case. */
export const S3_BUCKET_NAME_MAX = 63;
/** ECR CreateRepository `repositoryName`: 256. */
export const ECR_REPOSITORY_NAME_MAX = 256;
/** SSM PutParameter `Name`: 1011 besides the ARN's prefix. */
export const SSM_PARAMETER_NAME_MAX = 1011;
/** Secrets Manager CreateSecret `Name`: 512. */
export const SECRET_NAME_MAX = 512;
/** RFC 1035 2.3.4: one label of a host name. */
export const DNS_LABEL_MAX = 63;
/** RFC 1035 2.3.4: a whole name, written without the trailing dot. */
export const DNS_NAME_MAX = 253;
/** Resource tags, key and value (Resource Groups Tagging API, TagResources). */
export const TAG_KEY_MAX = 128;
export const TAG_VALUE_MAX = 256;
/** Elastic Load Balancing quota "Target groups per Application Load Balancer": not adjustable. */
export const TARGET_GROUPS_PER_LOAD_BALANCER = 100;
/** ELBv2 CreateRule `Priority` allows 1..50000; macro-infra keeps to these, the rest is for people. */
export const PRIORITY_FIRST = 1000;
export const PRIORITY_LAST = 49_999;
/** An app's or a service's slug (ours, so that the default host always fits one DNS label). */
export const SLUG_MAX = 20;
/** RDS CreateDBCluster and CreateDBInstance identifiers: 63, no two hyphens in a row, none at the end. */
export const DATABASE_IDENTIFIER_MAX = 63;
/** ElastiCache CreateReplicationGroup `ReplicationGroupId`: 40, hyphens as in RDS. */
export const CACHE_IDENTIFIER_MAX = 40;
/** RDS and ElastiCache subnet and parameter groups: 255. */
export const DATA_GROUP_NAME_MAX = 255;
/** SNS CreateTopic `Name`: 256. */
export const TOPIC_NAME_MAX = 256;
/** Lambda CreateFunction `FunctionName` and EventBridge PutRule `Name`: 64. */
export const FUNCTION_NAME_MAX = 64;
/** AWS Backup CreateBackupVault `BackupVaultName` and plan, selection names: 50. */
export const BACKUP_NAME_MAX = 50;
/** Budgets CreateBudget `BudgetName`: 100. */
export const BUDGET_NAME_MAX = 100;
/** WAF CreateWebACL `Name`: 128. */
export const WEB_ACL_NAME_MAX = 128;
/** Cognito CreateUserPool `PoolName`: 128. */
export const USER_POOL_NAME_MAX = 128;
/** CloudWatch PutDashboard and PutMetricAlarm: 255. */
export const WATCH_NAME_MAX = 255;
/** CloudFront policies and origin access controls: 64 (origin access control), taken for all. */
export const EDGE_NAME_MAX = 64;
/** EventBridge Scheduler CreateSchedule `Name`: 64. */
export const SCHEDULE_NAME_MAX = 64;
