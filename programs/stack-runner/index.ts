import { setTimeout as sleep } from 'node:timers/promises';
import { createEngines } from './stack-engine.ts';
import { serve } from './stack-runner.ts';

/** `node index.js <folder>`: see action-shared/engine/protocol.ts for what goes through the folder. */
async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new Error('usage: stack-runner <folder>');
  // A cancelled job signals whole process trees. The engine is stopped by command, once, so that it
  // can finish what is in flight; a second signal would make it forget resources it just created.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => undefined);
  const { env, pid } = process;
  await serve(folder, {
    ...{ engines: createEngines(env), env, pid },
    now: () => new Date(),
    sleep: (milliseconds) => sleep(milliseconds),
  });
  // gRPC servers of finished operations may keep handles open.
  process.exit(0);
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
