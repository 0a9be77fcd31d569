import { matches } from './pattern.ts';

/** Why a difference between environments is meant to be. */
export const ALLOWED_CLASSES = {
  size: 'how much a part can carry',
  count: 'how many there are of the same part',
  cidr: 'ranges of addresses',
  region: 'where it runs',
  threshold: 'when something happens: limits, times, retention',
  name: 'what it is called, and texts for people',
  version: 'which commit runs: promotion decides it',
  protection: 'what guards the data of production',
} as const;
export type AllowedClass = keyof typeof ALLOWED_CLASSES;

export interface Rule {
  /** Short type, `*` for any part of it: `ec2/Subnet`, `config` for the configuration. */
  readonly kind: string;
  /** Setting, `*` for any part of it, `[]` for any item of a list. */
  readonly path: string;
  readonly class: AllowedClass;
  readonly reason: string;
}

const rule = (kind: string, path: string, of: AllowedClass, reason: string): Rule => ({
  ...{ kind, path, class: of, reason },
});

/** Settings that may differ. The first that matches decides; what matches none is broken parity. */
export const SETTING_RULES: readonly Rule[] = [
  rule('ecs/TaskDefinition', 'cpu', 'size', 'task size per environment'),
  rule('ecs/TaskDefinition', 'memory', 'size', 'task size per environment'),
  rule('ecs/TaskDefinition', 'containerDefinitions[].cpu', 'size', 'task size per environment'),
  rule('ecs/TaskDefinition', 'containerDefinitions[].memory*', 'size', 'task size per environment'),
  rule('ecs/TaskDefinition', 'containerDefinitions[].image', 'version', 'digests are promoted'),
  rule(
    'ecs/TaskDefinition',
    'containerDefinitions[*environment[name=MACRO_INFRA_SHA].value',
    'version',
    'the commit that runs',
  ),
  rule('ecs/Service', 'capacityProviderStrategies[*', 'size', 'Spot or on demand'),
  rule('ecs/ClusterCapacityProviders', '*capacityProvider*', 'size', 'Spot or on demand'),
  rule('rds/ClusterInstance', 'instanceClass', 'size', 'database size per environment'),
  rule('rds/Instance', 'instanceClass', 'size', 'database size per environment'),
  rule('rds/Instance', '*llocatedStorage', 'size', 'database size per environment'),
  rule(
    'rds/Cluster',
    'serverlessv2ScalingConfiguration*',
    'size',
    'database capacity per environment',
  ),
  rule('elasticache/ReplicationGroup', 'nodeType', 'size', 'cache size per environment'),
  rule('ecs/Service', 'desiredCount', 'count', 'tasks per environment'),
  rule(
    'ecs/Service',
    'networkConfiguration.assignPublicIp',
    'count',
    'without NAT gateways tasks have public addresses; ingress stays closed',
  ),
  rule('appautoscaling/Target', 'm??Capacity', 'count', 'fewest and most tasks per environment'),
  rule('rds/Instance', 'multiAz', 'count', 'a standby is one more copy'),
  rule('elasticache/ReplicationGroup', 'numCacheClusters', 'count', 'nodes per environment'),
  rule('elasticache/ReplicationGroup', 'multiAzEnabled', 'count', 'needs two nodes'),
  rule('elasticache/ReplicationGroup', 'automaticFailoverEnabled', 'count', 'needs two nodes'),
  rule('*', '*ubnet*[]*', 'count', 'one subnet per Availability Zone'),
  rule('*', '*routeTableIds[*', 'count', 'route tables follow the NAT gateways'),
  rule(
    'ecs/TaskDefinition',
    '*dockerLabels.macro-infra.configuration',
    'version',
    'a hash of its own values',
  ),
  rule(
    'ec2/RouteTableAssociation',
    'routeTableId',
    'count',
    'route tables follow the NAT gateways',
  ),
  rule(
    'lambda/Function',
    'environment.variables.WATCHED',
    'count',
    'the ids of the network’s parts',
  ),
  rule('cloudwatch/Dashboard', '*metrics[]', 'count', 'a line per node'),
  rule('ec2/Vpc', 'cidrBlock', 'cidr', 'networks do not overlap'),
  rule('ec2/Subnet', 'cidrBlock', 'cidr', 'carved from the network'),
  rule('*', '*vailabilityZone*', 'region', 'zones of its region'),
  rule('*', 'region', 'region', 'where it runs'),
  rule('cloudwatch/LogGroup', 'retentionInDays', 'threshold', 'retention per environment'),
  rule('s3/BucketLifecycleConfiguration', 'rules[*ays', 'threshold', 'retention per environment'),
  rule('rds/*', 'backupRetentionPeriod', 'threshold', 'backups per environment'),
  rule(
    'elasticache/ReplicationGroup',
    'snapshotRetentionLimit',
    'threshold',
    'backups per environment',
  ),
  rule('backup/Plan', 'rules[*lifecycle*', 'threshold', 'backups per environment'),
  rule('appautoscaling/Policy', '*targetValue', 'threshold', 'autoscaling per environment'),
  rule('appautoscaling/Policy', '*Cooldown', 'threshold', 'autoscaling per environment'),
  rule('appautoscaling/ScheduledAction', '*', 'threshold', 'quiet hours per environment'),
  rule('cloudwatch/MetricAlarm', 'threshold', 'threshold', 'thresholds per environment'),
  rule('cloudwatch/Dashboard', '*annotations*value', 'threshold', 'thresholds per environment'),
  rule('budgets/Budget', 'limitAmount', 'threshold', 'budget per environment'),
  rule('costexplorer/AnomalySubscription', '*threshold*', 'threshold', 'budget per environment'),
  rule('wafv2/WebAcl', '*rateBasedStatement.limit', 'threshold', 'rate limit per environment'),
  rule('lb/TargetGroup', 'deregistrationDelay', 'threshold', 'drain time per environment'),
  rule('lb/TargetGroup', 'healthCheck.interval', 'threshold', 'health-check times per environment'),
  rule('lb/TargetGroup', 'healthCheck.timeout', 'threshold', 'health-check times per environment'),
  rule(
    'lb/TargetGroup',
    'healthCheck.*hreshold',
    'threshold',
    'health-check times per environment',
  ),
  rule('ssm/Parameter', 'value', 'threshold', 'values per environment; their names are the same'),
  rule('secretsmanager/SecretRotation', 'rotationRules*', 'threshold', 'rotation per environment'),
  rule('*', '*eletionProtection*', 'protection', 'production only'),
  rule('*', '*inalSnapshot*', 'protection', 'production only'),
  rule('*', 'forceDe*', 'protection', 'production refuses to be emptied'),
  rule('*', 'recoveryWindowInDays', 'protection', 'production keeps deleted secrets'),
  rule('lb/ListenerRule', 'priority', 'name', 'the slot comes from a hash of the name'),
  rule(
    'lb/ListenerRule',
    'conditions[*hostHeader*',
    'name',
    'hosts per environment; paths are the same',
  ),
  rule('route53/Record', 'name', 'name', 'hosts per environment'),
  rule('acm/Certificate', '*omainName', 'name', 'hosts per environment'),
  rule('acm/Certificate', 'subjectAlternativeNames*', 'name', 'hosts per environment'),
  rule('cloudfront/Distribution', 'aliases*', 'name', 'hosts per environment'),
  rule('*', '*escription', 'name', 'a text for people'),
  rule('*', 'tags.CostCenter', 'name', 'who pays'),
  rule('*', 'tags.Name', 'name', 'physical name'),
  ...[
    'name',
    'bucket',
    'identifier',
    'clusterIdentifier',
    'replicationGroupId',
    'family',
    'dashboardName',
  ].map((path) => rule('*', path, 'name', 'physical name')),
  rule('cognito/UserPoolDomain', 'domain', 'name', 'unique in the whole of AWS'),
  rule('config', 'environment', 'name', 'the environment itself'),
  rule('config', 'region', 'region', 'where it runs'),
  rule('config', '*cidr', 'cidr', 'networks do not overlap'),
  rule('config', '*domain*', 'name', 'hosts per environment'),
  rule('config', '*hostedZoneId', 'name', 'hosts per environment'),
  rule('config', '*certificateDomains*', 'name', 'hosts per environment'),
  rule('config', '*host', 'name', 'hosts per environment'),
  rule('config', 'costCenter', 'name', 'who pays'),
  rule('config', 'base', 'name', 'where the image repository comes from'),
  rule('config', 'imageRepository', 'name', 'where the images come from'),
  rule('config', 'images*', 'version', 'digests are promoted'),
  rule('config', 'sha', 'version', 'the commit that runs'),
  rule('config', '*.cpu', 'size', 'sizes per environment'),
  rule('config', '*.memory', 'size', 'sizes per environment'),
  rule('config', 'sizes*', 'size', 'sizes per environment'),
  rule('config', 'capacityProvider', 'size', 'Spot or on demand'),
  rule('config', 'database.class', 'size', 'database size per environment'),
  rule('config', 'database.capacity*', 'size', 'database size per environment'),
  rule('config', 'database.storageGb', 'size', 'database size per environment'),
  rule('config', 'cache.nodeType', 'size', 'cache size per environment'),
  rule('config', '*count*', 'count', 'tasks per environment'),
  rule('config', 'database.replicas', 'count', 'replicas per environment'),
  rule('config', 'database.multiAz', 'count', 'a standby is one more copy'),
  rule('config', 'cache.nodes', 'count', 'nodes per environment'),
  rule('config', 'network.zones*', 'count', 'Availability Zones per environment'),
  rule('config', 'network.nat', 'count', 'none, one, or one per zone'),
  rule('config', 'network.peers*', 'count', 'peering is optional'),
  rule('config', 'database.finalSnapshot', 'protection', 'production only'),
  rule('config', 'overview*', 'count', 'one dashboard over all environments'),
  rule('config', 'protection', 'protection', 'production only'),
  rule('config', '*ays', 'threshold', 'retention per environment'),
  rule('config', 'autoscaling*', 'threshold', 'autoscaling per environment'),
  rule('config', 'alarms*', 'threshold', 'thresholds per environment'),
  rule('config', 'budget*', 'threshold', 'budget per environment'),
  rule('config', 'firewall', 'threshold', 'rate limit per environment'),
  rule('config', 'health*', 'threshold', 'health-check times per environment'),
  rule('config', 'parameters.values*', 'threshold', 'values per environment'),
  rule('config', 'parameters.shared', 'count', 'shared parameters have one owner in a region'),
];

/** The rule that allows a setting to differ; null: it must be the same. */
export function settingRule(kind: string, path: string): Rule | null {
  const place = path.replace(/\[[^\]=]*(=[^\]]*)?\]/g, '[]');
  return (
    SETTING_RULES.find(
      (one) => matches(one.kind, kind) && (matches(one.path, path) || matches(one.path, place)),
    ) ?? null
  );
}
