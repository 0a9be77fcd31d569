import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

export interface PullRequest {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly headSha: string;
  readonly headRef: string;
  readonly baseRef: string;
  /** Text of a stranger: escape it wherever it is shown. */
  readonly title: string;
  /** Login; null when the account is gone. */
  readonly author: string | null;
  /** True when the head is in another repository, or in one that is gone. */
  readonly fromFork: boolean;
  readonly draft: boolean;
  readonly labels: readonly string[];
  readonly htmlUrl: string;
}

const pullSchema = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  draft: z.boolean().default(false),
  title: z.string(),
  html_url: z.string(),
  user: z.object({ login: z.string() }).nullable(),
  labels: z.array(z.object({ name: z.string() })),
  head: z.object({
    sha: z.string(),
    ref: z.string(),
    repo: z.object({ full_name: z.string() }).nullable(),
  }),
  base: z.object({ ref: z.string(), repo: z.object({ full_name: z.string() }) }),
});

/** The pull request as it is now; null when there is none with this number. */
export async function getPullRequest(gh: GitHub, number: number): Promise<PullRequest | null> {
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      permission: 'pull-requests: read',
      parameters: { pull_number: number },
    });
    return pullRequestOf(parseAnswer(pullSchema, answer, `pull request ${number}`));
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function pullRequestOf(pull: z.infer<typeof pullSchema>): PullRequest {
  return {
    number: pull.number,
    state: pull.state,
    merged: pull.merged,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    baseRef: pull.base.ref,
    title: pull.title,
    author: pull.user?.login ?? null,
    fromFork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    draft: pull.draft,
    labels: pull.labels.map((label) => label.name),
    htmlUrl: pull.html_url,
  };
}
