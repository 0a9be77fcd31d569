import { z } from 'zod';
import { UserError } from '../../../action-shared/errors.ts';
import type { View } from '../shapes/view.ts';
import { mergeCommit } from '../state/merge.ts';
import { requirePull, requireRepository } from '../state/require.ts';
import { channel } from '../state/signals.ts';
import type { Happening } from '../state/signals.ts';
import { payloadOf } from './payload.ts';
import type { Payload } from './payload.ts';

/** One event as a workflow runner gets it. */
export interface Delivery {
  /** The same again when it is delivered twice. */
  readonly id: string;
  readonly event: Happening['event'];
  /** `opened`, `created`, ...; `null` for events without actions. */
  readonly action: string | null;
  /** `owner/name`: where the workflow runs. */
  readonly repository: string;
  /** `GITHUB_REF`: of a pull request its merge ref. */
  readonly ref: string;
  /** `GITHUB_SHA`: of a pull request its merge commit; the workflow file is read there. */
  readonly sha: string;
  readonly actor: string;
  /** As GitHub's webhook has it: `github.event`. */
  readonly payload: Payload;
  /** The only file that is meant, with its path: `workflow_dispatch`, a `schedule` by hand. */
  readonly workflow?: string;
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Told of each event, at once; gives the ids of the runs that it made. */
export type DeliveryListener = (delivery: Delivery) => readonly number[];

export interface DeliveryRecord {
  readonly delivery: Delivery;
  /** Why no listener was told; `null`: all were. */
  readonly lost: string | null;
  readonly runIds: readonly number[];
}

export const lossInput = z.strictObject({
  /** @default every event */
  event: z
    .enum(['pull_request', 'issue_comment', 'push', 'workflow_dispatch', 'schedule'])
    .optional(),
  action: z.string().optional(),
  /** How many are lost. @default 1 */
  count: z.int().min(1).default(1),
});

export interface Deliveries {
  /** @returns ends the listening. */
  readonly onEvent: (listener: DeliveryListener) => () => void;
  /** All since the start, oldest first. */
  readonly all: () => readonly DeliveryRecord[];
  /** The next deliveries that match are lost: nobody is told. */
  readonly loseNext: (input: z.input<typeof lossInput>) => void;
  /** Delivers once more, with the same id; gives the new runs. */
  readonly redeliver: (id: string) => readonly number[];
}

/** Turns what happens at the server into deliveries, and tells listeners of them. */
export function openDeliveries(view: View): Deliveries {
  const listeners = channel<Delivery, readonly number[]>();
  const records: DeliveryRecord[] = [];
  let losses: { event: string | undefined; action: string | undefined; count: number }[] = [];
  const deliver = (delivery: Delivery, lost: string | null): readonly number[] => {
    const runIds = lost === null ? listeners.emit(delivery).flat() : [];
    records.push({ delivery, lost, runIds });
    return runIds;
  };
  const planned = ({ event, action }: Delivery): string | null => {
    const loss = losses.find(
      (one) => (one.event ?? event) === event && (one.action ?? action) === action,
    );
    if (loss === undefined) return null;
    loss.count -= 1;
    losses = losses.filter((one) => one.count > 0);
    return 'lost on purpose';
  };
  view.store.signals.happenings.on((happening) => {
    const delivery = deliveryOf(view, happening, records.length + 1);
    return deliver(delivery, silence(view, happening) ?? planned(delivery));
  });
  return {
    onEvent: (listener) => listeners.on(listener),
    all: () => [...records],
    loseNext: (input) => {
      const { event, action, count } = lossInput.parse(input);
      losses.push({ event, action, count });
    },
    redeliver: (id) => {
      const known = records.find((one) => one.delivery.id === id);
      if (known === undefined) throw new UserError(`The local GitHub made no delivery ${id}.`);
      return deliver(known.delivery, null);
    },
  };
}

/**
 * Why GitHub starts no workflow: what `GITHUB_TOKEN` did starts none (but a dispatch), and a pull
 * request that conflicts with its base has no merge commit to run. Source: docs.github.com,
 * "Triggering a workflow from a workflow", "Events that trigger workflows: pull_request".
 */
function silence(view: View, happening: Happening): string | null {
  if (happening.event === 'workflow_dispatch' || happening.event === 'schedule') return null;
  if (happening.actor === 'github-actions[bot]') return 'done with GITHUB_TOKEN';
  if (happening.event !== 'pull_request') return null;
  const { pull } = requirePull(view.store, happening.repo, happening.number);
  const { divergence } = requireRepository(view.store, happening.repo);
  return divergence[pull.headBranch] === 'conflict' && pull.fork === null
    ? 'the pull request conflicts with its base'
    : null;
}

function deliveryOf(view: View, happening: Happening, number: number): Delivery {
  const { event, repo, actor } = happening;
  return {
    id: `delivery-${number}`,
    event,
    action: 'action' in happening ? happening.action : null,
    repository: repo,
    actor,
    ...placeOf(view, happening),
    payload: payloadOf(view, happening),
    ...('workflow' in happening && happening.workflow !== null
      ? { workflow: happening.workflow }
      : {}),
    ...('inputs' in happening ? { inputs: happening.inputs } : {}),
  };
}

function placeOf(view: View, happening: Happening): { ref: string; sha: string } {
  const repository = requireRepository(view.store, happening.repo);
  switch (happening.event) {
    case 'pull_request': {
      const issue = requirePull(view.store, happening.repo, happening.number);
      const sha = mergeCommit(view.store, repository, issue);
      return { ref: `refs/pull/${issue.number}/merge`, sha };
    }
    case 'push':
      return { ref: `refs/heads/${happening.branch}`, sha: happening.sha };
    case 'workflow_dispatch':
      return {
        ref: `refs/heads/${happening.ref}`,
        sha: repository.branches[happening.ref] ?? '',
      };
    case 'issue_comment':
    case 'schedule': {
      const { defaultBranch, branches } = repository;
      return { ref: `refs/heads/${defaultBranch}`, sha: branches[defaultBranch] ?? '' };
    }
  }
}
