import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';
import { isBot } from './pull-origin.ts';

export interface IssueComment {
  readonly id: number;
  /** A stranger's text. */
  readonly body: string;
  readonly createdAt: string;
  /** True when its text was changed after it was written: by whom, GitHub does not tell here. */
  readonly edited: boolean;
  readonly author: { readonly login: string; readonly bot: boolean };
}

const schema = z.array(
  z.object({
    id: z.number(),
    body: z.string().nullish(),
    created_at: z.string(),
    updated_at: z.string(),
    user: z.object({ login: z.string(), type: z.string() }).nullable(),
  }),
);

/** All comments of a pull request's conversation, newest first. */
export async function commentsOf(gh: GitHub, number: number): Promise<readonly IssueComment[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
    permission: 'pull-requests: read',
    parameters: { issue_number: number },
  });
  return parseAnswer(schema, answers, 'comments')
    .map((one) => ({
      id: one.id,
      body: one.body ?? '',
      createdAt: one.created_at,
      edited: one.updated_at !== one.created_at,
      author: {
        login: one.user?.login ?? 'ghost',
        bot: isBot(one.user?.login ?? '', one.user?.type),
      },
    }))
    .toSorted((a, b) => b.id - a.id);
}
