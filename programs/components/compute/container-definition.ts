import { createHash } from 'node:crypto';

export interface ContainerArgs {
  readonly name: string;
  /** By digest. */
  readonly image: string;
  /** Null runs the image's own command. */
  readonly command: readonly string[] | null;
  /** Null: the container listens on none. */
  readonly port: number | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Name of the variable -> ECS `valueFrom`. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly logGroup: string;
  readonly region: string;
  /** Secret with the pull credentials of a private registry. @default none */
  readonly registryCredentialsArn?: string;
}

/**
 * Container definitions of a task with one container, as ECS wants them (JSON). Sorted, so that the
 * order in a file never rolls tasks; the configuration's hash is a label, so that one can see in the
 * console whether two tasks run with the same configuration.
 */
export function containerDefinitions(args: ContainerArgs): string {
  const environment = pairs(args.environment).map(([name, value]) => ({ name, value }));
  const secrets = pairs(args.secrets).map(([name, valueFrom]) => ({ name, valueFrom }));
  const container = {
    name: args.name,
    image: args.image,
    essential: true,
    ...(args.command === null ? {} : { command: args.command }),
    ...(args.registryCredentialsArn === undefined
      ? {}
      : { repositoryCredentials: { credentialsParameter: args.registryCredentialsArn } }),
    ...portMappings(args.port),
    environment,
    ...(secrets.length === 0 ? {} : { secrets }),
    dockerLabels: { 'macro-infra.configuration': configurationHash(args) },
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': args.logGroup,
        'awslogs-region': args.region,
        'awslogs-stream-prefix': args.name,
      },
    },
  };
  return JSON.stringify([container]);
}

function portMappings(port: number | null) {
  if (port === null) return {};
  return { portMappings: [{ containerPort: port, hostPort: port, protocol: 'tcp' }] };
}

/** 12 hexadecimal digits over the variables and the secrets' references (versions included). */
export function configurationHash(args: Pick<ContainerArgs, 'environment' | 'secrets'>): string {
  const text = JSON.stringify([pairs(args.environment), pairs(args.secrets)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

function pairs(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
