import type * as pulumi from '@pulumi/pulumi';
import type { TaskArgs } from '../../components/compute/task-definition.ts';
import type { DataPart } from './data.ts';
import type { EdgePart } from './edge.ts';
import type { ImagesPart } from './images.ts';
import type { NetworkPart } from './network.ts';

/** What the services stand on. */
export interface Ground {
  readonly network: NetworkPart;
  readonly edge: EdgePart;
  readonly images: ImagesPart;
  readonly data: DataPart;
  /** `valueFrom` of secrets from outside AWS, by reference. */
  readonly stored: Readonly<Record<string, pulumi.Output<string>>>;
  /** Ids of security groups by service. */
  readonly groups: Readonly<Record<string, pulumi.Output<string>>>;
}

/** What the containers of a service have, whether they serve or run once. */
export type ServiceTask = Omit<TaskArgs, 'names' | 'port' | 'command'>;
