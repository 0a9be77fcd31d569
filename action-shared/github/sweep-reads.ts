import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';

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
