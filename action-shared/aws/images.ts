import { DescribeImagesCommand, type ECRClient, type ImageIdentifier } from '@aws-sdk/client-ecr';
import { UserError } from '../errors.ts';
import { awsErrorName, explained } from './aws-errors.ts';

/** `<account>.dkr.ecr.<region>.amazonaws.com/<repository>` (also China's and FIPS hosts). */
const ECR =
  /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)\/(.+)$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;

export interface ImageReference {
  /** Registry and repository, without tag and digest. */
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

export type ImageState =
  | { readonly exists: true }
  | { readonly exists: false; readonly reason: string }
  | { readonly exists: 'not-checked'; readonly reason: string };

/**
 * Takes an image reference apart.
 *
 * @throws UserError when it is none.
 */
export function parseImage(reference: string): ImageReference {
  const [rest = '', digest = null] = reference.split('@');
  const slash = rest.lastIndexOf('/');
  const colon = rest.indexOf(':', slash + 1);
  const name = colon === -1 ? rest : rest.slice(0, colon);
  if (!/^[a-z0-9][a-zA-Z0-9._:/-]*$/.test(name) || (digest !== null && !DIGEST.test(digest))) {
    throw new UserError(
      `image: "${reference}" is no image reference. Allowed: repository@sha256:<64 hex digits> or repository:tag.`,
    );
  }
  return { name, tag: colon === -1 ? null : rest.slice(colon + 1), digest };
}

/**
 * Digest form (`name@sha256:...`) of a reference: what is deployed can then not change under a tag.
 *
 * @param ecr Client of the registry's region.
 * @throws UserError when the tag is not there, or the registry is not ECR and cannot be asked.
 */
export async function resolveImage(reference: string, ecr: ECRClient): Promise<string> {
  const image = parseImage(reference);
  if (image.digest !== null) return `${image.name}@${image.digest}`;
  const tag = image.tag ?? 'latest';
  const found = await describe(image, { imageTag: tag }, ecr);
  if (found.digest !== null) return `${image.name}@${found.digest}`;
  throw new UserError(
    `image: the digest of "${reference}" cannot be found: ${found.reason}. ` +
      'Give it as repository@sha256:..., as the build step prints it.',
  );
}

/** Whether an image, by digest or tag, is in its registry. Registries other than ECR are not asked. */
export async function imageExists(reference: string, ecr: ECRClient): Promise<ImageState> {
  const image = parseImage(reference);
  if (!ECR.test(image.name)) return { exists: 'not-checked', reason: notEcr(image.name) };
  const id: ImageIdentifier =
    image.digest === null ? { imageTag: image.tag ?? 'latest' } : { imageDigest: image.digest };
  const found = await describe(image, id, ecr);
  return found.digest === null ? { exists: false, reason: found.reason } : { exists: true };
}

type Described =
  | { readonly digest: string; readonly reason: null }
  | { readonly digest: null; readonly reason: string };

async function describe(
  image: ImageReference,
  id: ImageIdentifier,
  ecr: ECRClient,
): Promise<Described> {
  const [, registryId, , repositoryName] = ECR.exec(image.name) ?? [];
  if (registryId === undefined || repositoryName === undefined) {
    return { digest: null, reason: notEcr(image.name) };
  }
  try {
    const request = { registryId, repositoryName, imageIds: [id] };
    const { imageDetails } = await ecr.send(new DescribeImagesCommand(request));
    const digest = imageDetails?.[0]?.imageDigest;
    return digest === undefined ? missing(image, id) : { digest, reason: null };
  } catch (error) {
    const name = awsErrorName(error);
    if (name === 'ImageNotFoundException') return missing(image, id);
    if (name !== 'RepositoryNotFoundException') {
      throw explained(`look up image ${image.name} (ecr:DescribeImages)`, error);
    }
    return { digest: null, reason: `there is no repository "${repositoryName}" in the registry` };
  }
}

function missing(image: ImageReference, id: ImageIdentifier): Described {
  const what = id.imageDigest === undefined ? `tag "${id.imageTag ?? ''}"` : id.imageDigest;
  return { digest: null, reason: `repository "${image.name}" holds no image ${what}` };
}

function notEcr(name: string): string {
  return `"${name}" is not in Amazon ECR, and other registries are not asked`;
}
