/** One call of the API, as `GET /_github/calls` tells it. Never holds tokens or bodies. */
export interface ApiCallRecord {
  readonly at: string;
  readonly method: string;
  /** Below the API's address, with query. */
  readonly path: string;
  /** GitHub's operation id, or `null` when the path is none of ours. */
  readonly operation: string | null;
  readonly caller: string;
  readonly status: number;
  /** Kind of the injected fault, if one was. */
  readonly fault: string | null;
  readonly write: boolean;
}

export interface CallLog {
  add(record: ApiCallRecord): void;
  /** In the order of the answers. */
  all(): readonly ApiCallRecord[];
  reset(): void;
}

/** Keeps the calls in memory. */
export function callLog(): CallLog {
  let records: ApiCallRecord[] = [];
  return {
    add: (record) => void records.push(record),
    all: () => [...records],
    reset: () => (records = []),
  };
}
