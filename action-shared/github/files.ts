import { z } from 'zod';
import { UserError } from '../errors.ts';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

const fileSchema = z.object({
  type: z.literal('file'),
  encoding: z.literal('base64'),
  content: z.string(),
});

/**
 * A file's text at a branch, tag or commit; null when there is no such file.
 *
 * @param path without a slash at its start
 * @throws UserError when it is a folder or link, or larger than the 1 MB of GitHub's contents API
 */
export async function fileAtRef(gh: GitHub, path: string, ref: string): Promise<string | null> {
  try {
    const answer = await gh.send({
      // `+`: the slashes of the path stay slashes.
      route: 'GET /repos/{owner}/{repo}/contents/{+path}',
      permission: 'contents: read',
      parameters: { path: path.split('/').map(encodeURIComponent).join('/'), ref },
    });
    return textOf(answer, `${path} at ${ref}`);
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function textOf(answer: unknown, what: string): string {
  if (fileSchema.safeParse(answer).success) {
    const file = parseAnswer(fileSchema, answer, what);
    return Buffer.from(file.content, 'base64').toString('utf8');
  }
  throw new UserError(`${what} is not a file of at most 1 MB. Put the app's file there.`);
}
