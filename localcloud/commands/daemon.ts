import { join } from 'node:path';
import { errorMessage, UserError } from '../../action-shared/errors.ts';
import { startLocalCloud, type LocalCloud } from '../cloud.ts';
import { removeCloudFile, writeCloudFile } from './cloud-file.ts';
import { cloudOptions, parseArguments, type CloudArguments } from './arguments.ts';

/** Runs a local cloud until SIGTERM or SIGINT; started in the background by `localcloud start`. */
async function main(argv: readonly string[]): Promise<void> {
  const args = parseArguments(argv);
  const asked = stopSignal();
  const log = (line: string) => process.stdout.write(`${new Date().toISOString()} ${line}\n`);
  const cloud = await startLocalCloud({ ...cloudOptions(args), log });
  writeCloudFile(args.stateDir, describe(cloud, args));
  log(`started, pid ${process.pid}`);
  log(`stopping after ${await asked}`);
  try {
    await cloud.stop();
  } finally {
    removeCloudFile(args.stateDir);
  }
  log('stopped');
}

function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, resolve);
  });
}

function describe(cloud: LocalCloud, args: CloudArguments): Parameters<typeof writeCloudFile>[1] {
  const { edge, gateway, github, ministack } = cloud;
  return {
    pid: process.pid,
    addresses: {
      GitHub: github.serverUrl,
      AWS: gateway.url,
      'AWS, emulator itself': ministack.url,
      'previews, HTTPS': `https://*.localhost:${edge.httpsPort}`,
      'previews, HTTP': `http://*.localhost:${edge.httpPort}`,
      'certificate authority': edge.caFile,
      'container engine': cloud.containers.dockerHost,
      'image registry': cloud.registryDir,
      'call log': join(cloud.stateDir, 'calls.jsonl'),
    },
    options: {
      httpsPort: edge.httpsPort,
      httpPort: edge.httpPort,
      githubPort: github.port,
      gatewayPort: gateway.port,
      region: cloud.region,
      persist: args.persist,
    },
    env: withoutPath(cloud),
  };
}

/** PATH as the reader's own, with the engine's folder before it: see `env` in main.ts. */
function withoutPath({ env }: LocalCloud): Record<string, string> {
  return { ...env, PATH: env['PATH']?.split(':')[0] ?? '' };
}

if (import.meta.main) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    const text = error instanceof UserError ? error.message : details(error);
    process.stderr.write(`${text}\n`);
    process.exitCode = 1;
  });
}

function details(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : errorMessage(error);
}
