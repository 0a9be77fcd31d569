import { z } from 'zod';
import { processAlive, type ProcessIdentity } from './process-identity.ts';

const stackRunner = z.object({
  pid: z.number(),
  processStarted: z.string().nullable(),
  /** Folder of its commands and messages. */
  folder: z.string().nullable().default(null),
});

/** Who holds a stack, as written into the lease: enough to name it and to tell whether it lives. */
export const holderSchema = z.object({
  repository: z.string(),
  /** Null outside GitHub's runner. */
  runId: z.number().nullable().default(null),
  attempt: z.number().nullable().default(null),
  job: z.string().nullable().default(null),
  /** Page of the run, for people. */
  runUrl: z.string().nullable().default(null),
  host: z.string(),
  pid: z.number(),
  processStarted: z.string().nullable().default(null),
  /** The stack runner works on after the action's process has ended. */
  stackRunner: stackRunner.nullable().default(null),
});
export type Holder = z.infer<typeof holderSchema>;

export type HolderState = 'alive' | 'dead' | 'unknown';

export interface HolderStateDeps {
  /** Name of this host. */
  readonly host: string;
  /** What GitHub says of a run attempt. */
  readonly attemptState: (attempt: {
    repository: string;
    runId: number;
    attempt: number;
  }) => Promise<'completed' | 'running' | 'unknown'>;
  readonly processAlive?: (identity: ProcessIdentity) => boolean;
  /** Tells a stack runner that outlived its run on this host to stop cleanly. */
  readonly retire?: (folder: string) => void;
}

/**
 * Tells whether a holder lives. A run is dead only when GitHub says that its attempt is completed;
 * a holder without a run is dead only when its processes are gone from this very host. A process
 * that still runs here is alive whatever GitHub says; if it is the stack runner of a completed run,
 * it is asked to stop, so that a later look finds it gone.
 */
export async function holderState(holder: Holder, deps: HolderStateDeps): Promise<HolderState> {
  const here = holder.host === deps.host;
  const alive = deps.processAlive ?? processAlive;
  const main = { pid: holder.pid, processStarted: holder.processStarted };
  if (here && alive(main)) return 'alive';
  const orphan = here && holder.stackRunner !== null && alive(holder.stackRunner);
  const run = await runState(holder, here, deps);
  if (!orphan) return run;
  const folder = holder.stackRunner?.folder ?? null;
  if (run === 'dead' && folder !== null) deps.retire?.(folder);
  return 'alive';
}

async function runState(
  holder: Holder,
  here: boolean,
  deps: HolderStateDeps,
): Promise<HolderState> {
  if (holder.runId === null) return here ? 'dead' : 'unknown';
  const { repository, runId } = holder;
  const attempt = await deps.attemptState({ repository, runId, attempt: holder.attempt ?? 1 });
  if (attempt === 'completed') return 'dead';
  return attempt === 'running' ? 'alive' : 'unknown';
}

/** "run 17 (attempt 2, job preview) of acme/shop", or host and process outside of GitHub. */
export function nameHolder(holder: Holder): string {
  if (holder.runId === null)
    return `process ${holder.pid} on ${holder.host} (${holder.repository})`;
  const details = [
    holder.attempt === null ? null : `attempt ${holder.attempt}`,
    holder.job === null ? null : `job ${holder.job}`,
  ].filter((part) => part !== null);
  const inBrackets = details.length === 0 ? '' : ` (${details.join(', ')})`;
  return `run ${holder.runId}${inBrackets} of ${holder.repository}`;
}
