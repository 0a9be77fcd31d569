import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ECRClient } from '@aws-sdk/client-ecr';
import { enginePath, pythonPath } from '../tools/setup/locations.ts';
import { startContainerEngine, type ContainerEngine } from './containers/engine.ts';
import { pushImage, type PushedImage } from './containers/push.ts';
import { startEdge, type Edge } from './edge/start.ts';
import { cloudEnvironment } from './environment.ts';
import { startGateway, type Gateway } from './gateway/start.ts';
import { startGitHub, type LocalGitHub } from './github/server.ts';
import { installLanguageHost } from './language-host/install.ts';
import { startMiniStack, type MiniStack } from './ministack/start.ts';
import { installProvider } from './provider/install.ts';

export interface LocalCloudOptions {
  /** Folder for everything the cloud writes; one cloud per folder. Made if missing. */
  readonly stateDir: string;
  /** @default a free port */
  readonly httpsPort?: number;
  /** @default a free port */
  readonly httpPort?: number;
  /** @default a free port */
  readonly githubPort?: number;
  /** @default a free port */
  readonly gatewayPort?: number;
  /** @default us-east-1 */
  readonly region?: string;
  /** Keep the state of AWS and GitHub for the next start in this folder. @default false */
  readonly persist?: boolean;
  /** Length of one second of AWS's waiting, in real seconds. @default MiniStack's */
  readonly timeScale?: number;
  /** Pulumi's backend. @default `file://<stateDir>/state` */
  readonly backendUrl?: string;
  /** PATH of the environment to add to. @default this process's */
  readonly path?: string;
  /** Receives one line per step and per fault. @default silent */
  readonly log?: (line: string) => void;
}

export interface LocalCloud {
  readonly stateDir: string;
  readonly region: string;
  readonly pulumiHome: string;
  /** Folder of the image registry. */
  readonly registryDir: string;
  /** All that an action or a shell needs, to be added to its environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly containers: ContainerEngine;
  readonly ministack: MiniStack;
  readonly gateway: Gateway;
  readonly edge: Edge;
  readonly github: LocalGitHub;
  /** Stores a folder with an `image.json` and makes it known to Amazon ECR. */
  pushImage(folder: string, repository: string, tag?: string): Promise<PushedImage>;
  /** Ends every part and waits for it; nothing is left running. Safe to call twice. */
  stop(): Promise<void>;
}

/** MiniStack's own account; another 12-digit key would be another account. */
const ACCOUNT = '000000000000';
const DEFAULT_REGION = 'us-east-1';
const MAX_SOCKET_PATH_BYTES = 107;

interface Parts {
  readonly containers: ContainerEngine;
  readonly ministack: MiniStack;
  readonly gateway: Gateway;
  readonly edge: Edge;
  readonly github: LocalGitHub;
}

/**
 * Starts everything macro-infra talks to, on loopback. When one part does not start, the others
 * are stopped and the first fault is thrown.
 */
export async function startLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  const stateDir = resolve(options.stateDir);
  const region = options.region ?? DEFAULT_REGION;
  const pulumiHome = join(stateDir, 'pulumi');
  for (const dir of [pulumiHome, join(stateDir, 'state')]) mkdirSync(dir, { recursive: true });

  const { parts, stop } = await startParts(stateDir, pulumiHome, { ...options, region });
  const env = cloudEnvironment(
    {
      gatewayUrl: parts.gateway.url,
      githubApiUrl: parts.github.apiUrl,
      githubServerUrl: parts.github.serverUrl,
      region,
      accessKeyId: ACCOUNT,
      pulumiHome,
      backendUrl: options.backendUrl ?? `file://${join(stateDir, 'state')}`,
      enginePath: enginePath(),
      caFile: parts.edge.caFile,
    },
    options.path ?? process.env['PATH'],
  );
  const { registryDir } = parts.containers;
  const ecr = ecrClient(parts.gateway.url, region);
  return {
    ...parts,
    stateDir,
    region,
    pulumiHome,
    registryDir,
    env,
    pushImage: (folder, repository, tag) =>
      pushImage({ folder, repository, registryDir, ecr, ...(tag === undefined ? {} : { tag }) }),
    stop: () => {
      ecr.destroy();
      return stop();
    },
  };
}

