import { ecsCluster, fargateService } from './calculators/compute.ts';
import {
  auroraCluster,
  auroraInstance,
  bucket,
  cacheCluster,
  databaseInstance,
  imageRepository,
  kmsKey,
  parameter,
  redisGroup,
  secret,
} from './calculators/data.ts';
import {
  elasticIp,
  flowLog,
  hostedZone,
  loadBalancer,
  natGateway,
  vpcEndpoint,
  webAcl,
} from './calculators/network.ts';
import { dashboard, logGroup, metricAlarm } from './calculators/watching.ts';
import type { Bill, Calculator, CostResource, Surroundings } from './resource.ts';
import { FREE, unknown, usage } from './resource.ts';

/** How each type that costs something is counted, by the short form of its type. */
const CALCULATORS: Readonly<Record<string, Calculator>> = {
  'ecs/Service': fargateService,
  'lb/LoadBalancer': loadBalancer,
  'alb/LoadBalancer': loadBalancer,
  'ec2/NatGateway': natGateway,
  'ec2/Eip': elasticIp,
  'ec2/VpcEndpoint': vpcEndpoint,
  'ec2/FlowLog': flowLog,
  'route53/Zone': hostedZone,
  'servicediscovery/PrivateDnsNamespace': hostedZone,
  'servicediscovery/PublicDnsNamespace': hostedZone,
  'wafv2/WebAcl': webAcl,
  'rds/Cluster': auroraCluster,
  'rds/ClusterInstance': auroraInstance,
  'rds/Instance': databaseInstance,
  'elasticache/ReplicationGroup': redisGroup,
  'elasticache/Cluster': cacheCluster,
  'secretsmanager/Secret': secret,
  'kms/Key': kmsKey,
  'kms/ReplicaKey': kmsKey,
  'ssm/Parameter': parameter,
  's3/Bucket': bucket,
  's3/BucketV2': bucket,
  'ecr/Repository': imageRepository,
  'cloudwatch/MetricAlarm': metricAlarm,
  'cloudwatch/Dashboard': dashboard,
  'cloudwatch/LogGroup': logGroup,
  'backup/Vault': () => usage('stored backups'),
  'cloudfront/Distribution': () => usage('requests and traffic'),
  'cloudfront/Function': () => usage('invocations'),
  'cloudtrail/Trail': () => usage('events and their storage'),
  'cognito/UserPool': () => usage('active users'),
  'ec2/VpcPeeringConnection': () => usage('traffic between zones and regions'),
  'lambda/Function': () => usage('invocations'),
  'scheduler/Schedule': () => usage('invocations'),
  'ecs/Cluster': ecsCluster,
  'sns/Topic': () => usage('messages'),
  'sns/TopicSubscription': () => usage('messages'),
  'sqs/Queue': () => usage('messages'),
};

/** Types that cost nothing by themselves, as patterns of the short form. */
const FREE_KINDS: readonly RegExp[] = [
  /^iam\//,
  /^acm\/Certificate(Validation)?$/,
  /^appautoscaling\//,
  /^backup\/(Plan|Selection|VaultPolicy|VaultLockConfiguration|VaultNotifications|RegionSettings)$/,
  /^budgets\/Budget$/,
  /^cloudfront\/(OriginAccess\w+|\w+Policy)$/,
  /^cloudwatch\/(EventRule|EventTarget|EventPermission|LogMetricFilter|LogResourcePolicy|LogSubscriptionFilter|LogStream)$/,
  /^cognito\/(UserPool(Client|Domain)|UserGroup|ResourceServer|IdentityProvider)$/,
  /^costexplorer\/Anomaly(Monitor|Subscription)$/,
  /^ec2\/(Vpc|VpcDhcpOptions\w*|VpcEndpoint\w+|VpcPeeringConnection(Accepter|Options)|Subnet|Route|RouteTable|RouteTableAssociation|MainRouteTableAssociation|InternetGateway\w*|EgressOnlyInternetGateway|SecurityGroup|SecurityGroupRule|SecurityGroupAssociation|NetworkAcl\w*|DefaultNetworkAcl|DefaultRouteTable|DefaultSecurityGroup|EipAssociation|ManagedPrefixList\w*)$/,
  /^vpc\/SecurityGroup(In|E)gressRule$/,
  /^ecr\/(LifecyclePolicy|RepositoryPolicy|RegistryScanningConfiguration)$/,
  /^ecs\/(ClusterCapacityProviders|TaskDefinition)$/,
  /^elasticache\/(SubnetGroup|ParameterGroup|User|UserGroup)$/,
  /^kms\/(Alias|KeyPolicy|Grant)$/,
  /^lambda\/(Permission|Alias|FunctionEventInvokeConfig|Invocation)$/,
  /^a?lb\/(Listener|ListenerRule|ListenerCertificate|TargetGroup|TargetGroupAttachment)$/,
  /^rds\/(SubnetGroup|ParameterGroup|ClusterParameterGroup|OptionGroup|EventSubscription|ClusterEndpoint)$/,
  /^route53\/(Record|ZoneAssociation|VpcAssociationAuthorization)$/,
  /^s3\/Bucket(?!V2$)[A-Z]\w+$/,
  /^secretsmanager\/Secret(Version|Rotation|Policy)$/,
  /^servicediscovery\/(HttpNamespace|Service|Instance)$/,
  /^sns\/TopicPolicy$/,
  /^sqs\/(QueuePolicy|RedrivePolicy|RedriveAllowPolicy)$/,
  /^wafv2\/(WebAclAssociation|WebAclLoggingConfiguration|IpSet|RegexPatternSet)$/,
];

/** Things of the engine itself and of other providers that make nothing in a cloud. */
const NO_CLOUD = /^(pulumi:|pulumi-nodejs:|random:|tls:|command:|time:|macro:)/;

/** `aws:lb/loadBalancer:LoadBalancer` says one thing three times: `lb/LoadBalancer`. */
export function shortKind(type: string): string {
  const [, service, name] = /^aws:([^/:]+)(?:\/[^:]+)?:(.+)$/.exec(type) ?? [];
  return service === undefined || name === undefined ? type : `${service}/${name}`;
}

/** True of what is no resource of a cloud: components, stacks, providers, random values. */
export function isNoCloudResource(type: string): boolean {
  return NO_CLOUD.test(type);
}

/** What a resource costs, in units. A type that nobody has put here is unknown, never free. */
export function billOf(resource: CostResource, around: Surroundings): Bill {
  const kind = shortKind(resource.type);
  const calculator = CALCULATORS[kind];
  if (calculator !== undefined) return calculator(resource, around);
  if (FREE_KINDS.some((pattern) => pattern.test(kind))) return FREE;
  return unknown(`no price is known for the type ${resource.type}`);
}
