import type { DatabaseNames } from '../../action-shared/naming/database-names.ts';
import type { Lifecycle } from '../components/data/bucket-rules.ts';
import type { PostgresDatabaseArgs } from '../components/data/postgres-settings.ts';
import type { RedisCacheArgs } from '../components/data/redis-cache.ts';
import type { BaseReference } from './config-network.ts';

/** What the factory itself knows of a store: where it is, what it is called, who may connect. */
type Given = 'vpcId' | 'subnetIds' | 'clients' | 'tags' | 'identifier' | 'groupName';
type Own<T> = T extends unknown ? Omit<T, Given> : never;

export type DatabaseValues = Own<PostgresDatabaseArgs>;
export type CacheValues = Own<RedisCacheArgs>;

export interface OwnData {
  readonly kind: 'own';
  readonly database: DatabaseValues | null;
  readonly cache: CacheValues | null;
  /** How long exports stay in their bucket; null: there is none. */
  readonly exports: Lifecycle | null;
  /** Days that the backup plan keeps the database; null: only its own backups. */
  readonly backupDays: number | null;
  /** Previews get databases of their own on the database's cluster; null: they do not. */
  readonly previews: {
    /** Extensions of every preview's database. */
    readonly extensions: readonly string[];
    readonly logRetentionDays: number;
  } | null;
}

/** A database of its own on the cluster of a base. */
export interface SharedData {
  readonly kind: 'shared';
  readonly base: BaseReference;
  readonly database: DatabaseNames;
}

export type DataValues = OwnData | SharedData;

export interface DeliveryValues {
  /** How long static files stay. */
  readonly assets: Lifecycle;
  /** Host that answers the API, on the HTTPS port; null: the load balancer's own, by HTTP. */
  readonly cdn: { readonly apiHost: string | null; readonly apiPort: number } | null;
  readonly userPool: {
    readonly callbackUrls: readonly string[];
    readonly deletionProtection: boolean;
  } | null;
}

/** An image repository of its own, a base's, or any other one. */
export type ImagesValues =
  | { readonly kind: 'own'; readonly repositoryName: string; readonly imagesKept: number }
  | { readonly kind: 'shared'; readonly stack: string }
  | { readonly kind: 'given'; readonly repository: string };
