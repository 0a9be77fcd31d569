import type { Tags } from '../components/tags.ts';
import type { ComputeValues } from './config-compute.ts';
import type { DataValues, DeliveryValues, ImagesValues } from './config-data.ts';
import type { OwnEdge, OwnNetwork, SharedEdge, SharedNetwork } from './config-network.ts';
import type { ParameterValues, WatchingValues } from './config-watching.ts';

/**
 * All that one environment is made of, decided: a base, a preview and a permanent environment differ in
 * nothing but these values. A part is its own, shared with a base, or absent (null).
 */
export interface EnvironmentConfig {
  /** `dev`, `staging`, `pr-42`. */
  readonly environment: string;
  /** `shop`; `base` for what previews share. */
  readonly app: string;
  /** `owner/name`: keeps names apart that are unique in the whole of AWS. */
  readonly repository: string;
  readonly region: string;
  readonly domain: string | null;
  /** On everything that can carry tags. */
  readonly tags: Tags;
  /** The engine deletes nothing that holds data or an address while it is true. */
  readonly protection: boolean;
  readonly network: OwnNetwork | SharedNetwork;
  readonly edge: OwnEdge | SharedEdge;
  /** Where images come from; null: every service names its image in full. */
  readonly images: ImagesValues | null;
  readonly compute: ComputeValues | null;
  readonly data: DataValues | null;
  readonly delivery: DeliveryValues | null;
  readonly watching: WatchingValues | null;
  readonly parameters: ParameterValues | null;
  /** Changes exactly when it would be built differently. */
  readonly fingerprint: string;
}
