import type { Octokit } from 'octokit';
import { UserError, errorMessage } from '../errors.ts';
import type { Clock } from '../runner/clock.ts';
import { systemClock } from '../runner/clock.ts';
import type { Call } from './call.ts';
import { apiError, isUnknownOutcome } from './api-error.ts';
import { retrying } from './retry.ts';
import type { RetryPolicy } from './retry.ts';

/** GitHub's API for one repository. Answers are `unknown`: each subject parses what it uses. */
export interface GitHub {
  readonly owner: string;
  readonly repo: string;
  /** `owner/name`. */
  readonly repository: string;
  /** One request, repeated where that is safe. */
  send(call: Call): Promise<unknown>;
  /** All pages of a list, 100 a page. */
  list(call: Call): Promise<readonly unknown[]>;
  /**
   * A request that makes something new. When its outcome is not known (connection lost, 5xx), `find`
   * looks for what it may have made (null: nothing), before it is repeated.
   */
  create(call: Call, find: () => Promise<object | null>): Promise<unknown>;
}

export interface GitHubOptions {
  readonly token: string;
  /** `https://api.github.com`, or that of GitHub Enterprise or the local cloud. */
  readonly apiUrl: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly fetch?: typeof globalThis.fetch;
  readonly clock?: Clock;
  /** Aborts what is under way. */
  readonly signal?: AbortSignal;
  /** Told once per repeated request. */
  readonly log?: (line: string) => void;
  /** Seconds after which one request counts as lost. @default 30 */
  readonly requestTimeoutSeconds?: number;
}

/** Times a request that makes something is sent, at most. */
const CREATE_ATTEMPTS = 3;

/** Pause before looking for what a lost request may have made; grows with each attempt. */
const CREATE_PAUSE_MILLISECONDS = 1000;

/**
 * GitHub's API with bounded repeats: lost connections, 5xx and malformed answers where the request may
 * be repeated safely, rate limits as long as GitHub asks for, up to a minute.
 *
 * @throws UserError when the token is empty or the repository is not `owner/name`
 */
export function createGitHub(options: GitHubOptions): GitHub {
  const [owner, repo] = splitRepository(options.repository);
  if (options.token === '') {
    throw new UserError('`github-token` is empty. Give it `${{ github.token }}`.');
  }
  const policy = { clock: systemClock, log: () => undefined, ...options };
  let connected: Promise<Octokit> | undefined;
  const octokit = (): Promise<Octokit> => (connected ??= connect(options, policy));
  const fill = ({ route, parameters }: Call): Record<string, unknown> =>
    route.includes('{owner}') ? { owner, repo, ...parameters } : { ...parameters };
  const send = async (call: Call): Promise<unknown> => {
    const response = await named(call, async () =>
      (await octokit()).request(call.route, fill(call)),
    );
    return response.data as unknown;
  };
  return {
    owner,
    repo,
    repository: options.repository,
    send,
    list: (call) =>
      named(call, async () =>
        (await octokit()).paginate(call.route, { ...fill(call), per_page: 100 }),
      ),
    create: (call, find) => createOnce(() => send(call), find, policy),
  };
}

/** Loaded at the first request: an action with wrong inputs never needs it. */
async function connect(options: GitHubOptions, policy: RetryPolicy): Promise<Octokit> {
  const [{ Octokit }, { getOctokitOptions }] = await Promise.all([
    import('octokit'),
    import('@actions/github/lib/utils'),
  ]);
  const baseUrl = options.apiUrl.replace(/\/+$/, '');
  const octokit = new Octokit({
    ...getOctokitOptions(options.token, { userAgent: 'macro-infra' }),
    baseUrl,
    log: silent,
    // Node's own: it goes through a proxy when NODE_USE_ENV_PROXY is set, as the AWS SDK then does too.
    request: { fetch: options.fetch ?? globalThis.fetch },
    // Ours know which requests may be repeated, the plugins do not.
    retry: { enabled: false },
    throttle: { enabled: false },
  });
  octokit.hook.wrap('request', retrying(policy));
  return octokit;
}

async function createOnce(
  send: () => Promise<unknown>,
  find: () => Promise<object | null>,
  policy: RetryPolicy,
): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isUnknownOutcome(error)) throw error;
      policy.log(`${errorMessage(error)}; looking whether it was done.`);
      await policy.clock.sleep(attempt * CREATE_PAUSE_MILLISECONDS, policy.signal);
      const found = await find();
      if (found !== null) return found;
      if (attempt === CREATE_ATTEMPTS) throw error;
    }
  }
}

async function named<T>(call: Call, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw apiError(error, call);
  }
}

function splitRepository(repository: string): readonly [string, string] {
  const match = /^([\w.-]+)\/([\w.-]+)$/.exec(repository);
  const [, owner, repo] = match ?? [];
  if (owner === undefined || repo === undefined) {
    throw new UserError(`"${repository}" is not a repository; allowed: owner/name.`);
  }
  return [owner, repo];
}

// Octokit writes to the console otherwise; what matters is in the errors and in `log`.
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
