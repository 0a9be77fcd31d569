import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';

export interface NeutralCheck {
  /** Stays the same for every run of the same kind: GitHub shows the newest of a name. */
  readonly name: string;
  readonly sha: string;
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly detailsUrl: string;
}

const schema = z.object({
  id: z.number(),
  output: z.object({ title: z.string().nullable(), summary: z.string().nullable() }),
});

/** Shows something about a commit that neither passes nor fails; says it once. */
export async function setNeutralCheck(gh: GitHub, check: NeutralCheck): Promise<void> {
  const existing = await newestCheck(gh, check);
  const { title, summary } = check;
  if (existing?.output.title === title && existing.output.summary === summary) return;
  const parameters = {
    name: check.name,
    head_sha: check.sha,
    status: 'completed',
    conclusion: 'neutral',
    details_url: check.detailsUrl,
    output: { title, summary },
  };
  const route = 'POST /repos/{owner}/{repo}/check-runs';
  await gh.create({ route, permission: 'checks: write', parameters }, async () => {
    const found = await newestCheck(gh, check);
    return found?.output.summary === summary ? found : null;
  });
}

async function newestCheck(
  gh: GitHub,
  { name, sha }: NeutralCheck,
): Promise<z.infer<typeof schema> | null> {
  const answer = await gh.send({
    route: 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
    permission: 'checks: read',
    parameters: { ref: sha, check_name: name, filter: 'latest', per_page: 1 },
  });
  const list = z.object({ check_runs: z.array(schema) });
  return parseAnswer(list, answer, 'check runs').check_runs.at(0) ?? null;
}
