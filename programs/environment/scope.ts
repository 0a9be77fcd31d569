import type * as pulumi from '@pulumi/pulumi';
import type { PermanentResource } from '../../action-shared/naming/permanent-names.ts';
import type { Tags } from '../components/tags.ts';
import type { EnvironmentConfig } from './config.ts';
import { environmentTags, nameOf, prefixOf } from './plan.ts';

/** What every part of an environment is built from. */
export interface Scope {
  readonly config: EnvironmentConfig;
  /** `staging-shop`: first part of every name inside the engine. */
  readonly prefix: string;
  readonly tags: Tags;
  /** The environment itself is the parent of all. */
  readonly child: { readonly parent: pulumi.Resource };
  /**
   * Options of what holds data or an address that others know: with `protection` the engine deletes
   * none of it. Task definitions and the like are replaced by every deployment and stay free.
   */
  readonly precious: { readonly parent: pulumi.Resource; readonly protect: boolean };
  /** Physical name of something there is once. */
  readonly name: (resource: PermanentResource) => string;
}

export function scopeOf(config: EnvironmentConfig, parent: pulumi.Resource): Scope {
  return {
    config,
    prefix: prefixOf(config),
    tags: environmentTags(config),
    child: { parent },
    precious: { parent, protect: config.protection },
    name: (resource) => nameOf(config, resource),
  };
}
