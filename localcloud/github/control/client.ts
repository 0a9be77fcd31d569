import { UserError } from '../../../action-shared/errors.ts';
import type { ApiCallRecord } from '../call-log.ts';
import type { Deliveries, DeliveryRecord } from '../events/deliveries.ts';
import type { FaultInput } from '../faults.ts';
import { commands } from './commands.ts';
import type { RemoteControl } from './commands.ts';

export interface GitHubClient extends RemoteControl {
  plantFault(fault: FaultInput): Promise<void>;
  clearFaults(): Promise<void>;
  /** Deliveries since the start, those lost on purpose too. */
  deliveries(): Promise<readonly DeliveryRecord[]>;
  loseNextDelivery(input: Parameters<Deliveries['loseNext']>[0]): Promise<void>;
  redeliver(id: string): Promise<readonly number[]>;
  calls(): Promise<readonly ApiCallRecord[]>;
  resetCalls(): Promise<void>;
}

/**
 * Drives a local GitHub of another process.
 * @param serverUrl What `GITHUB_SERVER_URL` holds.
 * @throws UserError with the server's words when it refuses an input.
 */
export function connectGitHub(serverUrl: string, send: typeof fetch = fetch): GitHubClient {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await send(`${serverUrl}/_github/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new UserError(text);
    return text === '' ? undefined : JSON.parse(text);
  };
  const remote = Object.keys(commands).map(
    (name) => [name, (input: unknown) => ask('POST', `commands/${name}`, input)] as const,
  );
  return {
    ...(Object.fromEntries(remote) as unknown as RemoteControl),
    plantFault: async (fault) => {
      await ask('POST', 'faults', fault);
    },
    clearFaults: async () => {
      await ask('DELETE', 'faults');
    },
    deliveries: async () => (await ask('GET', 'deliveries')) as readonly DeliveryRecord[],
    loseNextDelivery: async (input) => {
      await ask('POST', 'deliveries/lose', input);
    },
    redeliver: async (id) =>
      ((await ask('POST', 'deliveries/redeliver', { id })) as { runIds: readonly number[] }).runIds,
    calls: async () => (await ask('GET', 'calls')) as readonly ApiCallRecord[],
    resetCalls: async () => {
      await ask('POST', 'calls/reset');
    },
  };
}
