import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientConfig, EnvironmentClients, PreviewClients } from './clients.ts';
import { environmentClients, once, previewClients } from './clients.ts';

/** AWS in one region: clients are loaded when first asked for, waits end when the engine cancels. */
export interface Aws extends PreviewClients, EnvironmentClients {
  readonly region: string;
  /** Account of the credentials in use. */
  account(): Promise<string>;
  /** Repeats `attempt` while it answers undefined, for at most `seconds` (default 600). */
  until<T>(what: string, attempt: () => Promise<T | undefined>, seconds?: number): Promise<T>;
}

export function awsIn(config: ClientConfig, signal: AbortSignal): Aws {
  const clients = previewClients(config);
  return {
    region: config.region,
    ...clients,
    ...environmentClients(config),
    account: once(async () =>
      must((await (await clients.sts()).getCallerIdentity({})).Account, 'Account'),
    ),
    until: (what, attempt, seconds = 600) => until(what, attempt, seconds, signal),
  };
}

/** Milliseconds between two looks: short at first, so that an emulator costs nothing. */
const PAUSES = [20, 50, 100, 200, 500, 1000, 2000, 5000] as const;

async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  seconds: number,
  signal: AbortSignal,
): Promise<T> {
  const end = performance.now() + seconds * 1000;
  for (let turn = 0; ; turn++) {
    const found = await attempt();
    if (found !== undefined) return found;
    if (signal.aborted) throw new Error(`${what}: stopped waiting, the operation was cancelled`);
    if (performance.now() > end) throw new Error(`${what}: not so after ${seconds} s`);
    await sleep(PAUSES[Math.min(turn, PAUSES.length - 1)], undefined, { signal }).catch(() => null);
  }
}

/** Name of AWS's error, such as `InvalidVpcID.NotFound`. */
export function errorCode(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The call's answer, or undefined where AWS says by one of `codes` that there is nothing. */
export async function unless<T>(codes: RegExp, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.test(errorCode(error))) return undefined;
    throw error;
  }
}

/** Repeats a deletion while something still depends on the thing (`busy`); `gone` counts as done. */
export async function remove(
  aws: Aws,
  what: string,
  call: () => Promise<unknown>,
  codes: { readonly gone: RegExp; readonly busy?: RegExp },
): Promise<void> {
  let last: unknown;
  const attempt = async (): Promise<true | undefined> => {
    try {
      await call();
      return true;
    } catch (error) {
      if (codes.gone.test(errorCode(error))) return true;
      if (!codes.busy?.test(errorCode(error))) throw error;
      last = error;
      return undefined;
    }
  };
  try {
    await aws.until(`delete ${what}`, attempt, 300);
  } catch (error) {
    throw last instanceof Error
      ? new Error(`delete ${what}: ${last.name}: ${last.message}`, { cause: error })
      : error;
  }
}

/** A value that AWS always answers; its absence is a fault of the answer. */
export function must<T>(value: T | null | undefined, what: string): T {
  if (value === undefined || value === null) throw new Error(`AWS answered without ${what}`);
  return value;
}
