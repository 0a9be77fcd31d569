import { decideAdmission } from '../../../action-shared/admission/decide.ts';
import { DEFAULT_POLICY } from '../../../action-shared/admission/facts.ts';
import type { AdmissionFacts, Person } from '../../../action-shared/admission/facts.ts';
import type { PullRequest } from '../../../action-shared/github/pull-requests.ts';
import { closedMeanwhile, reasonToSkip } from '../../../action-shared/preview/head.ts';
import { decideSweep } from '../../../action-shared/sweep/decide.ts';
import { at, textAt } from '../plan/github-context.ts';
import type { JobOutcome, JobRequest } from '../scheduler/ports.ts';
import { startWaiting } from './simulated-catch-up.ts';
import { REPOSITORY } from './simulated-github.ts';
import type { SimulatedGitHub, SimulatedPull } from './simulated-github.ts';
import type { SimulatedWorld } from './simulated-world.ts';

type Outputs = Readonly<Record<string, string>>;
type Work = (request: JobRequest, world: SimulatedWorld) => Promise<Outputs>;

const SECOND = 1000;

/**
 * The jobs of our workflows without engine and cloud: each takes time, asks GitHub when the action
 * does, and decides with the action's own functions. By file and job.
 */
const WORK: Readonly<Record<string, Work>> = {
  'preview.yml/admission': admission,
  'build-images.yml/plan': async (_request, { time, takes }) => {
    await time.sleep(takes(20 * SECOND));
    return { matrix: '{"include":[{"service":"web"}]}', services: '["web"]' };
  },
  'build-images.yml/build': async (_request, { time, takes }) => {
    await time.sleep(takes(300 * SECOND));
    return {};
  },
  'build-images.yml/collect': async (request) => {
    const image = `registry/web@sha256:${String(input(request, 'sha'))}`;
    return Promise.resolve({ images: JSON.stringify({ web: image }), pushed: 'true' });
  },
  'deploy.yml/plan': async (_request, { time, takes }) => {
    await time.sleep(takes(60 * SECOND));
    return {};
  },
  'deploy.yml/approve': () => Promise.resolve({}),
  'deploy.yml/gate': (request, { github }) => {
    const skip = skipReason(request, github);
    return Promise.resolve({ decision: skip === null ? 'deploy' : 'skip' });
  },
  'deploy.yml/deploy': deploy,
  'cleanup-preview.yml/cleanup': cleanup,
  'sweep-previews.yml/sweep': sweep,
};

/** Does a job; one that the workflows have and this table has not is an error. */
export async function simulatedJob(
  request: JobRequest,
  world: SimulatedWorld,
): Promise<JobOutcome> {
  const file = request.holder.path.split('/').at(-1) ?? '';
  const work = WORK[`${file}/${request.job.key}`];
  if (work === undefined) throw new Error(`nobody simulates the job ${request.job.key} of ${file}`);
  return { conclusion: 'success', outputs: await work(request, world) };
}

const person = (login: string): Person =>
  login === ADA.login ? ADA : { login, role: 'none', bot: login.endsWith('[bot]') };
const ADA: Person = { login: 'ada', role: 'write', bot: false };

async function admission(request: JobRequest, world: SimulatedWorld): Promise<Outputs> {
  const { github, time, takes, notes } = world;
  await time.sleep(takes(30 * SECOND));
  const { delivery } = request;
  const number = numberOf(request);
  const sha = delivery.inputs?.['sha'] ?? textAt(delivery.payload, 'pull_request', 'head', 'sha');
  const facts: AdmissionFacts = {
    event: delivery.event,
    action: delivery.action,
    label: null,
    actor: person(delivery.actor),
    triggeringActor: person(textAt(request.contexts['github'] ?? null, 'triggering_actor')),
    sha,
    onBaseBranch: true,
    pull: pullFacts(github.pull(number)),
    policy: { ...DEFAULT_POLICY, max: world.max },
    changedFiles: [],
    previews: livePreviews(number, world),
    request: null,
    serving: null,
    askedBy: null,
  };
  const { decision, reason, command, queued, say } = decideAdmission(facts);
  if (decision === 'deploy') notes.delete(number);
  else if (say === 'decision' && github.pull(number)?.headSha === sha)
    notes.set(number, { sha, queued, runId: request.runId });
  const none = { images: '', given: '', 'build-run-id': '', ttl: '', 'make-room': 'false' };
  const untrusted = 'false';
  return { ...none, decision, reason, command, untrusted, sha, 'pr-number': String(number) };
}

