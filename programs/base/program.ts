import { Record as DnsRecord } from '@pulumi/aws/route53/record.js';
import { Zone } from '@pulumi/aws/route53/zone.js';
import * as pulumi from '@pulumi/pulumi';
import type { BaseConfig } from '../../action-shared/config/base.ts';
import { baseFingerprint, certificateDomains } from '../../action-shared/config/base.ts';
import type {
  BaseOutputs,
  LoadBalancerOutputs,
} from '../../action-shared/documents/base-outputs.ts';
import { CONTRACT } from '../../action-shared/documents/base-outputs.ts';
import { Network } from '../components/network/network.ts';
import { availabilityZones } from '../components/network/zones.ts';
import { ImageRepository } from '../components/registry/image-repository.ts';
import { Certificate } from '../components/routing/certificate.ts';
import { SharedLoadBalancer } from '../components/routing/shared-load-balancer.ts';
import type { Tags } from '../components/tags.ts';
import { named } from '../components/tags.ts';
import { baseTags, baseUrl, loadBalancerNames } from './plan.ts';

type Outputs = { [Key in keyof BaseOutputs]: pulumi.Input<BaseOutputs[Key]> };

/** Everything previews share: network, load balancers, certificate, DNS, image repository. */
export function baseProgram(config: BaseConfig): Outputs {
  const tags = baseTags(config);
  const name = `${config.name}-base`;
  const network = new Network(name, { ...config, zones: availabilityZones(config, 'base'), tags });
  const edge = domainEdge(name, config, tags);
  const balancers = loadBalancerNames(config).map(
    (loadBalancerName) =>
      new SharedLoadBalancer(loadBalancerName, {
        loadBalancerName,
        vpcId: network.vpcId,
        vpcCidr: config.cidr,
        subnetIds: network.publicSubnetIds,
        ports: config.listenerPorts,
        certificateArn: edge?.certificate.arn ?? null,
        deletionProtection: config.deletionProtection,
        tags,
      }),
  );
  wildcardRecords(config, edge?.hostedZoneId, balancers[0]);
  const images = new ImageRepository(`${name}-images`, {
    repositoryName: config.imageRepository,
    imagesKept: config.imagesKept,
    tags,
  });
  return outputs(config, network, balancers, images, edge?.hostedZoneId ?? null);
}

interface DomainEdge {
  readonly hostedZoneId: pulumi.Input<string>;
  readonly certificate: Certificate;
}

function domainEdge(name: string, config: BaseConfig, tags: Tags): DomainEdge | null {
  if (config.domain === null) return null;
  const hostedZoneId = config.hostedZoneId ?? createdZone(name, config.domain, tags);
  const names = certificateDomains(config);
  const certificate = new Certificate(`${name}-certificate`, { names, hostedZoneId, tags });
  return { hostedZoneId, certificate };
}

function createdZone(name: string, domain: string, tags: Tags): pulumi.Output<string> {
  const comment = `previews of ${name}, managed by macro-infra`;
  return new Zone(`${name}-zone`, { name: domain, comment, tags: named(tags, domain) }).zoneId;
}

/** Names of the certificate answer at the first load balancer; other shards' hosts get own records. */
function wildcardRecords(
  config: BaseConfig,
  zoneId: pulumi.Input<string> | undefined,
  balancer: SharedLoadBalancer | undefined,
): void {
  if (zoneId === undefined || balancer === undefined) return;
  const { dnsName, zoneId: balancerZone } = balancer.loadBalancer;
  for (const host of certificateDomains(config))
    new DnsRecord(`${config.name}-base-${host}`, {
      zoneId,
      name: host,
      type: 'A',
      aliases: [{ name: dnsName, zoneId: balancerZone, evaluateTargetHealth: false }],
    });
}

function outputs(
  config: BaseConfig,
  network: Network,
  balancers: readonly SharedLoadBalancer[],
  images: ImageRepository,
  hostedZoneId: pulumi.Input<string> | null,
): Outputs {
  const loadBalancers = balancers.map((one) => loadBalancerOutputs(config, one));
  const url = pulumi
    .all(loadBalancers)
    .apply(([first]) => baseUrl(config, config.domain ?? first?.dnsName ?? ''));
  return {
    contract: CONTRACT,
    environment: config.name,
    app: 'base',
    urls: pulumi.output(url).apply((base) => ({ base })),
    url,
    region: config.region,
    vpcId: network.vpcId,
    publicSubnetIds: pulumi.all(network.publicSubnetIds),
    privateSubnetIds: pulumi.all(network.privateSubnetIds),
    loadBalancers: pulumi.all(loadBalancers),
    domain: config.domain,
    hostedZoneId,
    certificateDomains: [...certificateDomains(config)],
    repositoryUrl: images.url,
    limits: config.limits,
    assignPublicIp: true,
    fingerprint: baseFingerprint(config),
  };
}

function loadBalancerOutputs(
  config: BaseConfig,
  balancer: SharedLoadBalancer,
): pulumi.Output<LoadBalancerOutputs> {
  const { loadBalancer, httpListenerArn, httpsListenerArn, securityGroupId } = balancer;
  const { name, arn, dnsName, zoneId } = loadBalancer;
  return pulumi
    .output({ name, arn, dnsName, zoneId, httpListenerArn, httpsListenerArn, securityGroupId })
    .apply((known) => ({
      ...known,
      httpPort: config.listenerPorts.http,
      httpsPort: known.httpsListenerArn === null ? null : config.listenerPorts.https,
    }));
}
