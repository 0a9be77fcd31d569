import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * MiniStack takes `<label>.<its own host name>` for an S3 bucket before it looks for a load
 * balancer, and its own name is `localhost` unless told otherwise: every preview's URL would be a
 * missing bucket. Under a name that cannot exist (RFC 2606) hosts are the load balancers' alone.
 */
const EMULATOR_HOST = 'ministack.invalid';

/**
 * Writes a program into `dir` that is `python` with that one variable set; the emulator's starter
 * gives it no other way to get there.
 * @returns the program's path
 */
export function emulatorPython(dir: string, python: string): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'python');
  const script = `#!/bin/sh\nMINISTACK_HOST=${EMULATOR_HOST} exec '${python.replaceAll("'", `'\\''`)}' "$@"\n`;
  writeFileSync(`${file}.new`, script, { mode: 0o755 });
  renameSync(`${file}.new`, file);
  return file;
}
