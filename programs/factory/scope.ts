import * as pulumi from '@pulumi/pulumi';
import { permanentName } from '../../action-shared/naming/permanent-names.ts';
import type { PermanentResource } from '../../action-shared/naming/permanent-names.ts';
import type { Tags } from '../components/tags.ts';
import type { EnvironmentConfig } from './config.ts';

/** What every part of an environment is built from, besides its own values. */
export interface Scope {
  readonly environment: string;
  readonly app: string;
  readonly region: string;
  readonly domain: string | null;
  readonly tags: Tags;
  /** `staging-shop`: first part of names inside the engine. */
  readonly prefix: string;
  /**
   * Options of what holds data or an address that others know: with `protection` the engine deletes
   * none of it. Task definitions and the like are replaced by every deployment and stay free.
   */
  readonly precious: pulumi.ComponentResourceOptions;
  /** Physical name of something there is once. */
  readonly name: (resource: PermanentResource) => string;
  /** Outputs of another stack, each stack read once. */
  readonly outputsOf: (stack: string) => pulumi.Output<unknown>;
}

export function scopeOf(config: EnvironmentConfig): Scope {
  const { environment, app, region, domain, tags, protection } = config;
  const references = new Map<string, pulumi.StackReference>();
  return {
    ...{ environment, app, region, domain, tags },
    prefix: `${environment}-${app}`,
    precious: protection ? { protect: true } : {},
    name: (resource) => permanentName(config, resource),
    outputsOf: (stack) => {
      const known = references.get(stack) ?? new pulumi.StackReference(stack);
      references.set(stack, known);
      return known.outputs;
    },
  };
}
