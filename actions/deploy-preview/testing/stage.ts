import type { BaseOutputs } from '../../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../../../action-shared/documents/plan.ts';
import type { PreviewReport, ResourceChanges } from '../../../action-shared/documents/report.ts';
import type { StackSnapshot } from '../../../action-shared/engine/protocol.ts';
import type { PullRequest } from '../../../action-shared/github/pull-requests.ts';
import type { DeployInputs } from '../inputs.ts';
import type { Observation } from '../../../action-shared/session/report.ts';
import type { DeployDeps, DeploymentRecord } from '../ports.ts';

/** A stage for the stories of `run`: ports in memory that remember what was asked of them, in order. */
export const SHA = 'a'.repeat(40);
export const OLD_SHA = 'b'.repeat(40);
export const image = (digit: string): string => `registry.test/shop@sha256:${digit.repeat(64)}`;

export const appFile = `app: shop
services:
  web: { port: 80, host: "pr-{number}.{domain}", health: /, primary: true }
`;

export const base: BaseOutputs = {
  contract: 1,
  environment: 'dev',
  app: 'base',
  urls: {},
  url: '',
  region: 'eu-west-1',
  vpcId: 'vpc-1',
  publicSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetIds: [],
  loadBalancers: [
    {
      name: 'dev-base-1',
      arn: 'arn:lb',
      dnsName: 'lb.test',
      zoneId: 'Z1',
      httpListenerArn: 'arn:http',
      httpPort: 80,
      httpsListenerArn: 'arn:https',
      httpsPort: 443,
      securityGroupId: 'sg-1',
    },
  ],
  domain: 'preview.test',
  hostedZoneId: 'Z2',
  certificateDomains: ['*.preview.test'],
  repositoryUrl: 'registry.test/shop',
  limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] },
  assignPublicIp: true,
  fingerprint: 'base-1-x',
};

export const openPullRequest: PullRequest = {
  number: 42,
  state: 'open',
  merged: false,
  headSha: SHA,
  headRef: 'topic',
  baseRef: 'main',
  title: 'A change',
  author: 'ada',
  fromFork: false,
  draft: false,
  labels: [],
  htmlUrl: 'https://github.test/acme/shop/pull/42',
};

export const noSnapshot: StackSnapshot = {
  exists: false,
  outputs: {},
  resourceCount: 0,
  pending: [],
};

export const noChanges: ResourceChanges = {
  create: 0,
  update: 0,
  replace: 0,
  delete: 0,
  same: 12,
  list: [],
};

export const someChanges: ResourceChanges = {
  ...noChanges,
  create: 1,
  list: [
    { action: 'create', type: 'aws:ecs/service:Service', name: 'web', properties: [], seconds: 1 },
  ],
};

export function inputs(given: Partial<DeployInputs> = {}): DeployInputs {
  return {
    token: 'token',
    app: null,
    configFile: '.github/macro-infra.yml',
    base: null,
    region: 'eu-west-1',
    backend: { url: 'file:///state', secretsProvider: 'passphrase' },
    pulumiVersion: '3.259.0',
    timeoutSeconds: 1800,
    repository: 'acme/shop',
    links: { run: 'https://github.test/run', logs: 'https://github.test/run' },
    number: 42,
    sha: SHA,
    images: { web: image('1') },
    environmentName: 'preview-pr-{number}',
    onFailure: 'rollback',
    ttl: null,
    comment: true,
    healthTimeoutSeconds: 300,
    stackReference: (project, stack) => `organization/${project}/${stack}`,
    ...given,
  };
}

/** What the world is like in a story; everything not said is as on a good day. */
export interface Scene {
  readonly pullRequests?: readonly (PullRequest | null)[];
  readonly file?: string | null;
  readonly snapshots?: readonly StackSnapshot[];
  readonly serving?: DeploymentRecord | null;
  readonly up?: readonly (ResourceChanges | Error)[];
  readonly rollouts?: readonly (Observation | null)[];
  readonly healthy?: boolean;
  readonly saysReady?: boolean;
  readonly base?: Error;
  readonly signal?: AbortSignal;
  readonly destroy?: Error;
}

