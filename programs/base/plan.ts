import type { BaseConfig } from '../../action-shared/config/base.ts';
import { baseFingerprint, certificateDomains } from '../../action-shared/config/base.ts';
import { BASE_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { resourceTags } from '../../action-shared/naming/tags.ts';
import { NO_PREVIEW_TEXT } from '../components/routing/shared-load-balancer.ts';
import type { DataValues } from '../factory/config-data.ts';
import type { OwnEdge, OwnNetwork } from '../factory/config-network.ts';
import type { EnvironmentConfig } from '../factory/config.ts';

/** App of every base: what previews share belongs to none of the apps. */
const BASE_APP = 'base';
/** The administrator's own database; previews' have names with `_pr_`. */
const FIRST_DATABASE = 'macro_infra';
const LOG_RETENTION_DAYS = 30;

/** What every preview shares: network, load balancers, certificate, DNS and the image repository. */
export function baseEnvironment(config: BaseConfig): EnvironmentConfig {
  const { name: environment, repository, region, domain } = config;
  return {
    ...{ environment, repository, region, domain },
    app: BASE_APP,
    tags: baseTags(config),
    protection: false,
    network: networkValues(config),
    edge: edgeValues(config),
    images: {
      kind: 'own',
      repositoryName: config.imageRepository,
      imagesKept: config.imagesKept,
    },
    compute: null,
    data: dataValues(config),
    delivery: null,
    watching: null,
    parameters: null,
    fingerprint: baseFingerprint(config),
  };
}

function networkValues({ cidr, zones, nat, ...config }: BaseConfig): OwnNetwork {
  return {
    ...{ kind: 'own', whose: 'base', cidr, zones, nat },
    // Previews run in the public subnets and need no NAT, even where there is one.
    tasksIn: 'public',
    ports: config.listenerPorts,
    flowLogDays: config.flowLogDays,
    endpoints: config.endpoints,
    peers: [],
  };
}

/** The cluster of the previews' databases; what they hold can be made again, so no backup plan. */
function dataValues({ database, deletionProtection }: BaseConfig): DataValues | null {
  if (database === null) return null;
  const { capacity, backupDays, extensions } = database;
  return {
    kind: 'own',
    database: {
      engine: 'aurora-serverless',
      databaseName: FIRST_DATABASE,
      instanceClass: null,
      replicas: 0,
      dataApi: true,
      ...{ capacity, backupDays, deletionProtection },
    },
    cache: null,
    exports: null,
    backupDays: null,
    previews: { extensions, logRetentionDays: LOG_RETENTION_DAYS },
  };
}

function edgeValues(config: BaseConfig): OwnEdge {
  const hosts = certificateDomains(config);
  return {
    kind: 'own',
    loadBalancers: loadBalancerNames(config),
    ports: config.listenerPorts,
    certificateDomains: hosts,
    hostedZoneId: config.hostedZoneId,
    // Records that are left in it are previews that are still there.
    ownZone: {
      comment: `previews of ${config.name}-base, managed by macro-infra`,
      forceDestroy: false,
    },
    // Names of the certificate answer at the first load balancer; other shards' hosts get own records.
    hosts,
    deletionProtection: config.deletionProtection,
    accessLogs: null,
    firewall: null,
    notFoundText: NO_PREVIEW_TEXT,
  };
}

/** Load balancer names of a base, one per shard: `dev-base-alb-1`. */
export function loadBalancerNames(config: BaseConfig): readonly string[] {
  return Array.from(
    { length: config.shards },
    (_, index) => `${config.name}-base-alb-${index + 1}`,
  );
}

/** Tags of everything a base owns. */
export function baseTags(config: BaseConfig): Record<string, string> {
  return resourceTags({
    project: BASE_PROJECT,
    app: BASE_APP,
    environment: config.name,
    deploymentType: 'base',
    costCenter: config.costCenter,
    repository: config.repository,
    stack: config.name,
  });
}
