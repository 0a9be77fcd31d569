import type { Cancellation } from './cancellation.ts';

export interface GroupRequest {
  /** Repository and group's name; GitHub does not look at case. */
  readonly key: string;
  /** As it is named in messages. */
  readonly group: string;
  readonly cancelInProgress: boolean;
  readonly queue: 'single' | 'max';
  /** Of who asks: cancelled by the group when another takes its place. */
  readonly cancellation: Cancellation;
}

/** Ends the stay in a group; a second call does nothing. */
export type Leave = () => void;

export interface ConcurrencyGroups {
  /**
   * Waits for one's turn. One runs; with `single` one waits and a newcomer takes its place; with
   * `max` up to 100 wait in order (GitHub docs, "Control workflow concurrency").
   * @returns null when it was cancelled before its turn came
   */
  enter(request: GroupRequest): Promise<Leave | null>;
}

/** GitHub docs, `concurrency.queue`. */
const LONGEST_QUEUE = 100;

interface Waiting {
  readonly request: GroupRequest;
  readonly admit: (leave: Leave | null) => void;
}

interface Group {
  running: GroupRequest | null;
  waiting: Waiting[];
}

/** The concurrency groups of all repositories. */
export function createConcurrencyGroups(): ConcurrencyGroups {
  const groups = new Map<string, Group>();
  return {
    enter(request) {
      const key = request.key.toLowerCase();
      const group = groups.get(key) ?? { running: null, waiting: [] };
      groups.set(key, group);
      return enterGroup(group, request);
    },
  };
}

function enterGroup(group: Group, request: GroupRequest): Promise<Leave | null> {
  if (request.cancellation.cancelled) return Promise.resolve(null);
  const because = `Canceling since a higher priority waiting request for ${request.group} exists`;
  if (request.cancelInProgress) group.running?.cancellation.cancel(because);
  if (request.queue === 'single' || request.cancelInProgress) {
    for (const { request: older } of [...group.waiting]) older.cancellation.cancel(because);
  } else if (group.waiting.length >= LONGEST_QUEUE) {
    request.cancellation.cancel(`Canceling since ${LONGEST_QUEUE} wait for ${request.group}`);
    return Promise.resolve(null);
  }
  if (group.running === null) return Promise.resolve(admitted(group, request));
  return new Promise((admit) => {
    const waiting: Waiting = { request, admit };
    group.waiting.push(waiting);
    request.cancellation.onCancel(() => {
      if (!group.waiting.includes(waiting)) return;
      group.waiting = group.waiting.filter((one) => one !== waiting);
      admit(null);
    });
  });
}

function admitted(group: Group, request: GroupRequest): Leave {
  group.running = request;
  return () => {
    if (group.running !== request) return;
    group.running = null;
    const next = group.waiting.shift();
    next?.admit(admitted(group, next.request));
  };
}
