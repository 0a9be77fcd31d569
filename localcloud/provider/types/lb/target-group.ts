import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type Props, type TypeOf, bool, num, obj, str } from '../../schema/prop.ts';
import { attributesOf, attributesTo } from './attributes.ts';
import { elbTags, retag, tagsOf } from './tags.ts';

const NOT_FOUND = /^TargetGroupNotFound(Exception)?$/;

const ATTRIBUTES = {
  deregistrationDelay: 'deregistration_delay.timeout_seconds',
  slowStart: 'slow_start.duration_seconds',
  loadBalancingAlgorithmType: 'load_balancing.algorithm.type',
} as const;

/** AWS's own values of a new HTTP target group. */
const DEFAULT_ATTRIBUTES = { deregistrationDelay: '300', slowStart: 0 };

const healthCheck = obj({
  enabled: bool().defaultTo(true),
  healthyThreshold: num().between(2, 10).defaultTo(3),
  unhealthyThreshold: num().between(2, 10).defaultTo(3),
  interval: num().between(5, 300).defaultTo(30),
  timeout: num().between(2, 120).computed(),
  matcher: str().computed(),
  path: str()
    .matches(/^\/.{0,1023}$/, 'a path that starts with /')
    .computed(),
  port: str()
    .matches(/^(traffic-port|\d{1,5})$/, 'traffic-port or a port')
    .defaultTo('traffic-port'),
  protocol: str().oneOf('HTTP', 'HTTPS', 'TCP').defaultTo('HTTP'),
});

const stickiness = obj({
  type: str().oneOf('lb_cookie', 'app_cookie', 'source_ip').required(),
  enabled: bool().defaultTo(true),
  cookieDuration: num().between(0, 604800).defaultTo(86400),
});

const shape = {
  name: str()
    .matches(/^(?!-)[A-Za-z0-9-]{1,32}(?<!-)$/, '1 to 32 letters, digits and inner hyphens')
    .required()
    .replaces(),
  port: num().between(1, 65535).replaces(),
  protocol: str().oneOf('HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE').replaces(),
  protocolVersion: str().oneOf('HTTP1', 'HTTP2', 'GRPC').computed().replaces(),
  targetType: str().oneOf('instance', 'ip', 'lambda', 'alb').defaultTo('instance').replaces(),
  vpcId: str().replaces(),
  ipAddressType: str().oneOf('ipv4', 'ipv6').computed().replaces(),
  deregistrationDelay: str()
    .matches(/^\d{1,4}$/, '0 to 3600 seconds')
    .defaultTo('300'),
  slowStart: num().between(0, 900).defaultTo(0),
  loadBalancingAlgorithmType: str()
    .oneOf('round_robin', 'least_outstanding_requests', 'weighted_random')
    .computed(),
  healthCheck: healthCheck.computed(),
  stickiness: stickiness.computed(),
  ...TAGS,
  arn: str().output(),
  arnSuffix: str().output(),
} as const;

