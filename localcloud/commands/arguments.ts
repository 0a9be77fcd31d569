import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import type { LocalCloudOptions } from '../cloud.ts';

/** What follows `npm run localcloud --`. */
export interface CloudArguments {
  readonly command: string;
  readonly stateDir: string;
  readonly httpsPort?: number;
  readonly httpPort?: number;
  readonly githubPort?: number;
  readonly gatewayPort?: number;
  readonly region?: string;
  readonly persist: boolean;
  /** Lines per log. */
  readonly lines: number;
}

export const USAGE = `npm run localcloud -- start | stop | status | reset | env | logs
  --state-dir DIR     where the cloud keeps everything (default .local/cloud)
  --https-port N      port of https://*.localhost (default: a free one)
  --http-port N       port of http://*.localhost (default: a free one)
  --github-port N     port of GitHub (default: a free one)
  --gateway-port N    port of AWS (default: a free one)
  --region NAME       AWS region (default us-east-1)
  --persist           keep the state of AWS and GitHub for the next start
  --lines N           lines per log (default 40)`;

const OPTIONS = {
  'state-dir': { type: 'string' },
  'https-port': { type: 'string' },
  'http-port': { type: 'string' },
  'github-port': { type: 'string' },
  'gateway-port': { type: 'string' },
  region: { type: 'string' },
  persist: { type: 'boolean', default: false },
  lines: { type: 'string', default: '40' },
} as const;

const MAX_PORT = 65_535;

/** @throws UserError naming every argument that is wrong */
export function parseArguments(argv: readonly string[]): CloudArguments {
  const { values, positionals } = parsed(argv);
  const faults: string[] = [];
  const number = (name: string, text: string | undefined, max: number) => {
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
    faults.push(`--${name} is "${text}", allowed is a whole number from 1 to ${max}`);
    return undefined;
  };
  const ports = {
    httpsPort: number('https-port', values['https-port'], MAX_PORT),
    httpPort: number('http-port', values['http-port'], MAX_PORT),
    githubPort: number('github-port', values['github-port'], MAX_PORT),
    gatewayPort: number('gateway-port', values['gateway-port'], MAX_PORT),
  };
  const lines = number('lines', values.lines, 1_000_000);
  const { region } = values;
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    faults.push(`--region is "${region}", allowed is a region's name such as eu-west-2`);
  }
  if (positionals.length > 1) faults.push(`one command only, found: ${positionals.join(', ')}`);
  if (faults.length > 0) throw new UserError(`${faults.join('\n')}\n${USAGE}`);
  return {
    command: positionals[0] ?? '',
    stateDir: resolve(values['state-dir'] ?? join(REPOSITORY_ROOT, '.local', 'cloud')),
    persist: values.persist,
    lines: lines ?? 0,
    ...defined({ ...ports, region }),
  };
}

/** The part of the arguments that starts a cloud. */
export function cloudOptions(args: CloudArguments): LocalCloudOptions {
  const { stateDir, persist, httpsPort, httpPort, githubPort, gatewayPort, region } = args;
  return {
    stateDir,
    persist,
    ...defined({ httpsPort, httpPort, githubPort, gatewayPort, region }),
  };
}

/** The same arguments, for another process. */
export function toArgv(args: Omit<CloudArguments, 'command' | 'lines'>): string[] {
  const named = {
    'https-port': args.httpsPort,
    'http-port': args.httpPort,
    'github-port': args.githubPort,
    'gateway-port': args.gatewayPort,
    region: args.region,
  };
  return [
    `--state-dir=${args.stateDir}`,
    ...Object.entries(named).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}=${value}`],
    ),
    ...(args.persist ? ['--persist'] : []),
  ];
}

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (cause) {
    throw new UserError(`${errorMessage(cause)}\n${USAGE}`, { cause });
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined),
  ) as Defined<T>;
}
