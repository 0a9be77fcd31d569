/** What a container wrote, as Docker's log driver keeps it: one entry per line. */
export interface LogEntry {
  readonly stream: 'stdout' | 'stderr';
  /** The line with its line feed; without one when it was cut or is the last. */
  readonly line: Buffer;
  readonly at: Date;
}

/** Docker cuts longer lines into pieces of this size. */
const MAX_LINE_BYTES = 16 * 1024;
/** Memory bound; beyond it the oldest lines are dropped. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
const STREAM_NUMBER = { stdout: 1, stderr: 2 } as const;
const LINE_FEED = 10;

/** Collects output into lines, keeps the last 4 MiB and tells followers. */
export class ContainerLog {
  #entries: LogEntry[] = [];
  #bytes = 0;
  #closed = false;
  readonly #partial = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
  readonly #followers = new Set<Follower>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  write(stream: LogEntry['stream'], chunk: Buffer): void {
    let rest = Buffer.concat([this.#partial[stream], chunk]);
    for (;;) {
      const end = rest.subarray(0, MAX_LINE_BYTES).indexOf(LINE_FEED) + 1;
      if (end === 0 && rest.length < MAX_LINE_BYTES) break;
      const length = end === 0 ? MAX_LINE_BYTES : end;
      this.#append(stream, rest.subarray(0, length));
      rest = rest.subarray(length);
    }
    this.#partial[stream] = rest;
  }

  /** Nothing more comes: flushes unfinished lines and lets the followers go. */
  close(): void {
    if (this.#closed) return;
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#partial[stream].length > 0) this.#append(stream, this.#partial[stream]);
    }
    this.#closed = true;
    for (const follower of this.#followers) follower.end();
    this.#followers.clear();
  }

  /**
   * Tells every entry from now on.
   * @returns stops following
   */
  follow(follower: Follower): () => void {
    if (this.#closed) follower.end();
    else this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  #append(stream: LogEntry['stream'], line: Buffer): void {
    const entry: LogEntry = { stream, line, at: this.#now() };
    this.#entries.push(entry);
    this.#bytes += line.length;
    while (this.#bytes > MAX_KEPT_BYTES) this.#bytes -= this.#entries.shift()?.line.length ?? 0;
    for (const follower of this.#followers) follower.entry(entry);
  }
}

export interface Follower {
  entry(entry: LogEntry): void;
  end(): void;
}

/**
 * An entry as the Engine API frames it when no terminal is attached: stream number, three zero
 * bytes, length (32 bits, big endian), payload.
 */
export function frame(entry: LogEntry, timestamps: boolean): Buffer {
  const stamp = timestamps ? Buffer.from(`${entry.at.toISOString()} `) : Buffer.alloc(0);
  const header = Buffer.alloc(8);
  header.writeUInt8(STREAM_NUMBER[entry.stream], 0);
  header.writeUInt32BE(stamp.length + entry.line.length, 4);
  return Buffer.concat([header, stamp, entry.line]);
}
