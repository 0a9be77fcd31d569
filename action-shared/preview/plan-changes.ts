import type { PreviewPlan } from '../documents/plan.ts';
import type { ResourceChanges } from '../documents/report.ts';
import { collectChanges, logLine } from '../engine/events.ts';
import type { Message } from '../engine/protocol.ts';
import { PREVIEW_PROJECT } from '../naming/preview-names.ts';
import type { Connection } from '../session/connect.ts';

/** Seconds after a cancellation in which the engine may still end by itself. */
const LEAVE_AFTER_SECONDS = 2;

/**
 * What an update to this plan would change. Takes neither the lease nor the engine's lock, so that it
 * also answers while another run updates the stack, and writes nothing.
 *
 * @throws EngineError when the engine cannot tell.
 */
export function planChanges(
  plan: PreviewPlan,
  connection: Connection,
  log: (line: string) => void,
): Promise<ResourceChanges> {
  const { signal } = connection;
  return connection.withRunner(async (runner) => {
    const messages: Message[] = [];
    await runner.request(
      {
        type: 'preview',
        address: connection.address(PREVIEW_PROJECT, plan.stack),
        program: { name: 'preview', plan },
      },
      {
        signal,
        leaveAfterSeconds: LEAVE_AFTER_SECONDS,
        onMessage: (message) => {
          messages.push(message);
          const line = logLine(message);
          if (line !== null) log(line);
        },
      },
    );
    return withoutTimes(collectChanges(messages));
  });
}

/** Nothing was done, so nothing took time. */
function withoutTimes(changes: ResourceChanges): ResourceChanges {
  return { ...changes, list: changes.list.map((one) => ({ ...one, seconds: 0 })) };
}
