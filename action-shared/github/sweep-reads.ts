import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { OpenPull } from '../sweep/catch-up.ts';
import type { GitHub } from './client.ts';
import { isBot } from './pull-origin.ts';

/** The branch that schedules run on; also the proof that the token sees the repository at all. */
export async function defaultBranch(gh: GitHub): Promise<string> {
  const answer = await gh.send({
    route: 'GET /repos/{owner}/{repo}',
    permission: 'metadata: read',
  });
  return parseAnswer(z.object({ default_branch: z.string() }), answer, 'the repository')
    .default_branch;
}

const openSchema = z.array(
  z.object({ number: z.number(), labels: z.array(z.object({ name: z.string() })) }),
);

/** Every open pull request with its labels. */
export async function openPullRequests(
  gh: GitHub,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/pulls',
    permission: 'pull-requests: read',
    parameters: { state: 'open' },
  });
  const open = parseAnswer(openSchema, answers, 'open pull requests');
  return new Map(open.map(({ number, labels }) => [number, labels.map(({ name }) => name)]));
}

const repository = z.object({ full_name: z.string() });

const pullsSchema = z.array(
  z.object({
    number: z.number(),
    draft: z.boolean().default(false),
    user: z.object({ login: z.string(), type: z.string() }).nullable(),
    labels: z.array(z.object({ name: z.string() })),
    head: z.object({ sha: z.string(), ref: z.string(), repo: repository.nullable() }),
    base: z.object({ ref: z.string(), repo: repository }),
    updated_at: z.string(),
  }),
);

/** Every open pull request with what the sweep asks before it starts one again. */
export async function startablePulls(gh: GitHub): Promise<readonly OpenPull[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/pulls',
    permission: 'pull-requests: read',
    parameters: { state: 'open' },
  });
  return parseAnswer(pullsSchema, answers, 'open pull requests').map((pull) => ({
    number: pull.number,
    draft: pull.draft,
    fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    // Of an account that is gone nobody knows whose it was.
    bot: pull.user === null || isBot(pull.user.login, pull.user.type),
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    headRepository: pull.head.repo?.full_name ?? null,
    baseRef: pull.base.ref,
    labels: pull.labels.map(({ name }) => name),
    updatedAt: pull.updated_at,
  }));
}

/** When a pull request was last reopened or marked as ready, ISO 8601; null: never. */
export async function broughtBackAt(gh: GitHub, number: number): Promise<string | null> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
    permission: 'pull-requests: read',
    parameters: { issue_number: number },
  });
  const schema = z.array(z.object({ event: z.string(), created_at: z.string() }));
  return parseAnswer(schema, answers, 'events of a pull request')
    .filter(({ event }) => event === 'reopened' || event === 'ready_for_review')
    .reduce<string | null>(
      (last, { created_at: at }) => (last === null || at > last ? at : last),
      null,
    );
}
