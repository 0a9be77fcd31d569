import type { BaseConfig } from '../../action-shared/config/base.ts';
import { resourceTags } from '../../action-shared/naming/tags.ts';

/** Pulumi project of every base. */
export const BASE_PROJECT = 'macro-infra-base';

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
    app: 'base',
    environment: config.name,
    deploymentType: 'base',
    costCenter: config.costCenter,
    repository: config.repository,
    stack: config.name,
  });
}

/** `https://host` or `http://host`, with the port unless it is the scheme's own. */
export function baseUrl(config: BaseConfig, host: string): string {
  const [scheme, port, usual] =
    config.domain === null
      ? ['http', config.listenerPorts.http, 80]
      : ['https', config.listenerPorts.https, 443];
  return `${scheme}://${host}${port === usual ? '' : `:${port}`}`;
}