export const targetGroup = resource({
  token: 'aws:lb/targetGroup:TargetGroup',
  autoName: { property: 'name', max: 32 },
  shape,
  faults: (inputs) =>
    inputs['targetType'] === 'lambda'
      ? []
      : (['port', 'protocol', 'vpcId'] as const)
          .filter((property) => inputs[property] === undefined)
          .map((property) => ({
            property,
            reason: `required where targetType is ${String(inputs['targetType'])}`,
          })),
  async create(aws, wanted, made) {
    const elb = await aws.elb();
    const answer = await elb.createTargetGroup({
      Name: wanted.name,
      Port: wanted.port,
      Protocol: wanted.protocol as 'HTTP',
      ProtocolVersion: wanted.protocolVersion,
      TargetType: wanted.targetType as 'ip',
      VpcId: wanted.vpcId,
      IpAddressType: wanted.ipAddressType as 'ipv4' | undefined,
      ...checkRequest(wanted.healthCheck),
      ...elbTags(wanted.tags),
    });
    const arn = must(answer.TargetGroups?.[0]?.TargetGroupArn, 'TargetGroupArn');
    made(arn);
    await setAttributes(aws, arn, DEFAULT_ATTRIBUTES, wanted);
    return arn;
  },
  async read(aws, id) {
    const elb = await aws.elb();
    const call = elb.describeTargetGroups({ TargetGroupArns: [id] });
    const it = (await unless(NOT_FOUND, call))?.TargetGroups?.[0];
    if (!it) return undefined;
    const [{ Attributes }, tags] = await Promise.all([
      elb.describeTargetGroupAttributes({ TargetGroupArn: id }),
      tagsOf(aws, id),
    ]);
    const sticky = attributesOf(STICKINESS, STICKINESS_SHAPE, Attributes);
    return {
      ...describe(it),
      ...DEFAULT_ATTRIBUTES,
      ...attributesOf(ATTRIBUTES, shape, Attributes),
      ...(sticky['type'] === undefined
        ? {}
        : { stickiness: sticky as unknown as TypeOf<typeof stickiness> }),
      tags,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('healthCheck') && wanted.healthCheck) {
      await (
        await aws.elb()
      ).modifyTargetGroup({ TargetGroupArn: id, ...checkRequest(wanted.healthCheck) });
    }
    await setAttributes(aws, id, state, wanted);
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const elb = await aws.elb();
    await remove(aws, `target group ${id}`, () => elb.deleteTargetGroup({ TargetGroupArn: id }), {
      gone: NOT_FOUND,
      busy: /^ResourceInUse(Exception)?$/,
    });
  },
});

const STICKINESS = {
  type: 'stickiness.type',
  enabled: 'stickiness.enabled',
  cookieDuration: 'stickiness.lb_cookie.duration_seconds',
} as const;
const STICKINESS_SHAPE = { type: str(), enabled: bool(), cookieDuration: num() };

async function setAttributes(aws: Aws, arn: string, before: Props, wanted: Props): Promise<void> {
  const [old, next] = [
    before['stickiness'] as Props | undefined,
    wanted['stickiness'] as Props | undefined,
  ];
  const Attributes = [
    ...attributesTo(ATTRIBUTES, before, wanted),
    ...(next ? attributesTo(STICKINESS, old ?? {}, next) : []),
  ];
  if (Attributes.length === 0) return;
  await (await aws.elb()).modifyTargetGroupAttributes({ TargetGroupArn: arn, Attributes });
}

type Check = TypeOf<typeof healthCheck>;

function checkRequest(check: Check | undefined) {
  if (!check) return {};
  return {
    HealthCheckEnabled: check.enabled,
    HealthyThresholdCount: check.healthyThreshold,
    UnhealthyThresholdCount: check.unhealthyThreshold,
    HealthCheckIntervalSeconds: check.interval,
    HealthCheckTimeoutSeconds: check.timeout,
    HealthCheckPath: check.path,
    HealthCheckPort: check.port,
    HealthCheckProtocol: check.protocol as 'HTTP',
    ...(check.matcher === undefined ? {} : { Matcher: { HttpCode: check.matcher } }),
  };
}

function describe(it: TargetGroup) {
  return {
    name: it.TargetGroupName,
    port: it.Port,
    protocol: it.Protocol,
    protocolVersion: it.ProtocolVersion,
    targetType: it.TargetType,
    vpcId: it.VpcId,
    ipAddressType: it.IpAddressType,
    healthCheck: {
      enabled: it.HealthCheckEnabled ?? true,
      healthyThreshold: must(it.HealthyThresholdCount, 'HealthyThresholdCount'),
      unhealthyThreshold: must(it.UnhealthyThresholdCount, 'UnhealthyThresholdCount'),
      interval: must(it.HealthCheckIntervalSeconds, 'HealthCheckIntervalSeconds'),
      timeout: it.HealthCheckTimeoutSeconds,
      matcher: it.Matcher?.HttpCode ?? it.Matcher?.GrpcCode,
      path: it.HealthCheckPath,
      port: it.HealthCheckPort ?? 'traffic-port',
      protocol: it.HealthCheckProtocol ?? 'HTTP',
    },
    arn: it.TargetGroupArn,
    arnSuffix: it.TargetGroupArn?.split(':').at(-1),
  };
}
