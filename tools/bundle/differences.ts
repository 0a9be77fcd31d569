import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Files below a folder, relative, sorted. */
export function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}

/** Names of files that are not byte for byte the same in both folders. */
export function differences(committed: string, rebuilt: string): readonly string[] {
  const names = new Set([...filesBelow(committed), ...filesBelow(rebuilt)]);
  return [...names].sort().filter((name) => !same(join(committed, name), join(rebuilt, name)));
}

function same(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && readFileSync(a).equals(readFileSync(b));
}
