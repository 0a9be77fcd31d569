import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud } from '../cloud.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { setStage } from '../demo/environments/stage.ts';
import type { Endings, EnvironmentsStage } from '../demo/environments/stage.ts';
import { tellEnvironments, tellTheEnd } from '../demo/environments/story.ts';
import type { Teller } from '../demo/teller.ts';

/** Region of dev and of the base: the stack files'. */
const HOME = 'eu-west-1';

export interface EnvironmentsDemo {
  readonly teller: Teller;
  /** Folder for parity.html and costs.md; null: they are not kept. */
  readonly record: string | null;
  /** Leave the environments up until the interruption. */
  readonly keep: boolean;
  /** Run the sources of stack runner and actions instead of the bundles. */
  readonly fromSource: boolean;
  readonly interrupted: Promise<void>;
}

/** `npm run demo -- environments`: dev, staging and production from nothing to nothing. */
export async function demoEnvironments(demo: EnvironmentsDemo): Promise<void> {
  const { teller, record, keep, interrupted } = demo;
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-demo-'));
  const endings = createEndings();
  const stopped = interrupted.then(() => Promise.reject(new Error('interrupted')));
  const unlessStopped = <T>(part: Promise<T>) => Promise.race([part, stopped]);
  try {
    const stage = await unlessStopped(prepare(demo, stateDir, endings));
    await unlessStopped(tellEnvironments(stage, record));
    if (keep) {
      teller.line('Still running, by the addresses above. Ctrl-C ends it.');
      await interrupted;
      return;
    }
    await unlessStopped(tellTheEnd(stage));
    teller.table();
  } finally {
    await endings.end();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

async function prepare(
  { teller, fromSource }: EnvironmentsDemo,
  stateDir: string,
  endings: Endings,
): Promise<EnvironmentsStage> {
  const starting = teller.chapter('Start the local cloud: AWS in three regions, an edge', () =>
    startLocalCloud({ stateDir, region: HOME }),
  );
  endings.add(async () => (await starting).stop());
  return setStage({ cloud: await starting, teller, fromSource, endings });
}

/**
 * What was started last ends first; one fault does not keep the rest from ending. What is still started
 * after the end, by a story that was left behind, ends at once.
 */
function createEndings(): Endings & { end(): Promise<void> } {
  const ends: (() => Promise<void>)[] = [];
  let ended = false;
  return {
    add: (end) => {
      ends.unshift(end);
      if (ended) void end().catch(() => undefined);
    },
    end: async () => {
      ended = true;
      const faults: unknown[] = [];
      for (const end of ends) await end().catch((error: unknown) => faults.push(error));
      if (faults.length > 0)
        throw new AggregateError(
          faults,
          `the end was not clean: ${faults.map(errorMessage).join('; ')}`,
        );
    },
  };
}