export interface Stage {
  readonly deps: DeployDeps;
  /** What was done, in order: `up aaaaaaa`, `comment ready`, ... */
  readonly done: string[];
  readonly reports: PreviewReport[];
}

/** Gives its elements one after the other, the last one for ever. */
function inTurn<T>(elements: readonly T[]): () => T {
  const rest = [...elements];
  return () => {
    const next = rest.length > 1 ? rest.shift() : rest[0];
    if (next === undefined) throw new Error('the scene says nothing of this');
    return next;
  };
}

export function stage(scene: Scene = {}): Stage {
  const done: string[] = [];
  const reports: PreviewReport[] = [];
  const pullRequests = [...(scene.pullRequests ?? [openPullRequest])];
  const snapshot = inTurn(scene.snapshots ?? [noSnapshot]);
  const rollouts = [...(scene.rollouts ?? [null])];
  const up = inTurn(scene.up ?? [someChanges]);
  const destroy = (): ResourceChanges => {
    done.push('destroy');
    if (scene.destroy) throw scene.destroy;
    return noChanges;
  };
  const deps: DeployDeps = {
    now: () => 1_800_000_000_000,
    group: (_title, body) => body(),
    log: () => undefined,
    warn: (line) => void done.push(`warn ${line}`),
    signal: scene.signal ?? new AbortController().signal,
    appFile: () => Promise.resolve(scene.file === undefined ? appFile : scene.file),
    policyFile: () => Promise.resolve(null),
    pullRequest: () => {
      const next = pullRequests.length > 1 ? pullRequests.shift() : pullRequests[0];
      return Promise.resolve(next ?? null);
    },
    base: () => (scene.base ? Promise.reject(scene.base) : Promise.resolve(base)),
    snapshot: () => Promise.resolve(snapshot()),
    cloud: {
      digests: (images) => Promise.resolve({ ...images }),
      secretValues: () => Promise.resolve({}),
      capacity: () => Promise.resolve({}),
    },
    open: () => {
      done.push('lease');
      return Promise.resolve({
        snapshot: () => Promise.resolve(snapshot()),
        up: (plan: PreviewPlan) => {
          done.push(`up ${plan.sha.slice(0, 7)}`);
          const result = up();
          return result instanceof Error ? Promise.reject(result) : Promise.resolve(result);
        },
        rollout: () =>
          Promise.resolve((rollouts.length > 1 ? rollouts.shift() : rollouts[0]) ?? null),
        destroy: () => Promise.resolve().then(destroy),
        [Symbol.asyncDispose]: () => {
          done.push('release');
          return Promise.resolve();
        },
      });
    },
    health: (service) =>
      Promise.resolve({
        name: service.name,
        primary: service.primary,
        url: service.url,
        image: service.image,
        health: scene.healthy === false ? 'unhealthy' : 'healthy',
        version: SHA,
        detail: scene.healthy === false ? 'answers 500' : 'answers 200',
      }),
    deployments: {
      serving: () => Promise.resolve(scene.serving ?? null),
      start: (environment) => {
        done.push(`deployment ${environment}`);
        return Promise.resolve({ id: 7, url: 'https://github.test/deployments/7' });
      },
      finish: (id, report) => {
        done.push(`deployment ${id} ${report.state}`);
        return Promise.resolve();
      },
      deactivate: (_environment, except) => {
        done.push(`deactivate all but ${except}`);
        return Promise.resolve(0);
      },
    },
    comment: {
      show: (report) => {
        done.push(`comment ${report.state}`);
        reports.push(report);
        return Promise.resolve();
      },
      previousPhases: () => Promise.resolve({}),
      saysReady: () => Promise.resolve(scene.saysReady ?? false),
    },
    remember: () => undefined,
  };
  return { deps, done, reports };
}
