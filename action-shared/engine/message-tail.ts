import { closeSync, openSync, readSync, watch, type FSWatcher } from 'node:fs';
import { dirname, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { MESSAGES_FILE, messageSchema, type Message } from './protocol.ts';

const CHUNK_BYTES = 64 * 1024;

/** How often the file is read even when the system reports no change, in milliseconds. */
const POLL_MILLISECONDS = 100;

/**
 * Reads the stack runner's messages from the start and as they are appended. A line counts once its
 * newline is there; one that is no message we know is reported and skipped.
 */
export class MessageTail {
  readonly #file: string;
  readonly #onWarning: (text: string) => void;
  readonly #decoder = new StringDecoder('utf8');
  #offset = 0;
  #partial = '';

  constructor(folder: string, onWarning: (text: string) => void) {
    this.#file = join(folder, MESSAGES_FILE);
    this.#onWarning = onWarning;
  }

  /** Messages that were appended since the last call. */
  drain(): Message[] {
    const messages: Message[] = [];
    for (const chunk of this.#chunks()) {
      const lines = (this.#partial + this.#decoder.write(chunk)).split('\n');
      this.#partial = lines.pop() ?? '';
      for (const line of lines) {
        const message = this.#parse(line);
        if (message !== null) messages.push(message);
      }
    }
    return messages;
  }

  /** Calls back when there may be something to drain; the returned function ends it. */
  watch(onChange: () => void): () => void {
    const timer = setInterval(onChange, POLL_MILLISECONDS);
    const watcher = watchFolder(dirname(this.#file), onChange);
    return () => {
      clearInterval(timer);
      watcher?.close();
    };
  }

  *#chunks(): Generator<Buffer> {
    let descriptor: number;
    try {
      descriptor = openSync(this.#file, 'r');
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
    try {
      for (;;) {
        const buffer = Buffer.alloc(CHUNK_BYTES);
        const length = readSync(descriptor, buffer, 0, CHUNK_BYTES, this.#offset);
        if (length === 0) return;
        this.#offset += length;
        yield buffer.subarray(0, length);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  #parse(line: string): Message | null {
    if (line.trim() === '') return null;
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#onWarning(
        `stack runner: a line that is no JSON was skipped (${line.length} characters)`,
      );
      return null;
    }
    const parsed = messageSchema.safeParse(value);
    if (parsed.success) return parsed.data;
    const type =
      typeof value === 'object' && value !== null && 'type' in value ? value.type : value;
    this.#onWarning(`stack runner: a message of unknown form was skipped (type ${String(type)})`);
    return null;
  }
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

/** Not every file system can be watched; polling goes on in any case. */
function watchFolder(folder: string, onChange: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    watcher.on('error', () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return null;
  }
}
