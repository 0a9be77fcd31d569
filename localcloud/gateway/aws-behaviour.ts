import type { Behaviour } from './behaviour.ts';
import { addressInUse } from './rules/address-in-use.ts';
import { cacheFailover } from './rules/cache-failover.ts';
import { cacheParameterGroupInUse } from './rules/cache-parameter-group-in-use.ts';
import { databaseBackupDays } from './rules/database-backup-days.ts';
import {
  databaseParameterGroupInUse,
  databaseSubnetGroupInUse,
} from './rules/database-group-in-use.ts';
import { databaseProtected } from './rules/database-protected.ts';
import { databaseSubnetGroup } from './rules/database-subnet-group.ts';
import { lastSnapshot } from './rules/last-snapshot.ts';
import { clusterMustExist } from './rules/cluster-exists.ts';
import { clusterInUse } from './rules/cluster-in-use.ts';
import { conditionValues } from './rules/condition-values.ts';
import { fargateSize } from './rules/fargate-size.ts';
import { internetGatewayInUse } from './rules/internet-gateway-in-use.ts';
import { listenerCertificate } from './rules/listener-certificate.ts';
import { listenerPort } from './rules/listener-port.ts';
import { loadBalancerName } from './rules/load-balancer-name.ts';
import { loadBalancerSubnets } from './rules/load-balancer-subnets.ts';
import { readReplica } from './rules/read-replica.ts';
import { roleName } from './rules/role-name.ts';
import { routeConflict } from './rules/route-conflict.ts';
import { routeTableInUse } from './rules/route-table-in-use.ts';
import { rulePriority } from './rules/rule-priority.ts';
import { securityGroupInUse } from './rules/security-group-in-use.ts';
import { serviceName } from './rules/service-name.ts';
import { serviceNetwork } from './rules/service-network.ts';
import { serviceTargetGroup } from './rules/service-target-group.ts';
import { subnetConflict } from './rules/subnet-conflict.ts';
import { subnetInUse } from './rules/subnet-in-use.ts';
import { targetGroupInUse } from './rules/target-group-in-use.ts';
import { targetGroupName } from './rules/target-group-name.ts';
import { targetGroupQuota } from './rules/target-group-quota.ts';
import { vpcInUse } from './rules/vpc-in-use.ts';
import { vpcQuota } from './rules/vpc-quota.ts';
import { accessLogsBucket } from './rules/access-logs-bucket.ts';
import { callbackUrls } from './rules/callback-urls.ts';
import { distributionParts } from './rules/distribution-parts.ts';
import { originAccessControlInUse } from './rules/origin-access-control-in-use.ts';
import { userPoolDeletion } from './rules/user-pool-deletion.ts';
import { userPoolDomain } from './rules/user-pool-domain.ts';
import { webAclInUse } from './rules/web-acl-in-use.ts';
import { webAclResource } from './rules/web-acl-resource.ts';
import { webIdentity } from './rules/web-identity.ts';
import { pendingCertificate, pendingCertificateSummary } from './smoothing/pending-certificate.ts';

/** All that differs between AWS and the emulator, as far as this repository can meet it. */
export const awsBehaviour: Behaviour = {
  rules: [
    rulePriority,
    conditionValues,
    targetGroupQuota,
    loadBalancerName,
    loadBalancerSubnets,
    targetGroupName,
    targetGroupInUse,
    listenerCertificate,
    listenerPort,
    subnetConflict,
    subnetInUse,
    securityGroupInUse,
    internetGatewayInUse,
    vpcQuota,
    vpcInUse,
    routeTableInUse,
    routeConflict,
    addressInUse,
    clusterMustExist,
    clusterInUse,
    serviceName,
    serviceNetwork,
    serviceTargetGroup,
    fargateSize,
    roleName,
    accessLogsBucket,
    callbackUrls,
    distributionParts,
    originAccessControlInUse,
    userPoolDeletion,
    userPoolDomain,
    webAclInUse,
    webAclResource,
    webIdentity,
    databaseProtected,
    lastSnapshot,
    databaseSubnetGroup,
    databaseSubnetGroupInUse,
    databaseParameterGroupInUse,
    databaseBackupDays,
    readReplica,
    cacheParameterGroupInUse,
    cacheFailover,
  ],
  smoothings: [pendingCertificate, pendingCertificateSummary],
};
