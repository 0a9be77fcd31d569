import { ApiError, sendJson, sendNothing, type Call, type Route } from './api.ts';
import { joinReference, parseReference } from './reference.ts';
import { findImage, ImageNotFoundError, type StoredImage } from './registry.ts';

/** Images this engine has pulled, as a Docker daemon's local store. */
export class ImageStore {
  readonly #registryDir: string;
  readonly #pulled = new Map<string, StoredImage>();

  constructor(registryDir: string) {
    this.#registryDir = registryDir;
  }

  /** @throws ApiError 404 in the registry's words */
  pull(reference: string): StoredImage {
    const image = this.describe(reference);
    this.#pulled.set(keyOf(reference), image);
    return image;
  }

  /** What the registry says about a reference, without pulling it. */
  describe(reference: string): StoredImage {
    try {
      return findImage(this.#registryDir, reference);
    } catch (error) {
      if (error instanceof ImageNotFoundError) throw new ApiError(404, error.message);
      throw error;
    }
  }

  /** @throws ApiError 404 when it was not pulled; Docker's client pulls it then. */
  get(reference: string): StoredImage {
    const image = this.#pulled.get(keyOf(reference)) ?? this.#byDigest(reference);
    if (!image) throw new ApiError(404, `No such image: ${reference}`);
    return image;
  }

  tag(reference: string, repository: string, tag: string): void {
    this.#pulled.set(keyOf(joinReference(repository, tag)), this.get(reference));
  }

  remove(reference: string): void {
    this.get(reference);
    this.#pulled.delete(keyOf(reference));
  }

  list(): readonly (readonly [string, StoredImage])[] {
    return [...this.#pulled];
  }

  #byDigest(reference: string): StoredImage | undefined {
    return [...this.#pulled.values()].find((image) => image.digest === reference);
  }
}

/** The Engine API's image calls that MiniStack's client makes. */
export function imageRoutes(images: ImageStore): Route[] {
  const on = (method: string, pattern: RegExp, handle: Route['handle']): Route => ({
    method,
    pattern,
    handle,
  });
  return [
    on('POST', /^\/images\/create$/, (call) => pull(images, call)),
    on('GET', /^\/images\/json$/, ({ response }) =>
      sendJson(
        response,
        200,
        images.list().map(([name, image]) => imageDetails(name, image)),
      ),
    ),
    on('GET', /^\/images\/(.+)\/json$/, ({ params: [name = ''], response }) =>
      sendJson(response, 200, imageDetails(name, images.get(name))),
    ),
    on('GET', /^\/distribution\/(.+)\/json$/, ({ params: [name = ''], response }) =>
      sendJson(response, 200, distribution(images.describe(name))),
    ),
    on('POST', /^\/images\/(.+)\/tag$/, ({ params: [name = ''], query, response }) => {
      images.tag(name, query.get('repo') ?? '', query.get('tag') ?? 'latest');
      sendNothing(response, 201);
    }),
    on('DELETE', /^\/images\/(.+)$/, ({ params: [name = ''], response }) => {
      images.remove(name);
      sendJson(response, 200, [{ Untagged: name }]);
    }),
  ];
}

function pull(images: ImageStore, { query, response }: Call): void {
  const reference = joinReference(query.get('fromImage') ?? '', query.get('tag') ?? undefined);
  const { digest } = images.pull(reference);
  const { repository, tag } = parseReference(reference);
  const lines = [
    { status: `Pulling from ${repository}`, id: tag ?? digest },
    { status: `Digest: ${digest}` },
    { status: `Status: Downloaded newer image for ${reference}` },
  ];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(lines.map((line) => `${JSON.stringify(line)}\r\n`).join(''));
}

function imageDetails(name: string, { digest, manifest }: StoredImage): unknown {
  const { repository, registry } = parseReference(name);
  const full = registry === undefined ? repository : `${registry}/${repository}`;
  return {
    Id: digest,
    RepoTags: name.includes('@') ? [] : [name],
    RepoDigests: [`${full}@${digest}`],
    Created: '1970-01-01T00:00:00Z', // an image's content has no date
    Architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    Os: 'linux',
    Size: manifest.files.reduce((sum, file) => sum + file.size, 0),
    Config: {
      Cmd: manifest.config.command,
      Env: Object.entries(manifest.config.env).map(([key, value]) => `${key}=${value}`),
      WorkingDir: manifest.config.workdir,
      Labels: {},
    },
    RootFS: { Type: 'layers', Layers: [digest] },
  };
}

function distribution({ digest, manifest }: StoredImage): unknown {
  return {
    Descriptor: {
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      digest,
      size: manifest.files.reduce((sum, file) => sum + file.size, 0),
    },
    Platforms: [{ architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux' }],
  };
}

/** One spelling per image: `name` and `name:latest` are the same. */
function keyOf(reference: string): string {
  const { registry = '', repository, tag, digest } = parseReference(reference);
  return `${registry}/${repository}${digest === undefined ? `:${tag ?? ''}` : `@${digest}`}`;
}
