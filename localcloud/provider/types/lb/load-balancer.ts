import type {
  LoadBalancer,
  LoadBalancerAttribute,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { type Props, bool, num, obj, set, str } from '../../schema/prop.ts';
import { TAGS, resource } from '../../resource.ts';
import { elbTags, retag, tagsOf } from './tags.ts';
import { attributesOf, attributesTo } from './attributes.ts';

const NOT_FOUND = /^LoadBalancerNotFound(Exception)?$/;

/** Property -> attribute of the load balancer. */
const ATTRIBUTES = {
  idleTimeout: 'idle_timeout.timeout_seconds',
  clientKeepAlive: 'client_keep_alive.seconds',
  enableDeletionProtection: 'deletion_protection.enabled',
  enableHttp2: 'routing.http2.enabled',
  dropInvalidHeaderFields: 'routing.http.drop_invalid_header_fields.enabled',
  preserveHostHeader: 'routing.http.preserve_host_header.enabled',
  desyncMitigationMode: 'routing.http.desync_mitigation_mode',
  xffHeaderProcessingMode: 'routing.http.xff_header_processing.mode',
} as const;

const DEFAULT_ATTRIBUTES: Props = {
  idleTimeout: 60,
  clientKeepAlive: 3600,
  enableDeletionProtection: false,
  enableHttp2: true,
  dropInvalidHeaderFields: false,
  preserveHostHeader: false,
  desyncMitigationMode: 'defensive',
  xffHeaderProcessingMode: 'append',
};

const shape = {
  name: str()
    .matches(
      /^(?!internal-)(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/,
      '1 to 32 letters, digits and inner hyphens, not starting with internal-',
    )
    .required()
    .replaces(),
  loadBalancerType: str()
    .oneOf('application', 'network', 'gateway')
    .defaultTo('application')
    .replaces(),
  internal: bool().computed().replaces(),
  subnets: set(str()).computed(),
  securityGroups: set(str()).computed(),
  ipAddressType: str().oneOf('ipv4', 'dualstack', 'dualstack-without-public-ipv4').computed(),
  idleTimeout: num().between(1, 4000).defaultTo(60),
  clientKeepAlive: num().between(60, 604800).defaultTo(3600),
  enableDeletionProtection: bool().defaultTo(false),
  enableHttp2: bool().defaultTo(true),
  dropInvalidHeaderFields: bool().defaultTo(false),
  preserveHostHeader: bool().defaultTo(false),
  desyncMitigationMode: str().oneOf('monitor', 'defensive', 'strictest').defaultTo('defensive'),
  xffHeaderProcessingMode: str().oneOf('append', 'preserve', 'remove').defaultTo('append'),
  accessLogs: obj({ bucket: str().required(), prefix: str(), enabled: bool().defaultTo(false) }),
  ...TAGS,
  arn: str().output(),
  arnSuffix: str().output(),
  dnsName: str().output(),
  vpcId: str().output(),
  zoneId: str().output(),
} as const;

export const loadBalancer = resource({
  token: 'aws:lb/loadBalancer:LoadBalancer',
  autoName: { property: 'name', max: 32 },
  shape,
  faults: (inputs) =>
    inputs['subnets'] === undefined
      ? [{ property: 'subnets', reason: 'required, but missing' }]
      : [],
  async create(aws, wanted, made) {
    const elb = await aws.elb();
    const answer = await elb.createLoadBalancer({
      Name: wanted.name,
      Type: wanted.loadBalancerType as 'application',
      Scheme: wanted.internal ? 'internal' : 'internet-facing',
      Subnets: [...(wanted.subnets ?? [])],
      ...(wanted.securityGroups ? { SecurityGroups: [...wanted.securityGroups] } : {}),
      IpAddressType: wanted.ipAddressType as 'ipv4' | undefined,
      ...elbTags(wanted.tags),
    });
    const arn = must(answer.LoadBalancers?.[0]?.LoadBalancerArn, 'LoadBalancerArn');
    made(arn);
    await aws.until(`load balancer ${wanted.name} active`, async () => {
      const it = await loadBalancerOf(aws, arn);
      if (it?.State?.Code === 'failed') throw new Error(`${wanted.name}: ${it.State.Reason ?? ''}`);
      return it?.State?.Code === 'active' ? true : undefined;
    });
    await setAttributes(aws, arn, { ...DEFAULT_ATTRIBUTES }, wanted);
    return arn;
  },
  async read(aws, id) {
    const it = await loadBalancerOf(aws, id);
    if (!it) return undefined;
    const elb = await aws.elb();
    const [attributes, tags] = await Promise.all([
      elb.describeLoadBalancerAttributes({ LoadBalancerArn: id }),
      tagsOf(aws, id),
    ]);
    return { ...describe(it), ...readAttributes(attributes.Attributes), tags };
  },
  async update(aws, { id, state, wanted, changed }) {
    const elb = await aws.elb();
    if (changed('subnets'))
      await elb.setSubnets({ LoadBalancerArn: id, Subnets: [...(wanted.subnets ?? [])] });
    if (changed('securityGroups')) {
      await elb.setSecurityGroups({
        LoadBalancerArn: id,
        SecurityGroups: [...(wanted.securityGroups ?? [])],
      });
    }
    if (changed('ipAddressType')) {
      await elb.setIpAddressType({
        LoadBalancerArn: id,
        IpAddressType: wanted.ipAddressType as 'ipv4',
      });
    }
    await setAttributes(aws, id, state, wanted);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const elb = await aws.elb();
    const call = (): Promise<unknown> => elb.deleteLoadBalancer({ LoadBalancerArn: id });
    await remove(aws, `load balancer ${id}`, call, {
      gone: NOT_FOUND,
      busy: /^ResourceInUse(Exception)?$/,
    });
  },
});

function describe(it: LoadBalancer) {
  return {
    name: it.LoadBalancerName,
    loadBalancerType: it.Type,
    internal: it.Scheme === 'internal',
    subnets: (it.AvailabilityZones ?? []).map((zone) => must(zone.SubnetId, 'SubnetId')),
    securityGroups: it.SecurityGroups ?? [],
    ipAddressType: it.IpAddressType,
    arn: it.LoadBalancerArn,
    arnSuffix: it.LoadBalancerArn?.split(':loadbalancer/')[1],
    dnsName: it.DNSName,
    vpcId: it.VpcId,
    zoneId: it.CanonicalHostedZoneId,
  };
}

/** AWS's attributes; one it does not name has its default. */
function readAttributes(found: readonly LoadBalancerAttribute[] | undefined): Props {
  const logs = Object.fromEntries((found ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const bucket = logs['access_logs.s3.bucket'] ?? '';
  const accessLogs = {
    bucket,
    prefix: logs['access_logs.s3.prefix'],
    enabled: logs['access_logs.s3.enabled'] === 'true',
  };
  return {
    ...DEFAULT_ATTRIBUTES,
    ...attributesOf(ATTRIBUTES, shape, found),
    ...(bucket === '' ? {} : { accessLogs }),
  };
}

type Logs =
  | { readonly bucket: string; readonly prefix?: string | undefined; readonly enabled: boolean }
  | undefined;

async function setAttributes(
  aws: Aws,
  arn: string,
  before: Props & { readonly accessLogs?: Logs },
  wanted: Props & { readonly accessLogs?: Logs },
): Promise<void> {
  const logs = wanted.accessLogs;
  const logged =
    JSON.stringify(logs) === JSON.stringify(before.accessLogs)
      ? []
      : [
          { Key: 'access_logs.s3.enabled', Value: String(logs?.enabled ?? false) },
          ...(logs ? [{ Key: 'access_logs.s3.bucket', Value: logs.bucket }] : []),
          ...(logs?.prefix ? [{ Key: 'access_logs.s3.prefix', Value: logs.prefix }] : []),
        ];
  const Attributes = [...attributesTo(ATTRIBUTES, before, wanted), ...logged];
  if (Attributes.length === 0) return;
  await (await aws.elb()).modifyLoadBalancerAttributes({ LoadBalancerArn: arn, Attributes });
}

async function loadBalancerOf(aws: Aws, arn: string): Promise<LoadBalancer | undefined> {
  const elb = await aws.elb();
  const call = elb.describeLoadBalancers({ LoadBalancerArns: [arn] });
  return (await unless(NOT_FOUND, call))?.LoadBalancers?.[0];
}