/** As admission counts them: of open pull requests, what serves or is being deployed. */
function livePreviews(
  own: number,
  { github, previews, deploying }: SimulatedWorld,
): { readonly others: number; readonly own: boolean } {
  const live = github
    .pulls()
    .filter(
      ({ state, number }) => state === 'open' && (previews.has(number) || deploying.has(number)),
    )
    .map(({ number }) => number);
  return { others: live.filter((one) => one !== own).length, own: live.includes(own) };
}

/** As deploy-preview: the head is asked for before, and whether it is still open after. */
async function deploy(request: JobRequest, world: SimulatedWorld): Promise<Outputs> {
  const { github, previews, deploying, time, takes } = world;
  await time.sleep(takes(30 * SECOND));
  if (skipReason(request, github) !== null) return { status: 'skipped' };
  const number = numberOf(request);
  const sha = String(input(request, 'sha'));
  deploying.set(number, sha);
  await time.sleep(takes(120 * SECOND));
  deploying.delete(number);
  previews.set(number, sha);
  await time.sleep(takes(120 * SECOND));
  if (!closedMeanwhile(asPullRequest(github.pull(number)))) return { status: 'ready' };
  await time.sleep(takes(60 * SECOND));
  previews.delete(number);
  return { status: 'destroyed' };
}

/** As cleanup-preview: one that was reopened stays. */
async function cleanup(request: JobRequest, world: SimulatedWorld): Promise<Outputs> {
  const { github, previews, time, takes } = world;
  const number = numberOf(request);
  await time.sleep(takes(30 * SECOND));
  if (github.pull(number)?.state === 'open') return { status: 'skipped' };
  await time.sleep(takes(90 * SECOND));
  return { status: previews.delete(number) ? 'destroyed' : 'not-found' };
}

async function sweep(_request: JobRequest, world: SimulatedWorld): Promise<Outputs> {
  const { github, previews, time, takes } = world;
  let removed = 0;
  for (const number of [...previews.keys()]) {
    await time.sleep(takes(30 * SECOND));
    const state = github.pull(number)?.state ?? 'missing';
    const pull = state === 'missing' ? ({ state } as const) : ({ state, labels: [] } as const);
    const candidate = {
      stack: `shop-pr-${number}`,
      app: 'shop',
      number,
      plan: null,
      resources: 1,
      updatedAt: null,
      targetGroups: [],
    };
    const visits = { known: false, why: 'not simulated' } as const;
    const facts = { pull, visits, idleSeconds: null, now: time.now() };
    if (decideSweep(candidate, facts).action === 'keep') continue;
    removed += 1;
    previews.delete(number);
  }
  startWaiting(world);
  return { status: 'swept', removed: String(removed) };
}

function skipReason(request: JobRequest, github: SimulatedGitHub): string | null {
  const number = numberOf(request);
  const sha = String(input(request, 'sha'));
  const subject = { number, sha, repository: REPOSITORY };
  return reasonToSkip(asPullRequest(github.pull(number)), subject);
}

/** Of the called workflow; null where it has none. */
function input(request: JobRequest, name: string): unknown {
  return at(request.contexts['inputs'] ?? null, name);
}

function numberOf(request: JobRequest): number {
  const dispatched = request.delivery.inputs?.['pr-number'];
  return Number(
    input(request, 'pr-number') || (dispatched ?? at(request.delivery.payload, 'number')),
  );
}

function pullFacts(pull: SimulatedPull | null): AdmissionFacts['pull'] {
  if (pull === null) return null;
  const { number, merged, headSha, state } = pull;
  const plain = { draft: false, fork: false, labels: [], baseRef: 'main', author: ADA };
  return { ...plain, number, merged, headSha, open: state === 'open' };
}

function asPullRequest(pull: SimulatedPull | null): PullRequest | null {
  if (pull === null) return null;
  return {
    ...pull,
    headRef: `topic-${pull.number}`,
    baseRef: 'main',
    title: '',
    author: 'ada',
    fromFork: false,
    draft: false,
    labels: [],
    htmlUrl: '',
  };
}
