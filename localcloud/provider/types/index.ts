import type { ResourceType } from '../resource.ts';
import { BACKUP_TYPES } from './backup/index.ts';
import { ELASTICACHE_TYPES } from './elasticache/index.ts';
import { RDS_TYPES } from './rds/index.ts';
import { certificate, certificateValidation } from './acm.ts';
import { cluster, clusterCapacityProviders } from './ecs/cluster.ts';
import { eip, internetGateway, natGateway } from './ec2/gateways.ts';
import { listener, listenerCertificate } from './lb/listener.ts';
import { listenerRule } from './lb/listener-rule.ts';
import { loadBalancer } from './lb/load-balancer.ts';
import { logGroup } from './logs.ts';
import { lifecyclePolicy, repository, repositoryPolicy } from './ecr.ts';
import { parameter } from './parameters.ts';
import { policy } from './iam/policy.ts';
import { record } from './route53/record.ts';
import { zone } from './route53/zone.ts';
import { role, rolePolicy, rolePolicyAttachment } from './iam/roles.ts';
import { routeEntry, routeTable } from './ec2/routing.ts';
import { routeTableAssociation } from './ec2/route-table-association.ts';
import { secretRotation } from './secret-rotation.ts';
import { secret, secretVersion } from './secrets.ts';
import { securityGroup } from './ec2/security-group.ts';
import { securityGroupEgressRule, securityGroupIngressRule } from './ec2/security-group-rules.ts';
import { service } from './ecs/service.ts';
import { subnet } from './ec2/subnet.ts';
import { targetGroup } from './lb/target-group.ts';
import { taskDefinition } from './ecs/task-definition.ts';
import { vpc } from './ec2/vpc.ts';
import { COST } from './cost/index.ts';
import { LAMBDA } from './lambda/index.ts';
import { SCHEDULER } from './scheduler/index.ts';
import { WATCHING } from './watching/index.ts';
import { BUCKETS } from './s3/index.ts';
import { CDN } from './cloudfront/index.ts';
import { FIREWALLS } from './wafv2/index.ts';
import { USER_POOLS } from './cognito/index.ts';
import { DISCOVERY } from './discovery/index.ts';
import { NETWORK } from './network/index.ts';
import { SCALING } from './scaling/index.ts';

/** Every resource type the stand-in knows; a new one is one entry here. */
export const RESOURCES: readonly ResourceType[] = [
  vpc,
  subnet,
  internetGateway,
  natGateway,
  eip,
  routeTable,
  routeEntry,
  routeTableAssociation,
  securityGroup,
  securityGroupIngressRule,
  securityGroupEgressRule,
  loadBalancer,
  targetGroup,
  listener,
  listenerRule,
  listenerCertificate,
  cluster,
  clusterCapacityProviders,
  taskDefinition,
  service,
  logGroup,
  role,
  rolePolicy,
  rolePolicyAttachment,
  policy,
  certificate,
  certificateValidation,
  zone,
  record,
  repository,
  lifecyclePolicy,
  repositoryPolicy,
  parameter,
  secret,
  secretVersion,
  secretRotation,
  ...RDS_TYPES,
  ...ELASTICACHE_TYPES,
  ...BACKUP_TYPES,
  ...WATCHING,
  ...LAMBDA,
  ...COST,
  ...SCHEDULER,
  ...BUCKETS,
  ...CDN,
  ...FIREWALLS,
  ...USER_POOLS,
  ...NETWORK,
  ...SCALING,
  ...DISCOVERY,
];
