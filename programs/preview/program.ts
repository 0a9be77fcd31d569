import { Record as DnsRecord } from '@pulumi/aws/route53/record.js';
import * as pulumi from '@pulumi/pulumi';
import type { LoadBalancerOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan, ServicePlan } from '../../action-shared/documents/plan.ts';
import { PLAN_CONTRACT } from '../../action-shared/documents/plan.ts';
import { Cluster } from '../components/compute/cluster.ts';
import { FargateService } from '../components/compute/fargate-service.ts';
import { ServiceSecurityGroup } from '../components/network/service-security-group.ts';
import { ServiceRoute } from '../components/routing/service-route.ts';
import {
  byService,
  chosenLoadBalancer,
  listenerArn,
  ownHosts,
  parseBaseOutputs,
  previewFingerprint,
} from './plan.ts';

/** What the preview takes from its base. */
interface BaseParts {
  readonly vpcId: pulumi.Output<string>;
  readonly subnetIds: pulumi.Output<string[]>;
  readonly assignPublicIp: pulumi.Output<boolean>;
  readonly hostedZoneId: pulumi.Output<string>;
  readonly loadBalancer: pulumi.Output<LoadBalancerOutputs>;
}

interface BuiltService {
  readonly service: FargateService;
  readonly route: ServiceRoute;
}

/** Everything one pull request owns on a base, exactly as planned. Returns the stack's outputs. */
export function previewProgram(plan: PreviewPlan): Record<string, unknown> {
  const base = baseParts(plan);
  const { tags } = plan;
  const cluster = new Cluster(plan.cluster, { clusterName: plan.cluster, tags });
  const built = plan.services.map((service) => buildService(plan, service, base, cluster));
  shardRecords(plan, base);
  return outputs(plan, cluster, built);
}

function baseParts(plan: PreviewPlan): BaseParts {
  const reference = new pulumi.StackReference(plan.base.stackReference);
  const base = reference.outputs.apply((raw) => parseBaseOutputs(plan, raw));
  return {
    vpcId: base.vpcId,
    subnetIds: base.apply((one) =>
      one.assignPublicIp ? one.publicSubnetIds : one.privateSubnetIds,
    ),
    assignPublicIp: base.assignPublicIp,
    hostedZoneId: base.apply((one) => one.hostedZoneId ?? ''),
    loadBalancer: base.apply((one) => chosenLoadBalancer(plan, one)),
  };
}

function buildService(
  plan: PreviewPlan,
  service: ServicePlan,
  base: BaseParts,
  cluster: Cluster,
): BuiltService {
  const { region, tags } = plan;
  // One name inside the engine whatever the physical names: a target group that is renamed is then a
  // replacement behind the same listener rule, not a second rule that wants the same priority.
  const { names } = service;
  const group = new ServiceSecurityGroup(names.service, {
    groupName: names.securityGroup,
    vpcId: base.vpcId,
    port: service.port,
    loadBalancerSecurityGroupId: base.loadBalancer.securityGroupId,
    tags,
  });
  const route = new ServiceRoute(names.service, {
    ...service,
    targetGroupName: names.targetGroup,
    vpcId: base.vpcId,
    listenerArn: base.loadBalancer.apply(listenerArn),
    tags,
  });
  const built = new FargateService(names.service, {
    ...service,
    service: service.name,
    region,
    clusterArn: cluster.arn,
    subnetIds: base.subnetIds,
    assignPublicIp: base.assignPublicIp,
    securityGroupId: group.id,
    targetGroupArn: route.targetGroupArn,
    graceSeconds: service.health.graceSeconds,
    tags,
  });
  return { service: built, route };
}

/** On a further load balancer the base's wildcard does not help: each host gets its own record. */
function shardRecords(plan: PreviewPlan, base: BaseParts): void {
  for (const host of ownHosts(plan))
    new DnsRecord(host, {
      zoneId: base.hostedZoneId,
      name: host,
      type: 'A',
      aliases: [
        {
          name: base.loadBalancer.dnsName,
          zoneId: base.loadBalancer.zoneId,
          evaluateTargetHealth: false,
        },
      ],
    });
}

function outputs(
  plan: PreviewPlan,
  cluster: Cluster,
  built: readonly BuiltService[],
): Record<string, unknown> {
  const each = (value: (one: BuiltService) => pulumi.Output<string>) =>
    byService(plan, (_, index) => {
      const one = built[index];
      return one === undefined ? null : value(one);
    });
  return {
    contract: PLAN_CONTRACT,
    environment: plan.environment,
    app: plan.app,
    url: plan.url,
    urls: byService(plan, (service) => service.url),
    clusterName: cluster.clusterName,
    serviceNames: each(({ service }) => service.serviceName),
    taskDefinitionArns: each(({ service }) => service.taskDefinitionArn),
    imageRefs: byService(plan, (service) => service.image),
    targetGroupArns: each(({ route }) => route.targetGroupArn),
    logGroups: each(({ service }) => service.logGroupName),
    databaseName: null,
    plan,
    fingerprint: previewFingerprint(plan),
  };
}
