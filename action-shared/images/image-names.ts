/** What gives an image its names: the same function for every build, so that no two disagree. */
export interface ImageOrigin {
  readonly app: string;
  readonly service: string;
  /** Repository, with `{app}` and `{service}` where they belong; `''` when nothing is pushed. */
  readonly repository: string;
  /** `refs/heads/main`, `refs/tags/v1.2.3`, `refs/pull/42/merge`. */
  readonly ref: string;
  readonly defaultBranch: string;
  /** Null when the build is not for a pull request. */
  readonly prNumber: number | null;
  /** The commit, 40 hexadecimal digits. */
  readonly sha: string;
  /** Run and attempt that build it (`1021.1`); null: tags move, which an immutable repository refuses. */
  readonly build: string | null;
}

export interface ImageNames {
  /** Registry and repository, placeholders filled in. */
  readonly repository: string;
  /** Tags without the repository, at least one. They help people; only digests are deployed. */
  readonly tags: readonly string[];
}

/** Registry and path, with the two placeholders; neither tag nor digest. */
export const REPOSITORY_PATTERN = /^[a-z0-9](?:[a-z0-9._/-]|:\d+\/|\{app\}|\{service\})*$/;
export const REPOSITORY_ALLOWED =
  'registry and repository without a tag; set it, or the variable `IMAGE_REPOSITORY`';

/** Longest tag a registry takes (OCI distribution specification). */
const LONGEST_TAG = 128;
const RELEASE = /^refs\/tags\/(v\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/**
 * Repository and tags of an image: `pr-42`, `latest` (default branch), `v1.2.3` (release tag) or
 * `branch-<name>`, and always `sha-<commit>`. With a build, each but a release ends with it: the base's
 * repository never lets a tag move, and a commit that is built twice has two digests. In a repository
 * that services share (no `{service}` in it), each tag begins with `<app>-<service>-`.
 */
export function imageNames(origin: ImageOrigin): ImageNames {
  const { app, service, repository } = origin;
  const prefix = repository.includes('{service}') ? '' : `${app}-${service}-`;
  const filled = repository.replaceAll('{app}', app).replaceAll('{service}', service);
  const names = [moving(origin), `sha-${origin.sha}`].filter((name) => name !== null);
  const tags = names.map((name) => {
    const end = origin.build === null || isRelease(name) ? '' : `-${origin.build}`;
    return `${prefix}${name}`.slice(0, LONGEST_TAG - end.length) + end;
  });
  return { repository: filled, tags };
}

function isRelease(name: string): boolean {
  return RELEASE.test(`refs/tags/${name}`);
}

/** The tag that moves with what it names; null for a ref that has none, such as another tag. */
function moving({ ref, defaultBranch, prNumber }: ImageOrigin): string | null {
  if (prNumber !== null) return `pr-${prNumber}`;
  if (ref === `refs/heads/${defaultBranch}`) return 'latest';
  const release = RELEASE.exec(ref)?.[1];
  if (release !== undefined) return release;
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : '';
  const slug = branch.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return slug === '' ? null : `branch-${slug.replace(/^-+|-+$/g, '')}`;
}

export interface CacheScopes {
  /** `cache-from` of buildx, one source a line. */
  readonly from: string;
  /** `cache-to` of buildx; `''`: write none. */
  readonly to: string;
}

/**
 * Build caches. A pull request reads the default branch's and writes its own; the default branch
 * writes what all read. Runs on the default branch for somebody's pull request (a command, a
 * dispatch) write none: nobody's commit may leave layers there.
 *
 * @param event name of the run's event
 */
export function cacheScopes(origin: ImageOrigin, event: string): CacheScopes {
  const scope = (name: string): string =>
    `type=gha,scope=macro-infra-${origin.app}-${origin.service}-${name}`;
  const own = ownScope(origin);
  const from = [scope('main'), ...(own === 'main' || own === null ? [] : [scope(own)])];
  const writes = own !== null && (origin.prNumber === null || event === 'pull_request');
  return { from: from.join('\n'), to: writes ? `${scope(own)},mode=max` : '' };
}

/** Null for releases: they read, and leave nothing that others would read. */
function ownScope({ ref, defaultBranch, prNumber }: ImageOrigin): string | null {
  if (prNumber !== null) return `pr-${prNumber}`;
  return ref === `refs/heads/${defaultBranch}` ? 'main' : null;
}
