import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../../localcloud/world/ask.ts';
import type { Organisation } from '../../localcloud/world/organisation.ts';

/** Milliseconds between two looks: several in the shortest gap that a swap of tasks could leave. */
const LOOK_EVERY_MS = 100;

/** Someone who reloads a page while other things happen. */
export interface Watch {
  /** Every different answer in the order of its first look, as `look` tells it. */
  seen(): readonly string[];
  stop(): Promise<readonly string[]>;
}

/** Reloads a URL until it is stopped, and remembers what was served. */
export function watch(org: Organisation, url: string): Watch {
  const seen = new Set<string>();
  const ended = new AbortController();
  const looking = (async () => {
    while (!ended.signal.aborted) {
      seen.add(await look(org, url));
      await pause(LOOK_EVERY_MS);
    }
  })();
  return {
    seen: () => [...seen],
    async stop() {
      ended.abort();
      await looking;
      return [...seen];
    },
  };
}

/** One look at a page: `200 <commit>`; of what tells no commit the beginning of its text. */
export async function look(org: Organisation, url: string): Promise<string> {
  try {
    const { status, headers, body } = await ask(org, url);
    const version = headers['x-app-version'];
    return typeof version === 'string' ? `${status} ${version}` : `${status} ${body.slice(0, 80)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
