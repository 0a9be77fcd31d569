import { z } from 'zod';
import { parseAnswer } from './answers.ts';
import type { GitHub } from './client.ts';
import { servingDeployment } from './serving-deployment.ts';

/** Pull requests asked about at the same time. */
const PARALLEL_READS = 10;

export interface LivePreviews {
  /** Previews of other open pull requests, counted up to `atMost`. */
  readonly others: number;
  readonly own: boolean;
}

/**
 * Counts the previews of open pull requests that serve or are being deployed, from GitHub's
 * deployments. Those of closed ones are the sweep's business.
 *
 * @param options.environmentOf environment of a pull request: `preview-pr-42`
 * @param options.atMost counting ends here; with a preview of its own, nothing is counted
 */
export async function livePreviews(
  gh: GitHub,
  number: number,
  options: { readonly environmentOf: (number: number) => string; readonly atMost: number },
): Promise<LivePreviews> {
  const { environmentOf, atMost } = options;
  if (await isLive(gh, environmentOf(number))) return { own: true, others: 0 };
  const open = (await openPulls(gh)).filter((one) => one !== number);
  let others = 0;
  for (let at = 0; at < open.length && others < atMost; at += PARALLEL_READS) {
    const some = open.slice(at, at + PARALLEL_READS).map((one) => isLive(gh, environmentOf(one)));
    others += (await Promise.all(some)).filter(Boolean).length;
  }
  return { own: false, others };
}

async function isLive(gh: GitHub, environment: string): Promise<boolean> {
  const { serving, open } = await servingDeployment(gh, environment);
  return serving !== null || open.length > 0;
}

async function openPulls(gh: GitHub): Promise<readonly number[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/pulls',
    permission: 'pull-requests: read',
    parameters: { state: 'open' },
  });
  return parseAnswer(z.array(z.object({ number: z.number() })), answers, 'pull requests').map(
    ({ number }) => number,
  );
}
