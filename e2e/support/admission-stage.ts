import { createGitHub } from '../../action-shared/github/client.ts';
import { parseContext } from '../../action-shared/runner/context.ts';
import type { Clock } from '../../action-shared/runner/clock.ts';
import type { Delivery } from '../../localcloud/github/events/deliveries.ts';
import { startGitHub } from '../../localcloud/github/server.ts';
import type { LocalGitHub } from '../../localcloud/github/server.ts';
import { createAnnouncer } from '../../actions/approve-deployment/announcer.ts';
import { realDeps } from '../../actions/approve-deployment/deps.ts';
import { parseEvent } from '../../actions/approve-deployment/event.ts';
import { parseInputs } from '../../actions/approve-deployment/inputs.ts';
import { outputsOf } from '../../actions/approve-deployment/result.ts';
import { run } from '../../actions/approve-deployment/run.ts';

export const REPO = 'acme/shop';
export const FORK = 'eve/shop';

/** Defaults of `action.yml`. */
const DEFAULTS = {
  'config-file': '.github/macro-infra.yml',
  environment: 'preview',
  'environment-name': 'preview-pr-{number}',
  'dispatch-workflow': 'preview-fork.yml',
  'timeout-minutes': '60',
  comment: 'true',
};

const PERMISSIONS = {
  actions: 'write',
  checks: 'write',
  contents: 'read',
  deployments: 'write',
  'pull-requests': 'write',
} as const;

const SERVICES = 'services: { web: { port: 80 } }\n';
const FORK_WORKFLOW =
  'on: { workflow_dispatch: { inputs: { pr-number: { required: true }, sha: { required: true }, images: { required: true }, build-run-id: { required: true } } } }\njobs: {}\n';

/** What one step of a job found, with what it wrote into its log. */
export interface Told {
  readonly outputs: Readonly<Record<string, string>>;
  readonly ending: string;
  readonly log: readonly string[];
}

/** A step of a job of the run that an event started. */
export interface Step {
  readonly delivery: Delivery;
  readonly inputs: Readonly<Record<string, string>>;
  /** @default the run that the event started */
  readonly runId?: number;
  readonly attempt?: number;
  /** Who started the run (again). @default the event's actor */
  readonly triggeringActor?: string;
}

/** The local GitHub with a repository, its people, and the runs its events start. */
export class Stage implements AsyncDisposable {
  readonly github: LocalGitHub;
  readonly deliveries: Delivery[] = [];
  /** Happens while somebody waits, after so many seconds. */
  readonly plans: { readonly after: number; readonly happen: () => void }[] = [];
  /** Happens before each request to GitHub's API is sent. */
  beforeRequest: () => void = () => undefined;
  private readonly runs = new Map<string, number>();
  private readonly time: { now: number };

  constructor(github: LocalGitHub, time: { now: number }) {
    this.github = github;
    this.time = time;
    github.onEvent((delivery) => [this.started(delivery)]);
  }

  /** Lets seconds pass: GitHub's times are whole seconds. */
  pass(seconds = 10): void {
    this.time.now += seconds * 1000;
  }

  last(): Delivery {
    const delivery = this.deliveries.at(-1);
    if (delivery === undefined) throw new Error('nothing has happened');
    return delivery;
  }

  runOf(delivery: Delivery): number {
    return this.runs.get(delivery.id) ?? 0;
  }

  open(given: Partial<Parameters<LocalGitHub['openPullRequest']>[0]> = {}) {
    this.pass();
    const fixed = { repo: REPO, title: 'Basket', branch: 'basket', author: 'wil' };
    return this.github.openPullRequest({ ...fixed, ...given });
  }

  comment(number: number, author: string, body: string): Delivery {
    this.pass();
    this.github.addComment({ repo: REPO, number, author, body });
    return this.last();
  }

