import { Octokit } from 'octokit';
import { startGitHub } from './server.ts';
import type { GitHubOptions, LocalGitHub } from './server.ts';

/** The stage that most tests play on: one private repository, people in three roles, one pull request. */
export const repo = { owner: 'acme', repo: 'shop' } as const;

export interface Stage extends AsyncDisposable {
  readonly github: LocalGitHub;
  readonly number: number;
  readonly headSha: string;
  /** GitHub Actions' token with what a deploy needs. */
  readonly actions: Octokit;
  /** What the server complained about: answers GitHub would not give. */
  readonly complaints: readonly string[];
  as(login: string): Octokit;
  withPermissions(permissions: Record<string, 'read' | 'write' | 'none'>): Octokit;
}

const deployPermissions = {
  contents: 'read',
  issues: 'write',
  'pull-requests': 'write',
  deployments: 'write',
  actions: 'read',
  checks: 'write',
  statuses: 'write',
} as const;

/** A client that neither retries nor waits: tests look at single answers. */
export function client(github: LocalGitHub, token: string): Octokit {
  return new Octokit({
    auth: token,
    baseUrl: github.apiUrl,
    retry: { enabled: false },
    throttle: { enabled: false },
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
}

function quiet(): void {
  // Octokit would log every 4xx that a test asks for.
}

/** Sets the stage; `await using` takes it down. */
export async function stage(options: GitHubOptions = {}): Promise<Stage> {
  const complaints: string[] = [];
  const github = await startGitHub({ complain: (line) => complaints.push(line), ...options });
  github.createRepository({
    name: 'acme/shop',
    files: { '.github/macro-infra.yml': 'app: shop\n' },
    collaborators: { alice: 'write', rita: 'read', adam: 'admin' },
  });
  const { number, headSha } = github.openPullRequest({
    repo: 'acme/shop',
    title: 'Add a basket',
    branch: 'feature/basket',
    author: 'alice',
  });
  const withPermissions: Stage['withPermissions'] = (permissions) =>
    client(github, github.createToken({ kind: 'installation', permissions }));
  return {
    github,
    number,
    headSha,
    complaints,
    actions: withPermissions(deployPermissions),
    as: (login) => client(github, github.createToken({ kind: 'user', login })),
    withPermissions,
    [Symbol.asyncDispose]: () => github.stop(),
  };
}

/** Status, message and headers of a call that is expected to fail. */
export async function failure(
  call: Promise<unknown>,
): Promise<{ status: number; body: unknown; headers: Record<string, string> }> {
  try {
    await call;
  } catch (error) {
    const { status, response } = error as {
      status: number;
      response?: { data: unknown; headers: Record<string, string> };
    };
    return { status, body: response?.data, headers: response?.headers ?? {} };
  }
  throw new Error('the call succeeded');
}
