import { UserError } from '../../../action-shared/errors.ts';
import type { Scope } from '../expressions/evaluate.ts';
import { asText, resolve } from '../expressions/evaluate.ts';
import type { Template } from '../files/template.ts';
import type { Cancellation } from './cancellation.ts';
import type { ScopeContext } from './run-context.ts';

export interface Entered {
  leave(): void;
  /** Keys of all groups that are held now. */
  readonly held: readonly string[];
}

export interface TurnRequest {
  readonly concurrency: Template;
  /** What the group's name may name. */
  readonly names: Scope;
  readonly cancellation: Cancellation;
  /** Job or workflow, as messages name it. */
  readonly who: string;
  /** Called when there is a group, before the wait for it. */
  readonly onWait?: () => void;
}

/**
 * Waits for the turn that a `concurrency:` asks for; null when cancelled before it came.
 * @throws UserError for a group that the caller holds, in which it would wait for itself
 */
export async function enterConcurrency(
  scope: Pick<ScopeContext, 'run' | 'held'>,
  { concurrency, names, cancellation, who, onWait }: TurnRequest,
): Promise<Entered | null> {
  if (cancellation.cancelled) return null;
  const wanted = concurrencyOf(resolve(concurrency, names));
  if (wanted === null) return { leave: () => undefined, held: scope.held };
  const key = `${scope.run.delivery.repository}/${wanted.group}`.toLowerCase();
  if (scope.held.includes(key)) {
    throw new UserError(
      `Canceling since a deadlock was detected for concurrency group: '${wanted.group}' between a top level workflow and '${who}'`,
    );
  }
  onWait?.();
  const leave = await scope.run.groups.enter({ key, ...wanted, cancellation });
  return leave === null ? null : { leave, held: [...scope.held, key] };
}

interface Wanted {
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: 'single' | 'max';
}

/** Null: no group, or one whose name came out empty, which GitHub takes as none. */
function concurrencyOf(value: ReturnType<typeof resolve>): Wanted | null {
  if (value === null) return null;
  if (typeof value !== 'object') {
    const group = asText(value);
    return group === '' ? null : { group, cancelInProgress: false, queue: 'single' };
  }
  const {
    group = '',
    'cancel-in-progress': cancel,
    queue,
  } = value as Readonly<Record<string, ReturnType<typeof resolve>>>;
  if (asText(group) === '') return null;
  const cancelInProgress = cancel !== undefined && asText(cancel) === 'true';
  if (queue === 'max' && cancelInProgress) {
    throw new UserError("concurrency: 'queue: max' cannot stand with 'cancel-in-progress: true'.");
  }
  return { group: asText(group), cancelInProgress, queue: queue === 'max' ? 'max' : 'single' };
}
