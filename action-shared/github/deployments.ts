import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { parseAnswer } from './answers.ts';
import { statusOf } from './api-error.ts';
import type { GitHub } from './client.ts';
import { latestStatus, setDeploymentStatus } from './deployment-statuses.ts';
import type { DeploymentState } from './deployment-statuses.ts';
import { shortened } from './shortened.ts';

export interface NewDeployment {
  readonly environment: string;
  /** Commit to deploy; a branch or tag would be merged or moved by GitHub. */
  readonly ref: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly description: string;
  /** The environment goes away again. @default true */
  readonly transient?: boolean;
  /** End users use it. @default false */
  readonly production?: boolean;
}

export interface Deployment {
  readonly id: number;
  /** Address in the API. */
  readonly url: string;
  readonly environment: string;
  readonly sha: string;
  readonly payload: unknown;
  readonly createdAt: string;
}

export interface DeploymentWithState extends Deployment {
  /** State of its newest status; null when it has none yet. */
  readonly state: DeploymentState | null;
}

const deploymentSchema = z.object({
  id: z.number(),
  url: z.string(),
  environment: z.string(),
  sha: z.string(),
  // GitHub answers an object as given, or its text.
  payload: z.unknown(),
  created_at: z.string(),
});

/** Statuses asked for at the same time. */
const PARALLEL_READS = 10;

/**
 * Makes a deployment of a commit to an environment. When GitHub's answer is lost, the deployment is
 * looked for by commit and payload before it is made again, so that there is exactly one.
 *
 * @throws UserError when GitHub knows no such commit, or the token lacks `deployments: write`
 */
export async function createDeployment(gh: GitHub, wanted: NewDeployment): Promise<Deployment> {
  const answer = await postDeployment(gh, wanted);
  const parsed = deploymentSchema.safeParse(answer);
  if (parsed.success) return deploymentOf(parsed.data);
  // 202: GitHub merged a branch instead of deploying. A commit as `ref` and no auto_merge rule it out.
  throw new UserError(`GitHub made no deployment of \`${wanted.ref}\`. Give a full commit SHA.`);
}

async function postDeployment(gh: GitHub, wanted: NewDeployment): Promise<unknown> {
  const parameters = {
    ref: wanted.ref,
    environment: wanted.environment,
    payload: wanted.payload,
    description: shortened(wanted.description),
    task: 'deploy',
    auto_merge: false,
    required_contexts: [],
    transient_environment: wanted.transient ?? true,
    production_environment: wanted.production ?? false,
  };
  const route = 'POST /repos/{owner}/{repo}/deployments';
  try {
    return await gh.create({ route, permission: 'deployments: write', parameters }, () =>
      findFresh(gh, wanted),
    );
  } catch (cause) {
    if (statusOf(cause) !== 422) throw cause;
    throw new UserError(
      `GitHub knows no commit \`${wanted.ref}\` in ${gh.repository}, or refuses to deploy it. Was the branch force-pushed?`,
      { cause },
    );
  }
}

/** A deployment of this commit and payload that nobody has given a status yet: one whose answer was lost. */
async function findFresh(gh: GitHub, wanted: NewDeployment): Promise<object | null> {
  const answers = await listDeployments(gh, { environment: wanted.environment, sha: wanted.ref });
  const same = answers.filter((one) =>
    isDeepStrictEqual(payloadOf(one.payload), plain(wanted.payload)),
  );
  const withState = await statesOf(gh, same.map(deploymentOf));
  const fresh = withState.find((one) => one.state === null);
  return same.find((one) => one.id === fresh?.id) ?? null;
}

/** The newest deployment of an environment; null when it has none. */
export async function latestDeployment(
  gh: GitHub,
  environment: string,
): Promise<DeploymentWithState | null> {
  const answer = await gh.send({
    route: 'GET /repos/{owner}/{repo}/deployments',
    permission: 'deployments: read',
    parameters: { environment, per_page: 1 },
  });
  const found = parseAnswer(z.array(deploymentSchema), answer, 'deployments').map(deploymentOf);
  return (await statesOf(gh, found.slice(0, 1))).at(0) ?? null;
}

/** Deployments of an environment that are neither finished nor given up, newest first. */
export async function unfinishedDeployments(
  gh: GitHub,
  environment: string,
): Promise<readonly DeploymentWithState[]> {
  const all = await withStates(gh, environment);
  const unfinished = new Set<string | null>([null, 'queued', 'pending', 'in_progress', 'waiting']);
  return all.filter((one) => unfinished.has(one.state));
}

/**
 * Makes all deployments of an environment inactive. GitHub does so by itself only for permanent
 * environments, never for transient ones.
 *
 * @param options.except id of one that stays as it is
 * @returns how many were made inactive
 */
export async function deactivateDeployments(
  gh: GitHub,
  environment: string,
  options: { readonly except?: number; readonly description?: string } = {},
): Promise<number> {
  const all = await withStates(gh, environment);
  const active = all.filter((one) => one.state !== 'inactive' && one.id !== options.except);
  // One after the other: GitHub's secondary limits punish parallel writes.
  for (const one of active) {
    const description = options.description ?? 'No longer deployed.';
    await setDeploymentStatus(gh, one.id, { state: 'inactive', description });
  }
  return active.length;
}

async function withStates(gh: GitHub, environment: string): Promise<DeploymentWithState[]> {
  return statesOf(gh, (await listDeployments(gh, { environment })).map(deploymentOf));
}

async function listDeployments(
  gh: GitHub,
  filter: { readonly environment: string; readonly sha?: string },
): Promise<z.infer<typeof deploymentSchema>[]> {
  const answers = await gh.list({
    route: 'GET /repos/{owner}/{repo}/deployments',
    permission: 'deployments: read',
    parameters: filter,
  });
  return parseAnswer(z.array(deploymentSchema), answers, 'deployments');
}

async function statesOf(
  gh: GitHub,
  deployments: readonly Deployment[],
): Promise<DeploymentWithState[]> {
  const known: DeploymentWithState[] = [];
  for (let at = 0; at < deployments.length; at += PARALLEL_READS) {
    const some = deployments.slice(at, at + PARALLEL_READS).map(async (one) => {
      const status = await latestStatus(gh, one.id);
      return { ...one, state: status?.state ?? null };
    });
    known.push(...(await Promise.all(some)));
  }
  return known;
}

function deploymentOf(answer: z.infer<typeof deploymentSchema>): Deployment {
  const { id, url, environment, sha, payload, created_at: createdAt } = answer;
  return { id, url, environment, sha, payload: payloadOf(payload), createdAt };
}

function payloadOf(payload: unknown): unknown {
  if (typeof payload !== 'string' || payload === '') return payload;
  try {
    return JSON.parse(payload) as unknown;
  } catch {
    // Others may keep plain text in their deployments.
    return payload;
  }
}

/** As it looks after its way through JSON: no undefined members. */
function plain(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload)) as unknown;
}
