import { setTimeout as pause } from 'node:timers/promises';
import type { Deliveries } from './events/deliveries.ts';
import type { Oidc } from './oidc/service.ts';
import { runPage } from './shapes/run.ts';
import type { View } from './shapes/view.ts';
import { settingsOf } from './state/environments.ts';
import { requestEnvironment } from './state/gates.ts';
import type { EnvironmentRequest } from './state/gates.ts';
import type { EnvironmentAnswer, RunControl } from './state/signals.ts';

type Values = Readonly<Record<string, string>>;

/** What a workflow runner needs of GitHub beside the commands: events, gates, identity, settings. */
export interface RunnerSide {
  /** Told of each event, at once; gives the ids of the runs that it made. Ends by what it gives. */
  readonly onEvent: Deliveries['onEvent'];
  /** Told when somebody wants a run cancelled or run again. Ends by what it gives. */
  readonly onRunControl: (listener: (control: RunControl) => void) => () => void;
  /** Deliveries since the start, those lost on purpose too. */
  readonly deliveries: Deliveries['all'];
  readonly loseNextDelivery: Deliveries['loseNext'];
  readonly redeliver: Deliveries['redeliver'];
  /** Resolves when the environment's rules let the job through, refuse it, or the job ends. */
  readonly requestEnvironment: (request: EnvironmentRequest) => Promise<EnvironmentAnswer>;
  /** `iss` of OIDC tokens. */
  readonly issuer: string;
  readonly idToken: Oidc['idToken'];
  readonly idTokenRequest: Oidc['idTokenRequest'];
  /** Secrets that a job sees, of its repository and its environment. */
  readonly secretsOf: (repo: string, environment?: string | null) => Values;
  readonly variablesOf: (repo: string, environment?: string | null) => Values;
}

export interface RunnerSideDeps {
  readonly view: View;
  readonly deliveries: Deliveries;
  readonly oidc: Oidc;
  /** Lets the minutes of an environment's wait timer pass. @default real ones */
  readonly waitMinutes: ((minutes: number) => Promise<void>) | undefined;
  /** The state has changed. */
  readonly changed: () => void;
}

/** Puts the runner's side of a server together. */
export function runnerSide({ view, deliveries, oidc, ...deps }: RunnerSideDeps): RunnerSide {
  const { store } = view;
  const effects = {
    runPage: (run: Parameters<typeof runPage>[1]) => runPage(view, run),
    wait: deps.waitMinutes ?? realMinutes,
    changed: deps.changed,
  };
  return {
    onEvent: deliveries.onEvent,
    onRunControl: (listener) => store.signals.controls.on(listener),
    deliveries: deliveries.all,
    loseNextDelivery: deliveries.loseNext,
    redeliver: deliveries.redeliver,
    requestEnvironment: (request) => requestEnvironment(store, request, effects),
    issuer: oidc.issuer,
    idToken: oidc.idToken,
    idTokenRequest: oidc.idTokenRequest,
    secretsOf: (repo, environment) => settingsOf(store, repo, environment).secrets,
    variablesOf: (repo, environment) => settingsOf(store, repo, environment).variables,
  };
}

async function realMinutes(minutes: number): Promise<void> {
  if (minutes > 0) await pause(minutes * 60_000, undefined, { ref: false });
}
