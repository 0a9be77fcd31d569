import type { ECRClient } from '@aws-sdk/client-ecr';
import { imageExists, resolveImage } from './images.ts';
import { errorMessage, UserError } from '../errors.ts';

/**
 * References by digest for all images, each proven to be in its registry as far as it can be asked.
 *
 * @throws UserError listing every image that is not there.
 */
export async function resolveDigests(
  images: Readonly<Record<string, string>>,
  ecr: () => Promise<ECRClient>,
  warn: (line: string) => void,
): Promise<Record<string, string>> {
  const client = await ecr();
  const problems: string[] = [];
  const resolved = await Promise.all(
    Object.entries(images).map(async ([service, given]) => {
      try {
        const reference = await resolveImage(given, client);
        const found = await imageExists(reference, client);
        if (found.exists === false) problems.push(`- \`${service}\`: ${found.reason}`);
        if (found.exists === 'not-checked')
          warn(`${service}: not checked whether the image exists: ${found.reason}.`);
        return [service, reference] as const;
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(`- \`${service}\`: ${errorMessage(error)}`);
        return [service, given] as const;
      }
    }),
  );
  if (problems.length === 0) return Object.fromEntries(resolved);
  throw new UserError(
    `Not every image of \`images\` is in its registry:\n${problems.sort().join('\n')}\nPush them first, or pass the digests that the build printed.`,
  );
}
