import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Whether a cached executable is there with the checksum it was put there with. */
export function isWhole(file: string): boolean {
  if (!existsSync(file) || !existsSync(`${file}.sha256`)) return false;
  return readFileSync(`${file}.sha256`, 'utf8') === checksum(file);
}

/** Notes the checksum of a cached executable beside it. */
export function seal(file: string): void {
  writeFileSync(`${file}.sha256`, checksum(file));
}

function checksum(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
