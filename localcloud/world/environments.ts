import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { startStackRunner } from '../../action-shared/engine/stack-runner-client.ts';
import type {
  OperationRequest,
  StackRunner,
} from '../../action-shared/engine/stack-runner-session.ts';
import type { ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { BASE_PROJECT } from '../../action-shared/naming/preview-names.ts';
import { ENVIRONMENT_PROJECT, permanentStack } from '../../action-shared/naming/permanent-names.ts';
import type { EnvironmentName } from '../../programs/environment/config.ts';
import {
  neighboursIn,
  stackFileConfig,
  VALUES_KEY,
} from '../../programs/environment/stack-files.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import type { LocalCloud } from '../cloud.ts';
import { runOperation } from './engine-run.ts';
import type { Done } from './engine-run.ts';
import { localBaseValues } from './organisation.ts';
import { shopAppFile } from './shop.ts';

const FOLDER = join(REPOSITORY_ROOT, 'programs/environment');
const BASES = join(REPOSITORY_ROOT, 'programs/base');
/** Below the base's own domain, so that the base's zone holds its records. */
const DOMAIN = 'acme.localhost';

/** A stack runner may take so long to finish what is in flight. */
const END_SECONDS = 60;

const part = z.record(z.string(), z.unknown());
type Values = Readonly<Record<string, unknown>>;

/** What an environment is given instead of its files. */
export interface Given {
  /** Over the values of its stack file; of a part such as `database`, only the keys that are given. */
  readonly values?: Values;
  /** Text of the app's file instead of the usual one. */
  readonly appFile?: string;
  /** Reference -> variable of the stack runner that holds the value. */
  readonly secretVariables?: Readonly<Record<string, string>>;
}

/** One stack, run by a stack runner of its own: stacks may work at the same time. */
export interface LocalStack {
  readonly address: StackAddress;
  up(given?: Given): Promise<Done>;
  /** What `up` would do. */
  plan(given?: Given): Promise<Done>;
  refresh(): Promise<Done>;
  /** Removes the empty stack too. */
  destroy(): Promise<Done>;
  /** Ends its stack runner. */
  end(): Promise<void>;
}

export interface StackOptions {
  /** Entry of the stack runner: the bundle's, or the source's. */
  readonly entry: string;
  /** Where the stack runners leave their messages. */
  readonly folder: string;
  /** Variables of the stack runners besides the cloud's: secrets travel so. @default none */
  readonly env?: Readonly<Record<string, string>>;
}

/** The base `dev`, in the cloud's own region. */
export function baseStack(cloud: LocalCloud, options: StackOptions): LocalStack {
  const { region } = cloud;
  const config = (values: Values = {}) => ({ ...localBaseValues(cloud), region, ...values });
  return localStack(cloud, options, { project: BASE_PROJECT, stack: 'dev', region }, (given) => ({
    name: 'base',
    config: config(given.values),
  }));
}

/** What all environments share: the images by digest, the commit they are made of, the domain's zone. */
export interface Release {
  /** Service -> `sha256:...`. */
  readonly images: Readonly<Record<string, string>>;
  readonly sha: string;
  readonly hostedZoneId: string;
}

/**
 * The permanent environments of the shop by their committed stack files, on the edge's own ports.
 * @param appFile Text of the app's file. @default the example's
 */
export function shopEnvironments(
  cloud: LocalCloud,
  options: StackOptions,
  release: Release,
  appFile = shopAppFile,
): Readonly<Record<EnvironmentName, LocalStack>> {
  const stack = (environment: EnvironmentName) => {
    const values = localValues(cloud, environment, release);
    const region = z.string().parse(values['region']);
    const place = {
      project: ENVIRONMENT_PROJECT,
      stack: permanentStack('shop', environment),
      region,
    };
    return localStack(cloud, options, place, (given) =>
      environmentCall(environment, values, { appFile, ...given }),
    );
  };
  return { dev: stack('dev'), staging: stack('staging'), production: stack('production') };
}

function localValues({ edge }: LocalCloud, environment: EnvironmentName, release: Release): Values {
  const config = stackFileConfig(join(FOLDER, `Pulumi.${environment}.yaml`));
  return {
    ...z.record(z.string(), z.unknown()).parse(config?.[VALUES_KEY]),
    ...release,
    domain: DOMAIN,
    listenerPorts: { http: edge.httpPort, https: edge.httpsPort },
  };
}

function environmentCall(
  environment: EnvironmentName,
  values: Values,
  { values: more, appFile = '', secretVariables = {} }: Given,
): ProgramCall {
  const file = `Pulumi.${environment}.yaml`;
  return {
    name: 'environment',
    secretVariables: { ...secretVariables },
    source: {
      ...{ environment, file },
      app: { text: appFile, fileName: 'macro-infra.yml', repositoryName: 'acme/shop' },
      values: over(values, more ?? {}),
      neighbours: [...neighboursIn(FOLDER, file, 'shop', BASES)],
    },
  };
}

function over(values: Values, more: Values): Record<string, unknown> {
  const parts = Object.entries(more).map(([key, value]) => {
    const [below, above] = [part.safeParse(values[key]).data, part.safeParse(value).data];
    return [key, below === undefined || above === undefined ? value : { ...below, ...above }];
  });
  return { ...values, ...z.record(z.string(), z.unknown()).parse(Object.fromEntries(parts)) };
}

function localStack(
  cloud: LocalCloud,
  { entry, folder, env: more = {} }: StackOptions,
  place: Pick<StackAddress, 'project' | 'stack' | 'region'>,
  call: (given: Given) => ProgramCall,
): LocalStack {
  const own = join(folder, `${place.project}-${place.stack}`);
  mkdirSync(own, { recursive: true });
  const env = { ...process.env, ...cloud.env, AWS_DEFAULT_REGION: place.region, ...more };
  let runner: StackRunner | null = null;
  // It ends by itself when nothing is asked of it for five minutes.
  const run = (operation: OperationRequest) => {
    if (runner?.alive() !== true) runner = startStackRunner({ folder: own, entry, env });
    return runOperation(runner, operation);
  };
  const backendUrl = cloud.env['PULUMI_BACKEND_URL'] ?? '';
  const address = { ...place, backendUrl, secretsProvider: 'passphrase' };
  return {
    address,
    up: (given = {}) => run({ type: 'up', address, program: call(given), refresh: false }),
    plan: (given = {}) => run({ type: 'preview', address, program: call(given) }),
    refresh: () => run({ type: 'refresh', address }),
    destroy: () => run({ type: 'destroy', address, removeStack: true }),
    end: () => (runner === null ? Promise.resolve() : endRunner(runner)),
  };
}

/** What is in flight is finished; a stack runner that does not come to an end is killed with its engine. */
async function endRunner(runner: StackRunner): Promise<void> {
  runner.cancel();
  if (await runner.end(END_SECONDS)) return;
  process.kill(-runner.identity.pid, 'SIGKILL');
}
