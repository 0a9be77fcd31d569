import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalCloud } from '../cloud.ts';

/** Keeps every state of a pull request's comment as files. */
export interface CommentRecord {
  take(repository: string, number: number): void;
}

/** Writes `<number>-<count>.md` and `.html`, the page as GitHub shows it, into a folder. */
export function recordComments(cloud: LocalCloud, folder: string): CommentRecord {
  let count = 0;
  return {
    take(repository, number) {
      const [comment] = cloud.github.comments({ repo: repository, number });
      count += 1;
      const name = join(folder, `${String(count).padStart(2, '0')}-pull-request-${number}`);
      writeFileSync(`${name}.md`, comment?.body ?? '');
      void fetch(`${cloud.github.serverUrl}/${repository}/pull/${number}`)
        .then((page) => page.text())
        .then((html) => writeFileSync(`${name}.html`, html))
        .catch((error: unknown) => process.stderr.write(`record: ${String(error)}\n`));
    },
  };
}