/** Starts the parts side by side, each as soon as what it needs is there. */
async function startParts(
  stateDir: string,
  pulumiHome: string,
  options: LocalCloudOptions & { readonly region: string },
): Promise<{ parts: Parts; stop: () => Promise<void> }> {
  const started: { stop(): Promise<void> }[] = [];
  const part = async <T extends { stop(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
    const running = await starting;
    started.push(running);
    return running;
  };
  let stopping: Promise<void> | undefined;
  const stop = () => (stopping ??= stopAll(started));

  const containers = part(containerEngine(stateDir));
  const ministack = containers.then((engine) => part(emulator(stateDir, engine, options)));
  const gateway = ministack.then(({ url }) => part(gatewayTo(url, stateDir, options)));
  const edge = ministack.then(({ url }) => part(edgeTo(url, stateDir, options)));
  const github = part(gitHub(stateDir, options));
  const plugins = [installProvider(pulumiHome), installLanguageHost(pulumiHome)] as const;
  const all = [containers, ministack, gateway, edge, github, ...plugins] as const;
  const settled = await Promise.allSettled(all);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) {
    await stop();
    throw failed.reason;
  }
  const parts: Parts = {
    containers: await containers,
    ministack: await ministack,
    gateway: await gateway,
    edge: await edge,
    github: await github,
  };
  return { parts, stop };
}

/** From the last started to the first, so that nothing talks to what is gone already. */
async function stopAll(started: readonly { stop(): Promise<void> }[]): Promise<void> {
  const faults: unknown[] = [];
  for (const running of started.toReversed()) {
    await running.stop().catch((error: unknown) => faults.push(error));
  }
  if (faults.length > 0) {
    throw new AggregateError(faults, 'not every part of the local cloud could be stopped');
  }
}

function containerEngine(stateDir: string): Promise<ContainerEngine> {
  const inFolder = join(stateDir, 'docker.sock');
  const name = createHash('sha256').update(stateDir).digest('hex').slice(0, 16);
  const fits = Buffer.byteLength(inFolder) <= MAX_SOCKET_PATH_BYTES;
  return startContainerEngine({
    socketPath: fits ? inFolder : join(tmpdir(), `macro-infra-${name}.sock`),
    stateDir: join(stateDir, 'containers'),
    registryDir: join(stateDir, 'registry'),
  });
}

function emulator(
  stateDir: string,
  { dockerHost }: ContainerEngine,
  { region, persist, timeScale, log }: LocalCloudOptions & { readonly region: string },
): Promise<MiniStack> {
  return startMiniStack({
    python: pythonPath(),
    stateDir: join(stateDir, 'aws'),
    dockerHost,
    region,
    persist: persist ?? false,
    ...(timeScale === undefined ? {} : { timeScale }),
    ...(log ? { log } : {}),
  });
}

function gatewayTo(
  upstream: string,
  stateDir: string,
  { gatewayPort, log }: LocalCloudOptions,
): Promise<Gateway> {
  return startGateway({
    upstream,
    callLogFile: join(stateDir, 'calls.jsonl'),
    ...(gatewayPort === undefined ? {} : { port: gatewayPort }),
    ...(log ? { log: (line: string) => log(`gateway: ${line}`) } : {}),
  });
}

function edgeTo(
  upstream: string,
  stateDir: string,
  { region, httpsPort, httpPort, log }: LocalCloudOptions & { readonly region: string },
): Promise<Edge> {
  return startEdge({
    upstream, // asked directly: the edge's look-ups are no calls of ours and stay out of the call log
    stateDir: join(stateDir, 'edge'),
    region,
    accessKeyId: ACCOUNT,
    ...(httpsPort === undefined ? {} : { httpsPort }),
    ...(httpPort === undefined ? {} : { httpPort }),
    ...(log ? { log: (line: string) => log(`edge: ${line}`) } : {}),
  });
}

function gitHub(
  stateDir: string,
  { githubPort, persist, log }: LocalCloudOptions,
): Promise<LocalGitHub> {
  return startGitHub({
    ...(githubPort === undefined ? {} : { port: githubPort }),
    ...(persist === true ? { stateFile: join(stateDir, 'github.json') } : {}),
    ...(log ? { complain: (line: string) => log(`github: ${line}`) } : {}),
  });
}

function ecrClient(endpoint: string, region: string): ECRClient {
  return new ECRClient({
    endpoint,
    region,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'local' },
  });
}
