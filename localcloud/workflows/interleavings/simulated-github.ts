import type { JsonObject } from '../expressions/evaluate.ts';
import type { Delivery } from '../scheduler/ports.ts';

export const REPOSITORY = 'acme/shop';

/** A pull request as GitHub has it now. */
export interface SimulatedPull {
  readonly number: number;
  state: 'open' | 'closed';
  merged: boolean;
  headSha: string;
  /** Milliseconds, as all times here. */
  updatedAt: number;
  /** Null: never reopened. */
  reopenedAt: number | null;
}

export interface SimulatedGitHub {
  /** Null: there is none. */
  pull(number: number): SimulatedPull | null;
  pulls(): readonly SimulatedPull[];
  open(number: number): Delivery;
  /** Null: not possible as things are, as for all that follow. */
  push(number: number): Delivery | null;
  close(number: number, merged: boolean): Delivery | null;
  reopen(number: number): Delivery | null;
  schedule(): Delivery;
  /** Of a workflow's own token, which the sweep has. */
  dispatch(workflow: string, inputs: Readonly<Record<string, string>>): Delivery;
}

/** Pull requests of one repository, each of a maintainer, and the events that they make. */
export function simulatedGitHub(now: () => number): SimulatedGitHub {
  const pulls = new Map<number, SimulatedPull>();
  let commits = 0;
  let deliveries = 0;
  const commit = (): string => (commits += 1).toString(16).padStart(40, '0');
  const delivery = (event: Pick<Delivery, 'event' | 'action' | 'ref' | 'payload'>): Delivery => ({
    ...event,
    id: String((deliveries += 1)),
    repository: REPOSITORY,
    sha: 'f'.repeat(40),
    actor: 'ada',
  });
  const about = (pull: SimulatedPull, action: string): Delivery =>
    delivery({
      event: 'pull_request',
      action,
      ref: `refs/pull/${pull.number}/merge`,
      payload: payloadOf(pull, action),
    });
  const change = (
    number: number,
    from: SimulatedPull['state'],
    action: string,
    to: (pull: SimulatedPull) => void,
  ): Delivery | null => {
    const pull = pulls.get(number);
    if (pull?.state !== from || (action === 'reopened' && pull.merged)) return null;
    pull.updatedAt = now();
    to(pull);
    return about(pull, action);
  };
  return {
    pull: (number) => pulls.get(number) ?? null,
    pulls: () => [...pulls.values()],
    open(number) {
      const fresh = { state: 'open', merged: false, updatedAt: now(), reopenedAt: null } as const;
      const pull: SimulatedPull = { number, headSha: commit(), ...fresh };
      pulls.set(number, pull);
      return about(pull, 'opened');
    },
    push: (number) =>
      change(number, 'open', 'synchronize', (pull) => {
        pull.headSha = commit();
      }),
    close: (number, merged) =>
      change(number, 'open', 'closed', (pull) => Object.assign(pull, { state: 'closed', merged })),
    reopen: (number) =>
      change(number, 'closed', 'reopened', (pull) => {
        Object.assign(pull, { state: 'open', reopenedAt: now() });
      }),
    dispatch: (workflow, inputs) => ({
      ...delivery(dispatchOf(inputs)),
      ...{ actor: 'github-actions[bot]', workflow: `.github/workflows/${workflow}`, inputs },
    }),
    schedule: () =>
      delivery({ event: 'schedule', action: null, ref: 'refs/heads/main', payload: {} }),
  };
}

function dispatchOf(
  inputs: Readonly<Record<string, string>>,
): Pick<Delivery, 'event' | 'action' | 'ref' | 'payload'> {
  const event = 'workflow_dispatch';
  return { event, action: null, ref: 'refs/heads/main', payload: { inputs } };
}

function payloadOf(pull: SimulatedPull, action: string): JsonObject {
  return {
    action,
    number: pull.number,
    sender: { login: 'ada', type: 'User' },
    pull_request: {
      number: pull.number,
      title: `Change ${pull.number}`,
      state: pull.state,
      head: { ref: `topic-${pull.number}`, sha: pull.headSha, repo: { full_name: REPOSITORY } },
      base: { ref: 'main', sha: 'e'.repeat(40), repo: { full_name: REPOSITORY } },
    },
  };
}
