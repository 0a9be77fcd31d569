import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

/** Where a pull request comes from and whose it is, as far as trust is concerned. */
export interface PullOrigin {
  readonly number: number;
  readonly open: boolean;
  readonly merged: boolean;
  readonly draft: boolean;
  readonly headSha: string;
  readonly headRef: string;
  /** `owner/name`; null when the fork is gone. */
  readonly headRepository: string | null;
  readonly fork: boolean;
  readonly baseRef: string;
  /** Text of strangers. */
  readonly labels: readonly string[];
  readonly author: { readonly login: string; readonly bot: boolean };
  /** False when GitHub found that it cannot be merged: such a head gets no `pull_request` run. */
  readonly mergeable: boolean | null;
}

const repository = z.object({ full_name: z.string() });

const schema = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']),
  merged: z.boolean(),
  draft: z.boolean().default(false),
  mergeable: z.boolean().nullish(),
  user: z.object({ login: z.string(), type: z.string() }).nullable(),
  labels: z.array(z.object({ name: z.string() })),
  head: z.object({ sha: z.string(), ref: z.string(), repo: repository.nullable() }),
  base: z.object({ ref: z.string(), repo: repository }),
});

/** The login GitHub shows for accounts that are gone. */
const GHOST = 'ghost';

/** The pull request as it is now; null when there is none with this number. */
export async function getPullOrigin(gh: GitHub, number: number): Promise<PullOrigin | null> {
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      permission: 'pull-requests: read',
      parameters: { pull_number: number },
    });
    return originOf(parseAnswer(schema, answer, `pull request ${number}`));
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}

function originOf(pull: z.infer<typeof schema>): PullOrigin {
  const login = pull.user?.login ?? GHOST;
  return {
    number: pull.number,
    open: pull.state === 'open',
    merged: pull.merged,
    draft: pull.draft,
    headSha: pull.head.sha,
    headRef: pull.head.ref,
    headRepository: pull.head.repo?.full_name ?? null,
    fork: pull.head.repo?.full_name !== pull.base.repo.full_name,
    baseRef: pull.base.ref,
    labels: pull.labels.map(({ name }) => name),
    author: { login, bot: isBot(login, pull.user?.type) },
    mergeable: pull.mergeable ?? null,
  };
}

/** Apps have logins that end in `[bot]`, which no person's can; a few bots have a name and only the type. */
export function isBot(login: string, type?: string): boolean {
  return type === 'Bot' || login.endsWith('[bot]');
}
