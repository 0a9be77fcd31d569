import {
  CreateRepositoryCommand,
  DescribeRepositoriesCommand,
  PutImageCommand,
  type ECRClient,
} from '@aws-sdk/client-ecr';
import { MANIFEST_MEDIA_TYPE } from './manifest-text.ts';
import { storeImage } from './registry.ts';

export interface PushOptions {
  /** Folder with an `image.json`. */
  readonly folder: string;
  /** Repository's name, such as `shop-api`; created when missing. */
  readonly repository: string;
  /** The container engine's registry. */
  readonly registryDir: string;
  readonly ecr: ECRClient;
  /** @default none: the image is known by its digest alone */
  readonly tag?: string;
}

export interface PushedImage {
  /** `sha256:...`, the same in the registry and in Amazon ECR. */
  readonly digest: string;
  /** `<repository URI>@<digest>`: what a task definition names. */
  readonly ref: string;
}

/**
 * What `docker build` and `docker push` are for: stores a folder as an image and makes it known to
 * Amazon ECR under the same digest. Pushing the same content again changes nothing.
 */
export async function pushImage(options: PushOptions): Promise<PushedImage> {
  const { folder, repository, registryDir, ecr, tag } = options;
  const uri = await repositoryUri(ecr, repository);
  const { digest, manifestText } = storeImage(registryDir, repository, folder, tag);
  try {
    await ecr.send(
      new PutImageCommand({
        repositoryName: repository,
        imageManifest: manifestText,
        imageManifestMediaType: MANIFEST_MEDIA_TYPE,
        imageDigest: digest,
        ...(tag === undefined ? {} : { imageTag: tag }),
      }),
    );
  } catch (error) {
    if (!isNamed(error, 'ImageAlreadyExistsException')) throw error;
  }
  return { digest, ref: `${uri}@${digest}` };
}

async function repositoryUri(ecr: ECRClient, name: string): Promise<string> {
  const found = await findRepository(ecr, name);
  if (found !== undefined) return found;
  const uri = await createRepository(ecr, name);
  if (uri === undefined) throw new Error(`CreateRepository(${name}) answered without a URI`);
  return uri;
}

/** Another push may make it at the same time. */
async function createRepository(ecr: ECRClient, name: string): Promise<string | undefined> {
  try {
    const made = await ecr.send(new CreateRepositoryCommand({ repositoryName: name }));
    return made.repository?.repositoryUri;
  } catch (error) {
    if (isNamed(error, 'RepositoryAlreadyExistsException')) return findRepository(ecr, name);
    throw error;
  }
}

async function findRepository(ecr: ECRClient, name: string): Promise<string | undefined> {
  try {
    const found = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
    return found.repositories?.[0]?.repositoryUri;
  } catch (error) {
    if (isNamed(error, 'RepositoryNotFoundException')) return undefined;
    throw error;
  }
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}
