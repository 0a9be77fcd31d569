import { createWriteStream, type WriteStream } from 'node:fs';
import type { AwsCall } from './call.ts';

/** One call as it is written to the log: never bodies, so never secrets. */
export interface CallRecord {
  /** ISO time at which the call arrived. */
  readonly at: string;
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly caller: { readonly accessKeyId: string; readonly userAgent: string };
  readonly ms: number;
  readonly outcome: {
    /** HTTP status; 0 when the connection ended without one. */
    readonly status: number;
    /** AWS's error code. */
    readonly error?: string;
    /** Kind of the injected fault. */
    readonly fault?: string;
    /** Whether the gateway itself refused. */
    readonly refused?: true;
  };
  readonly write: boolean;
}

/** Newest calls kept in memory; the file keeps all. */
const MEMORY_LIMIT = 50_000;

export interface CallLog {
  add(call: AwsCall, at: Date, ms: number, outcome: CallRecord['outcome']): void;
  /** Calls that arrived at or after `since` (ISO time); all without it. */
  calls(since?: string): readonly CallRecord[];
  reset(): void;
  close(): Promise<void>;
}

/** A log that appends JSON lines to `file` and answers from memory. */
export function openCallLog(file: string): CallLog {
  const stream: WriteStream = createWriteStream(file, { flags: 'a' });
  let records: CallRecord[] = [];
  return {
    add: (call, at, ms, outcome) => {
      const record = toRecord(call, at, ms, outcome);
      records.push(record);
      if (records.length > MEMORY_LIMIT) records = records.slice(MEMORY_LIMIT / 2);
      stream.write(`${JSON.stringify(record)}\n`);
    },
    calls: (since) => (since === undefined ? [...records] : records.filter((r) => r.at >= since)),
    reset: () => (records = []),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

function toRecord(call: AwsCall, at: Date, ms: number, outcome: CallRecord['outcome']): CallRecord {
  return {
    at: at.toISOString(),
    service: call.service,
    action: call.action,
    resource: call.resource,
    caller: { accessKeyId: call.accessKeyId, userAgent: call.userAgent },
    ms: Math.round(ms * 10) / 10,
    outcome,
    write: call.write,
  };
}
