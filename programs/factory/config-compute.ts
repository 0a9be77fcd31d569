import type { QuietHours } from '../components/compute/autoscaling.ts';
import type { TaskArgs } from '../components/compute/task-definition.ts';
import type { HealthCheckArgs } from '../components/routing/service-route.ts';

/** What is known of an environment only once it is being made. */
export interface Runtime {
  /** URL of every service. */
  readonly urls: Readonly<Record<string, string>>;
  /** URL of the primary service. */
  readonly url: string;
  /** Null where there is none. */
  readonly database: {
    readonly host: string;
    /** Reads may go here; the host itself where there is no replica. */
    readonly readerHost: string;
    readonly name: string;
    readonly port: number;
  } | null;
  readonly cache: { readonly host: string; readonly port: number } | null;
}

export type Variables = Readonly<Record<string, string>>;

export interface ScalingValues {
  readonly min: number;
  readonly max: number;
  /** Percent that is aimed at. */
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  /** Seconds between two steps up, and down. */
  readonly outSeconds: number;
  readonly inSeconds: number;
  readonly quietHours: QuietHours | null;
}

export interface ServiceValues {
  readonly name: string;
  readonly primary: boolean;
  readonly names: TaskArgs['names'] & {
    readonly service: string;
    readonly targetGroup: string;
    readonly securityGroup: string;
  };
  /** In full, or the digest of an image in the environment's repository: `sha256:...`. */
  readonly image: string;
  /** Null runs the image's own command. */
  readonly command: readonly string[] | null;
  readonly port: number;
  /** CPU units, 1024 is one vCPU. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  /** Tasks wanted. */
  readonly count: number;
  readonly capacityProvider: 'FARGATE' | 'FARGATE_SPOT';
  /** Percent of `count` that a deployment keeps running at least, and starts at most. */
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly logRetentionDays: number;
  /** Null matches every host; the slot is unique on the listener. */
  readonly route: {
    readonly host: string | null;
    readonly paths: readonly string[];
    readonly priority: number;
  };
  /** Where it answers: a URL, or what follows the load balancer's own origin in it. */
  readonly address: { readonly url: string } | { readonly path: string };
  readonly health: HealthCheckArgs & {
    /** Seconds after start in which failing checks do not stop a task. */
    readonly graceSeconds: number;
  };
  /** Seconds that open connections may drain. */
  readonly deregistrationSeconds: number;
  /** Variables without secrets; a function where addresses of the environment are in them. */
  readonly variables: Variables | ((runtime: Runtime) => Variables);
  /** Variable -> reference that is looked up: `ssm:/shop/token`. */
  readonly secrets: Variables;
  /** Variable -> ECS `valueFrom`, looked up already. */
  readonly valueFroms: Variables;
  /** Null: as many tasks as `count` says. */
  readonly scaling: ScalingValues | null;
}

export interface OneOffTaskValues {
  readonly name: string;
  /** Service whose image, sizes, variables and secrets it has. */
  readonly service: string;
  readonly command: readonly string[];
  readonly names: TaskArgs['names'] & { readonly service: string };
  /** Null: somebody starts it. */
  readonly schedule: {
    /** Physical names, each up to 64 characters. */
    readonly scheduleName: string;
    readonly roleName: string;
    /** `cron(0 3 * * ? *)` or `rate(1 hour)`. */
    readonly expression: string;
    readonly timeZone: string;
  } | null;
}

/** Tasks of an app that are run while the stack is made, before its services. */
export interface OneOffRunsValues {
  /** Physical names of the function that runs them and of its role, each up to 64 characters. */
  readonly functionName: string;
  readonly roleName: string;
  readonly logRetentionDays: number;
  /** One after the other, in this order. */
  readonly tasks: readonly (Omit<OneOffTaskValues, 'schedule' | 'names'> & {
    readonly names: TaskArgs['names'];
    /** Runs again whenever this text is another one; null: once in the life of the stack. */
    readonly trigger: string | null;
  })[];
}

export interface ComputeValues {
  readonly clusterName: string;
  /** Container Insights. */
  readonly insights: boolean;
  /** Private zone in which services find each other: `staging.internal`; null: none. */
  readonly zoneName: string | null;
  /** `aws ecs execute-command` into tasks. */
  readonly exec: boolean;
  /** Secret with the pull credentials of a private registry outside ECR. */
  readonly registryCredentialsArn: string | null;
  readonly services: readonly ServiceValues[];
  readonly tasks: readonly OneOffTaskValues[];
  /** Null: nothing is run. */
  readonly runs: OneOffRunsValues | null;
  /** References to stores outside AWS, whose values are kept in Secrets Manager. */
  readonly storedSecrets: {
    readonly references: readonly string[];
    /** Regions that get copies. */
    readonly replicaRegions: readonly string[];
  };
}
