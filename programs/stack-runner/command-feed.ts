import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import type { Command } from '../../action-shared/engine/protocol.ts';
import { commandSchema } from '../../action-shared/engine/protocol.ts';
import { errorMessage } from '../../action-shared/errors.ts';

/** Bytes read at once; a plan is some ten kilobytes. */
const CHUNK_BYTES = 65_536;

export type Line = { readonly command: Command } | { readonly refused: string };

/** The complete lines that were added to a commands file since the last look. */
export function createCommandFeed(file: string): () => readonly Line[] {
  let offset = 0;
  let rest = Buffer.alloc(0);
  return () => {
    const added = readFrom(file, offset);
    offset += added.length;
    const text = Buffer.concat([rest, added]);
    const end = text.lastIndexOf('\n') + 1;
    rest = Buffer.from(text.subarray(end));
    const lines = text.subarray(0, end).toString('utf8').split('\n');
    return lines.filter((line) => line.trim() !== '').map(parseLine);
  };
}

/** A command, or why the line is none. */
export function parseLine(line: string): Line {
  try {
    const parsed = commandSchema.safeParse(JSON.parse(line));
    if (parsed.success) return { command: parsed.data };
    const problems = parsed.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`);
    return { refused: `command refused: ${problems.join('; ')}` };
  } catch (error) {
    return { refused: `command refused: ${errorMessage(error)}` };
  }
}

function readFrom(file: string, offset: number): Buffer {
  // Not there while the action has not written its first command.
  if (!existsSync(file)) return Buffer.alloc(0);
  const handle = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let at = offset; ;) {
      const chunk = Buffer.alloc(CHUNK_BYTES);
      const count = readSync(handle, chunk, 0, CHUNK_BYTES, at);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      at += count;
    }
  } finally {
    closeSync(handle);
  }
}
