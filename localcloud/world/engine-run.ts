import type { Message } from '../../action-shared/engine/protocol.ts';
import type {
  OperationRequest,
  StackRunner,
} from '../../action-shared/engine/stack-runner-session.ts';

/** What one run of the engine did; what stayed the same is only counted. */
export interface Done {
  /** Operation -> number of resources; a replacement counts once. */
  readonly changes: Readonly<Record<string, number>>;
  /** Resources that stayed as they were. */
  readonly same: number;
  /** `create aws:ecs/cluster:Cluster name`, components and the stack left out, sorted. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly seconds: number;
}

/** Asks a stack runner for one operation and waits for its end. @throws EngineError */
export async function runOperation(
  runner: StackRunner,
  operation: OperationRequest,
): Promise<Done> {
  const messages: Message[] = [];
  const result = await runner.request(operation, { onMessage: (one) => messages.push(one) });
  if (result.type !== 'succeeded') throw new Error(`${operation.type} was answered otherwise`);
  const steps = messages
    .filter((one) => one.type === 'resource')
    .filter((one) => one.phase === 'done' && one.resourceType.startsWith('aws:'))
    .map((one) => `${one.operation} ${one.resourceType} ${one.name}`);
  const { same = 0, ...changes } = result.changes;
  const { outputs, seconds } = result;
  return { changes, same, steps: steps.toSorted(), outputs, seconds };
}
