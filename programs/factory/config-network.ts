import type { Lifecycle } from '../components/data/bucket-rules.ts';
import type { InterfaceEndpoint } from '../../action-shared/config/network-values.ts';

/** The base whose network and load balancer are shared. */
export interface BaseReference {
  /** `dev`, for messages. */
  readonly name: string;
  /** `organization/macro-infra-base/dev`. */
  readonly stack: string;
}

/** Another network that is reached by private addresses: of another stack, or by ids. */
export interface PeerValues {
  readonly name: string;
  readonly cidr: string;
  readonly region: string;
  /** Stack whose outputs tell network and route tables. */
  readonly stack?: string | undefined;
  readonly vpcId?: string | undefined;
  readonly routeTableIds?: readonly string[] | undefined;
  /** Route tables that the other stack exports. */
  readonly routeTables: number;
  /** 12 digits; with `roleArn`, a role there that may accept the peering and add routes. */
  readonly accountId?: string | undefined;
  readonly roleArn?: string | undefined;
}

export interface OwnNetwork {
  readonly kind: 'own';
  /** For messages: whose values they are, `base` or `environment`. */
  readonly whose: string;
  /** IPv4 range, /16 to /22. */
  readonly cidr: string;
  /** Availability Zones: how many, or which. */
  readonly zones: number | readonly string[];
  readonly nat: 'none' | 'one' | 'per-zone';
  /** Public: tasks get an address of their own there, as nothing else leads out without NAT. */
  readonly tasksIn: 'public' | 'private';
  /** Ports that the network ACL opens to everyone: the load balancers'. */
  readonly ports: { readonly http: number; readonly https: number };
  /** Days that flow logs are kept; null: none are taken. */
  readonly flowLogDays: number | null;
  /** Interface endpoints beside the free one for S3; null: no endpoints at all. */
  readonly endpoints: readonly InterfaceEndpoint[] | null;
  readonly peers: readonly PeerValues[];
}

export interface SharedNetwork {
  readonly kind: 'shared';
  readonly base: BaseReference;
}

export interface OwnEdge {
  readonly kind: 'own';
  /** Names of the load balancers; services answer on the first. */
  readonly loadBalancers: readonly string[];
  readonly ports: { readonly http: number; readonly https: number };
  /** Names of the certificate; without a domain there are none, and HTTP only. */
  readonly certificateDomains: readonly string[];
  /** Zone of the domain; null: one of its own is made. */
  readonly hostedZoneId: string | null;
  /** A zone that is made: what it says about itself, and whether it goes with records of others in it. */
  readonly ownZone: { readonly comment: string; readonly forceDestroy: boolean };
  /** Host names that lead to the first load balancer, wildcards included. */
  readonly hosts: readonly string[];
  /** AWS refuses to delete the load balancers while it is true. */
  readonly deletionProtection: boolean;
  /** How long access logs are kept; null: none are taken. */
  readonly accessLogs: Lifecycle | null;
  /** Requests of one address in 5 minutes before it is blocked; null: no firewall. */
  readonly firewall: number | null;
  /** Answer for hosts and paths without a service, up to 1,024 characters. */
  readonly notFoundText: string;
}

export interface SharedEdge {
  readonly kind: 'shared';
  readonly base: BaseReference;
  /** Which of the base's load balancers, and the ARN it had when that was decided. */
  readonly loadBalancer: { readonly index: number; readonly arn: string };
  /** Host names that the base's wildcard does not lead to it. */
  readonly hosts: readonly string[];
}
