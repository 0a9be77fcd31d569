/** Host of GitHub's OIDC provider; its claims are condition keys with this prefix. */
export const ISSUER = 'token.actions.githubusercontent.com';
/** Audience that aws-actions/configure-aws-credentials asks for. */
const AUDIENCE = 'sts.amazonaws.com';

/** A repository, by the names that people use and by the ids that outlive a rename. */
export interface TrustedRepository {
  readonly owner: string;
  readonly ownerId: string;
  readonly name: string;
  readonly id: string;
  readonly defaultBranch: string;
}

export interface TrustOptions {
  /** AWS account id, 12 digits. */
  readonly account: string;
  readonly repositories: readonly TrustedRepository[];
  readonly source: WorkflowSource;
  /** Host (and path) of the OIDC provider. @default GitHub's */
  readonly issuer?: string;
}

/** The organisation's copy of macro-infra, at the release that its repositories call. */
export interface WorkflowSource {
  /** `acme/macro-infra`. */
  readonly repository: string;
  /** `refs/tags/v1`. */
  readonly ref: string;
}

export const TRUST_ROLES = ['preview', 'cleanup', 'images', 'base'] as const;
export type TrustRole = (typeof TRUST_ROLES)[number];

interface RoleRule {
  /** Files of macro-infra whose jobs may have the role, and no other job. */
  readonly workflows: readonly string[];
  /** Ends of a token's subject; `BRANCH` stands for the default branch. */
  readonly contexts: readonly string[];
}

const PULL_REQUEST = 'pull_request';
const DEFAULT_BRANCH = 'ref:refs/heads/BRANCH';

/**
 * Pull requests, and what runs on the default branch: commands, dispatches, schedules. Never another
 * branch: its workflow files are whatever was pushed there.
 */
const RULES: Readonly<Record<TrustRole, RoleRule>> = {
  preview: { workflows: ['deploy.yml'], contexts: [PULL_REQUEST, DEFAULT_BRANCH] },
  cleanup: {
    workflows: ['cleanup-preview.yml', 'sweep-previews.yml'],
    contexts: [PULL_REQUEST, DEFAULT_BRANCH],
  },
  images: {
    workflows: ['build-images.yml'],
    contexts: [PULL_REQUEST, DEFAULT_BRANCH, 'ref:refs/tags/v*'],
  },
  base: { workflows: ['ensure-base.yml'], contexts: [DEFAULT_BRANCH] },
};

export interface TrustPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly [
    {
      readonly Effect: 'Allow';
      readonly Principal: { readonly Federated: string };
      readonly Action: 'sts:AssumeRoleWithWebIdentity';
      readonly Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
    },
  ];
}

/**
 * The trust policy of a role: which jobs of which repositories may assume it. Both forms of the
 * subject are accepted, the one of names and the newer one with ids; a repository has one or the
 * other. The claims are ANDed: the repository's id, the workflow that the job is written in, and the
 * event's kind must all fit.
 */
export function trustPolicy(
  role: TrustRole,
  { account, repositories, source, issuer = ISSUER }: TrustOptions,
): TrustPolicy {
  const { workflows, contexts } = RULES[role];
  const subjects = repositories.flatMap((one) => subjectsOf(one, contexts));
  const files = workflows.map((file) => workflowRef(source, file));
  const exact = {
    [`${issuer}:aud`]: [AUDIENCE],
    [`${issuer}:repository_id`]: repositories.map(({ id }) => id),
    [`${issuer}:job_workflow_ref`]: files,
  };
  const subject = { [`${issuer}:sub`]: subjects };
  const wildcard = contexts.some((one) => one.includes('*'));
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${issuer}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: wildcard
          ? { StringEquals: exact, StringLike: subject }
          : { StringEquals: { ...exact, ...subject } },
      },
    ],
  };
}

/** The claim `job_workflow_ref` of a job in that file. */
export function workflowRef({ repository, ref }: WorkflowSource, file: string): string {
  return `${repository}/.github/workflows/${file}@${ref}`;
}

function subjectsOf(one: TrustedRepository, contexts: readonly string[]): readonly string[] {
  const byName = `repo:${one.owner}/${one.name}`;
  const byId = `repo:${one.owner}@${one.ownerId}/${one.name}@${one.id}`;
  const ends = contexts.map((context) => context.replace('BRANCH', one.defaultBranch));
  return [byName, byId].flatMap((start) => ends.map((end) => `${start}:${end}`));
}
