import { z } from 'zod';
import { UserError } from '../errors.ts';

/** What the runner tells about the run and the event that caused it. */
export interface RunContext {
  /** `owner/name`. */
  readonly repository: string;
  /** Commit of the workflow run; for a pull request that is the merge commit, not its head. */
  readonly sha: string;
  readonly ref: string;
  readonly runId: number;
  readonly runAttempt: number;
  readonly job: string;
  readonly actor: string;
  readonly eventName: string;
  /** `opened`, `closed`, ...; null when the event has none. */
  readonly eventAction: string | null;
  /** `https://github.com`, no slash at the end. */
  readonly serverUrl: string;
  /** `https://api.github.com`, no slash at the end. */
  readonly apiUrl: string;
  /** Address of this run attempt's page. */
  readonly runUrl: string;
  /** Folder the repository was checked out to. */
  readonly workspace: string;
  /** Number of the event's pull request; null when the event is about none. */
  readonly prNumber: number | null;
  /** Head commit of the event's pull request; null when the event is about none. */
  readonly headSha: string | null;
  /** Branch the event's pull request wants to merge into; null when the event is about none. */
  readonly baseRef: string | null;
}

const url = z.string().regex(/^https?:\/\//, 'must start with http:// or https://');

const environmentSchema = z.object({
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  GITHUB_SHA: z.string().min(1),
  GITHUB_REF: z.string().default(''),
  GITHUB_RUN_ID: z.coerce.number().int().positive(),
  GITHUB_RUN_ATTEMPT: z.coerce.number().int().positive().default(1),
  GITHUB_JOB: z.string().default(''),
  GITHUB_ACTOR: z.string().default(''),
  GITHUB_EVENT_NAME: z.string().default(''),
  GITHUB_SERVER_URL: url.default('https://github.com'),
  GITHUB_API_URL: url.default('https://api.github.com'),
  GITHUB_WORKSPACE: z.string().default(''),
});

const pullRequestSchema = z.object({
  number: z.number().int().positive(),
  head: z.object({ sha: z.string() }).optional(),
  base: z.object({ ref: z.string() }).optional(),
});

const eventSchema = z.object({
  action: z.string().optional(),
  pull_request: pullRequestSchema.optional(),
  issue: z.object({ number: z.number(), pull_request: z.unknown().optional() }).optional(),
});

/**
 * Reads the run's context from the environment that GitHub's runner sets and from its event.
 *
 * @param event the parsed event file; `{}` when there is none
 * @throws UserError naming every variable that is missing or wrong
 */
export function parseContext(env: NodeJS.ProcessEnv, event: unknown): RunContext {
  const parsed = environmentSchema.safeParse(env);
  if (!parsed.success) throw notARunner(parsed.error);
  const happened = eventSchema.safeParse(event);
  if (!happened.success) {
    throw new UserError(
      `The event file is not a GitHub event: ${z.prettifyError(happened.error)}. Check GITHUB_EVENT_PATH.`,
    );
  }
  return Object.freeze({ ...runOf(parsed.data), ...pullRequestOf(happened.data) });
}

function runOf(env: z.infer<typeof environmentSchema>): Omit<RunContext, keyof PullRequestPart> {
  const serverUrl = env.GITHUB_SERVER_URL.replace(/\/+$/, '');
  return {
    repository: env.GITHUB_REPOSITORY,
    sha: env.GITHUB_SHA,
    ref: env.GITHUB_REF,
    runId: env.GITHUB_RUN_ID,
    runAttempt: env.GITHUB_RUN_ATTEMPT,
    job: env.GITHUB_JOB,
    actor: env.GITHUB_ACTOR,
    eventName: env.GITHUB_EVENT_NAME,
    serverUrl,
    apiUrl: env.GITHUB_API_URL.replace(/\/+$/, ''),
    runUrl: `${serverUrl}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}/attempts/${env.GITHUB_RUN_ATTEMPT}`,
    workspace: env.GITHUB_WORKSPACE,
  };
}

type PullRequestPart = Pick<RunContext, 'eventAction' | 'prNumber' | 'headSha' | 'baseRef'>;

function pullRequestOf(event: z.infer<typeof eventSchema>): PullRequestPart {
  const pull = event.pull_request;
  const commented = event.issue?.pull_request === undefined ? null : event.issue.number;
  return {
    eventAction: event.action ?? null,
    prNumber: pull?.number ?? commented,
    headSha: pull?.head?.sha ?? null,
    baseRef: pull?.base?.ref ?? null,
  };
}

function notARunner(error: z.ZodError): UserError {
  const faults = error.issues.map((issue) => `${issue.path.join('.')} (${issue.message})`);
  return new UserError(
    `The environment is not that of a GitHub Actions job: ${faults.join(', ')}. Run this as a step of a workflow, or set these variables.`,
  );
}