  /** Runs the action's own code as a step; only the process around it is left out. */
  async step(step: Step): Promise<Told> {
    const { delivery } = step;
    const runId = step.runId ?? this.runOf(delivery);
    const context = parseContext(this.environment(step, runId), delivery.payload);
    const values: Record<string, string> = { ...DEFAULTS, 'github-token': 'x', ...step.inputs };
    const inputs = parseInputs((name) => values[name] ?? '', context);
    const event = parseEvent(delivery.payload, context, this.environment(step, runId));
    const log: string[] = [];
    const lines = {
      info: (line: string) => void log.push(line),
      warning: (line: string) => void log.push(`warning: ${line}`),
    };
    const watched: typeof fetch = (...request) => {
      this.beforeRequest();
      return fetch(...request);
    };
    const connect = (token: string) =>
      createGitHub({
        fetch: watched,
        token,
        apiUrl: this.github.apiUrl,
        repository: REPO,
        clock: this.clock(),
      });
    const gh = connect(this.token(delivery));
    const { number, comment: enabled } = inputs;
    const announce = createAnnouncer(gh, { number, enabled, mask: (text) => text, log: lines });
    const given = inputs.mode === 'gate' ? inputs.approvalToken : null;
    const approver = given === null ? null : connect(given);
    const cancelled = new AbortController().signal;
    const deps = realDeps(inputs, {
      gh,
      approver,
      announce,
      log: lines,
      clock: this.clock(),
      cancelled,
    });
    const result = await run(inputs, event, deps);
    if (result.ending === 'cancel-run') await deps.gate.cancelRun();
    return { outputs: outputsOf(result, inputs.environment), ending: result.ending, log };
  }

  admit(delivery: Delivery, inputs: Readonly<Record<string, string>> = {}): Promise<Told> {
    return this.step({ delivery, inputs: { mode: 'admit', ...inputs } });
  }

  /** The one comment's text; empty when there is none. */
  said(number: number): string {
    const ours = this.github
      .comments({ repo: REPO, number })
      .filter(({ author }) => author === 'github-actions[bot]');
    return ours.map(({ body }) => body).join('\n=====\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.github.stop();
  }

  private started(delivery: Delivery): number {
    this.deliveries.push(delivery);
    const pull = delivery.payload['pull_request'] as { number: number } | undefined;
    const { runId } = this.github.createRun({
      repo: REPO,
      event: delivery.event,
      number: pull?.number ?? null,
      actor: delivery.actor,
      job: 'admission',
    });
    this.runs.set(delivery.id, runId);
    return runId;
  }

  private token(delivery: Delivery): string {
    const pull = delivery.payload['pull_request'] as
      { head: { repo: { full_name: string } } } | undefined;
    const untrusted =
      delivery.actor === 'dependabot[bot]' ||
      (pull !== undefined && pull.head.repo.full_name !== REPO);
    const read = Object.fromEntries(
      Object.keys(PERMISSIONS).map((scope) => [scope, 'read' as const]),
    );
    return this.github.createToken({
      kind: 'installation',
      permissions: untrusted ? read : PERMISSIONS,
    });
  }

  private environment(step: Step, runId: number): NodeJS.ProcessEnv {
    const { delivery } = step;
    return {
      GITHUB_REPOSITORY: REPO,
      GITHUB_SHA: delivery.sha,
      GITHUB_REF: delivery.ref,
      GITHUB_RUN_ID: String(runId),
      GITHUB_RUN_ATTEMPT: String(step.attempt ?? 1),
      GITHUB_ACTOR: delivery.actor,
      GITHUB_TRIGGERING_ACTOR: step.triggeringActor ?? delivery.actor,
      GITHUB_EVENT_NAME: delivery.event,
      GITHUB_SERVER_URL: this.github.serverUrl,
      GITHUB_API_URL: this.github.apiUrl,
    };
  }

  /** Nobody really waits: what is planned happens instead. */
  private clock(): Clock {
    return {
      now: () => this.time.now,
      sleep: (milliseconds) => {
        this.time.now += milliseconds;
        const due = this.plans.filter(({ after }) => after * 1000 <= this.time.now - START);
        for (const one of due) {
          this.plans.splice(this.plans.indexOf(one), 1);
          one.happen();
        }
        return Promise.resolve();
      },
    };
  }
}

const START = Date.UTC(2026, 0, 5, 12);

/**
 * @param previews what stands under `previews:` in the base branch's file
 * @param app what the file names the app
 */
export async function stage(previews = '{}', app = 'shop'): Promise<Stage> {
  const time = { now: START };
  const github = await startGitHub({ clock: () => new Date(time.now) });
  github.createRepository({
    name: REPO,
    files: {
      '.github/macro-infra.yml': `app: ${app}\n${SERVICES}previews: ${previews}\n`,
      '.github/workflows/preview-fork.yml': FORK_WORKFLOW,
    },
    collaborators: { ada: 'admin', mae: 'maintain', wil: 'write', tri: 'triage', rea: 'read' },
  });
  return new Stage(github, time);
}
