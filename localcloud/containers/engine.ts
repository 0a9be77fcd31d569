import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { UserError } from '../../action-shared/errors.ts';
import { AddressPool } from './addresses.ts';
import { apiServer } from './api.ts';
import { containerRoutes } from './container-routes.ts';
import { containerStore } from './container-store.ts';
import type { ContainerHost } from './container.ts';
import { ImageStore, imageRoutes } from './image-routes.ts';
import { reapGroups } from './process-group.ts';
import { systemRoutes } from './system-routes.ts';
import { startWatchdog } from './watchdog.ts';

export interface ContainerEngineOptions {
  /** Unix socket to listen on; at most 107 bytes (sockaddr_un). */
  readonly socketPath: string;
  /** Folder for container files, process notes and, unless told otherwise, the registry. */
  readonly stateDir: string;
  /** Folder of the registry that images are pulled from. @default `<stateDir>/registry` */
  readonly registryDir?: string;
  /** Executable that `node` in an image means. @default the Node that runs the engine */
  readonly node?: string;
  /** @default the system's clock */
  readonly now?: () => Date;
}

export interface ContainerEngine {
  /** What Docker's clients take as DOCKER_HOST. */
  readonly dockerHost: `unix://${string}`;
  readonly registryDir: string;
  /** How many groups of an earlier, crashed engine were ended at start. */
  readonly reaped: number;
  /** Ends every container and waits for it. Safe to call twice. */
  stop(): Promise<void>;
}

const MAX_SOCKET_PATH_BYTES = 107;

/**
 * Starts the local container engine: a subset of the Docker Engine API whose containers are local
 * process groups. What an earlier engine left in `stateDir` is ended first; what this one would
 * leave when its process dies is ended by a watchdog.
 */
export async function startContainerEngine(
  options: ContainerEngineOptions,
): Promise<ContainerEngine> {
  const { socketPath, stateDir, registryDir = join(stateDir, 'registry') } = options;
  await refuseTakenSocket(socketPath);
  const rootsDir = join(stateDir, 'containers');
  const notesDir = join(stateDir, 'processes');
  for (const dir of [notesDir, registryDir]) mkdirSync(dir, { recursive: true });
  const reaped = await reapGroups(notesDir);
  rmSync(rootsDir, { recursive: true, force: true });
  rmSync(socketPath, { force: true });

  const addresses = new AddressPool(createHash('sha256').update(socketPath).digest()[0] ?? 0);
  const node = options.node ?? process.execPath;
  const host: ContainerHost = {
    addresses,
    rootsDir,
    notesDir,
    node,
    now: options.now ?? (() => new Date()),
  };
  const images = new ImageStore(registryDir);
  const containers = containerStore(images, host);
  const server = apiServer([
    ...systemRoutes(),
    ...imageRoutes(images),
    ...containerRoutes(containers),
  ]);
  await listen(server, socketPath);
  const watchdog = startWatchdog(notesDir);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await close(server);
    await Promise.all(containers.all().map((container) => container.kill('SIGKILL')));
    await watchdog.stop(); // kills what a call that was under way may just have started
    await addresses.close();
    rmSync(rootsDir, { recursive: true, force: true });
  };
  return {
    dockerHost: `unix://${socketPath}`,
    registryDir,
    reaped,
    stop: () => (stopping ??= stop()),
  };
}

/** Two engines on one folder would end each other's containers. */
async function refuseTakenSocket(socketPath: string): Promise<void> {
  if (Buffer.byteLength(socketPath) > MAX_SOCKET_PATH_BYTES) {
    throw new UserError(
      `The container engine's socket path is longer than ${MAX_SOCKET_PATH_BYTES} bytes (${socketPath}). Choose a shorter state folder.`,
    );
  }
  if (existsSync(socketPath) && (await answers(socketPath))) {
    throw new UserError(
      `A container engine already runs on ${socketPath}. Stop it first (npm run localcloud -- stop), or choose another state folder.`,
    );
  }
}

function answers(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    const end = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

function listen(server: Server, socketPath: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, () => resolve());
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
