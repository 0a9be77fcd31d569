import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';

const known = z.enum(['admin', 'maintain', 'write', 'triage', 'read', 'none']);
export type CollaboratorRole = z.infer<typeof known>;

const schema = z.object({
  /** One of four: `maintain` counts as `write` here, `triage` as `read`. */
  permission: z.enum(['admin', 'write', 'read', 'none']),
  /** May also be the name of an organisation's own role. */
  role_name: z.string(),
});

/** What a person may do in the repository; `none` for an account that does not exist. */
export async function collaboratorRole(gh: GitHub, login: string): Promise<CollaboratorRole> {
  try {
    const answer = await gh.send({
      route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      permission: 'metadata: read',
      parameters: { username: login },
    });
    const { role_name: role, permission } = parseAnswer(schema, answer, `the role of ${login}`);
    const named = known.safeParse(role);
    // An organisation's own role builds on one of GitHub's.
    return named.success ? named.data : permission;
  } catch (error) {
    if (statusOf(error) === 404) return 'none';
    throw error;
  }
}
