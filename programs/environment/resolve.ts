import { permanentStack } from '../../action-shared/naming/permanent-names.ts';
import { originOf, entranceOf } from '../factory/addresses.ts';
import type { ComputeValues } from '../factory/config-compute.ts';
import type { DatabaseValues, DataValues, DeliveryValues } from '../factory/config-data.ts';
import type { OwnEdge, OwnNetwork } from '../factory/config-network.ts';
import type { ParameterValues, WatchingValues } from '../factory/config-watching.ts';
import type { EnvironmentConfig } from '../factory/config.ts';
import type { PermanentEnvironment } from './config.ts';
import { certificateNames, hostsOf, serviceAddresses } from './hosts.ts';
import {
  clusterOf,
  databaseName,
  environmentFingerprint,
  environmentTags,
  internalZone,
  nameOf,
  parameterPrefix,
  runsPublic,
  storedReferences,
} from './plan.ts';
import { serviceValues } from './resolve-services.ts';
import { taskValues } from './resolve-tasks.ts';

/** Answer for hosts and paths without a service. */
const NOT_FOUND_TEXT = 'Nothing answers here. The host or the path is not one of this environment.';

/** Settings that every environment has, unless its values say otherwise. */
const SETTINGS = { 'database-max-connections': 100, 'cache-ttl': 300, 'api-timeout': 30 };

/** All that a permanent environment is made of: every part is its own, but the images' repository. */
export function environmentValues(config: PermanentEnvironment): EnvironmentConfig {
  const { environment, app, repository, region, domain, protection } = config;
  return {
    ...{ environment, app, repository, region, domain, protection },
    tags: environmentTags(config),
    network: networkValues(config),
    edge: edgeValues(config),
    images:
      config.base === null
        ? { kind: 'given', repository: config.imageRepository ?? '' }
        : { kind: 'shared', stack: config.base },
    compute: computeValues(config),
    data: dataValues(config),
    delivery: deliveryValues(config),
    watching: watchingValues(config),
    parameters: parameterValues(config),
    fingerprint: environmentFingerprint(config),
  };
}

function networkValues(config: PermanentEnvironment): OwnNetwork {
  return {
    ...{ kind: 'own', whose: 'environment' },
    ...config.network,
    tasksIn: runsPublic(config) ? 'public' : 'private',
    ports: config.listenerPorts,
  };
}

function edgeValues(config: PermanentEnvironment): OwnEdge {
  return {
    kind: 'own',
    loadBalancers: [nameOf(config, 'alb')],
    ports: config.listenerPorts,
    certificateDomains: certificateNames(config),
    hostedZoneId: config.hostedZoneId,
    ownZone: {
      comment: `${config.environment} of ${config.app}, managed by macro-infra`,
      forceDestroy: true,
    },
    hosts: hostsOf(config),
    deletionProtection: config.protection,
    accessLogs: config.buckets.logs,
    firewall: config.firewall,
    notFoundText: NOT_FOUND_TEXT,
  };
}

function computeValues(config: PermanentEnvironment): ComputeValues {
  return {
    clusterName: clusterOf(config),
    insights: config.insights,
    zoneName: internalZone(config),
    exec: config.exec,
    registryCredentialsArn: config.registryCredentials,
    services: serviceValues(config),
    tasks: taskValues(config),
    runs: null,
    storedSecrets: {
      references: storedReferences(config),
      replicaRegions: config.secretReplicas,
    },
  };
}

function dataValues(config: PermanentEnvironment): DataValues {
  return {
    kind: 'own',
    database: databaseValues(config),
    cache: config.cache,
    exports: config.buckets.backups,
    backupDays: config.backup.days,
    previews: null,
  };
}

function databaseValues(config: PermanentEnvironment): DatabaseValues | null {
  if (config.database === null) return null;
  const { engine, backupDays, finalSnapshot, rotationDays, ...values } = config.database;
  const common = {
    databaseName: databaseName(config),
    ...{ backupDays, finalSnapshot },
    deletionProtection: config.protection,
    ...(rotationDays === null ? {} : { rotationDays }),
  };
  const { storageGb, multiAz, capacity, replicas, password } = values;
  if (engine === 'rds')
    return {
      ...{ ...common, engine, instanceClass: values.class ?? '', storageGb, multiAz, replicas },
      password,
      passwordRegions: config.secretReplicas,
    };
  return { ...common, engine, instanceClass: values.class, capacity, replicas };
}

function deliveryValues(config: PermanentEnvironment): DeliveryValues {
  return {
    assets: config.buckets.assets,
    cdn: config.cdn ? cdnValues(config) : null,
    userPool: config.userPool
      ? { callbackUrls: [callbackUrl(config)], deletionProtection: config.protection }
      : null,
  };
}

function cdnValues(config: PermanentEnvironment): DeliveryValues['cdn'] {
  // What is not the primary service answers the API; with one service it does both.
  const api = config.services.find(({ primary }) => !primary) ?? config.services[0];
  const apiHost = serviceAddresses(config).get(api?.name ?? '')?.host ?? null;
  const { http, https } = config.listenerPorts;
  return { apiHost, apiPort: apiHost === null ? http : https };
}

/** Cognito sends people back to https only; an environment without a domain is for its developers. */
function callbackUrl(config: PermanentEnvironment): string {
  const { domain, listenerPorts, services } = config;
  const primary = services.find((service) => service.primary)?.name ?? '';
  const host = serviceAddresses(config).get(primary)?.host ?? null;
  if (host === null) return 'http://localhost:3000/auth/callback';
  return `${originOf(entranceOf(domain, listenerPorts), host)}/auth/callback`;
}

function watchingValues(config: PermanentEnvironment): WatchingValues {
  const { emails, ...thresholds } = config.alarms;
  const overview = Object.entries(config.overview ?? {});
  return {
    ...{ emails, thresholds },
    budget: { ...config.budget, stack: permanentStack(config.app, config.environment) },
    deployers: config.driftWatch.deployers,
    logRetentionDays: config.logDays,
    overview:
      config.overview === null
        ? null
        : overview.map(([environment, region]) => ({ environment, region })),
  };
}

function parameterValues(config: PermanentEnvironment): ParameterValues {
  const settings = Object.entries({ ...SETTINGS, ...config.parameters.values });
  const shared = { 'app-name': config.app, 'app-version': config.sha, 'log-level': 'info' };
  return {
    prefix: parameterPrefix(config),
    shared: config.parameters.shared ? shared : null,
    own: Object.fromEntries(settings.map(([key, value]) => [key, String(value)])),
  };
}
