import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** `hashFiles()`: SHA-256 over the SHA-256 of each file that matches, as hexadecimal; '' for none. */
export function hashFiles(workspace: string, patterns: readonly string[]): string {
  const excluded = patterns.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const found = globSync(
    patterns.filter((one) => !one.startsWith('!')),
    { cwd: workspace, exclude: excluded },
  );
  const files = found.sort().filter((path) => statSync(join(workspace, path)).isFile());
  if (files.length === 0) return '';
  const all = createHash('sha256');
  for (const path of files) {
    all.update(
      createHash('sha256')
        .update(readFileSync(join(workspace, path)))
        .digest(),
    );
  }
  return all.digest('hex');
}
