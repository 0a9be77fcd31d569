import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';

/** GitHub lists no more files of a pull request (API reference, "List pull requests files"). */
export const MOST_LISTED_FILES = 3000;

const schema = z.array(
  z.object({ filename: z.string(), previous_filename: z.string().optional() }),
);

/** Paths that a pull request adds, changes, removes or renames (both names), at most 3,000 files' worth. */
export async function changedFiles(gh: GitHub, number: number): Promise<readonly string[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files',
    permission: 'pull-requests: read',
    parameters: { pull_number: number },
  });
  return parseAnswer(schema, answers, 'changed files').flatMap((file) =>
    file.previous_filename === undefined
      ? [file.filename]
      : [file.filename, file.previous_filename],
  );
}
