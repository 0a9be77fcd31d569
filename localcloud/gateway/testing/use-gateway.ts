import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { pythonPath } from '../../../tools/setup/locations.ts';
import { startMiniStack, type MiniStack } from '../../ministack/start.ts';
import { byHand, type ClientOptions } from '../../world/by-hand.ts';
import { startGateway, type Gateway } from '../start.ts';

const TIMEOUT_MS = 60_000;

/** A gateway and the emulator behind it, there while the tests of a file run. */
export interface TestedGateway {
  readonly gateway: Gateway;
  readonly ministack: MiniStack;
  /**
   * Settings of a client that asks the gateway once, as an account of its own: no test sees another's.
   * @param region Default: eu-west-1.
   */
  options(id: number, region?: string): ClientOptions & { readonly maxAttempts: 1 };
}

/** Starts both for the file that calls it, and ends them with it; for use inside its tests only. */
export function useGateway(): TestedGateway {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-rules-'));
  const running: { ministack?: MiniStack; gateway?: Gateway } = {};
  beforeAll(async () => {
    running.ministack = await startMiniStack({ python: pythonPath(), stateDir: folder });
    const upstream = running.ministack.url;
    running.gateway = await startGateway({ upstream, callLogFile: join(folder, 'calls.jsonl') });
  }, TIMEOUT_MS);
  afterAll(async () => {
    await running.gateway?.stop();
    await running.ministack?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get gateway() {
      return started(running.gateway);
    },
    get ministack() {
      return started(running.ministack);
    },
    options: (id, region = 'eu-west-1') => ({
      ...byHand(
        { gateway: started(running.gateway), region },
        { account: String(id).padStart(12, '2') },
      ),
      maxAttempts: 1,
    }),
  };
}

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('it runs only while the tests of its file do');
  return part;
}

/** AWS's code and words, or `accepted`. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'accepted';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}
