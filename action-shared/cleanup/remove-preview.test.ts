import { describe, expect, it } from '@jest/globals';
import type { Leftover, PreviewReport, ResourceChanges } from '../documents/report.ts';
import { UserError } from '../errors.ts';
import type { CleanupDeps, RemovalInputs } from './ports.ts';
import { removePreview } from './remove-preview.ts';

const inputs: RemovalInputs = {
  app: 'shop',
  configFile: '.github/macro-infra.yml',
  base: null,
  repository: 'acme/shop',
  links: { run: 'https://github.test/run', logs: 'https://github.test/run' },
  number: 42,
  sha: 'a'.repeat(40),
  comment: true,
  verify: true,
  environmentName: 'preview-pr-{number}',
  deleteEnvironment: 'auto',
  fromCloseEvent: true,
};

const planted: Leftover = {
  arn: 'arn:aws:logs:eu-west-1:1:log-group:planted',
  type: 'log group',
  why: 'has the tag PullRequest=42',
  remove: 'aws logs delete-log-group --log-group-name planted',
};

const changes: ResourceChanges = { create: 0, update: 0, replace: 0, delete: 3, same: 0, list: [] };

interface Scene {
  readonly exists?: boolean;
  /** Of the pull request, look by look; the last one stays. */
  readonly states?: readonly ('open' | 'closed')[];
  readonly leftovers?: readonly Leftover[];
  readonly destroy?: Error;
  readonly environment?: 'deleted' | 'forbidden' | 'not-found';
  readonly cannotVerify?: Error;
}

function stage(scene: Scene = {}): { deps: CleanupDeps; done: string[]; reports: PreviewReport[] } {
  const done: string[] = [];
  const reports: PreviewReport[] = [];
  const states = [...(scene.states ?? [])];
  const snapshot = { exists: scene.exists ?? true, outputs: {}, resourceCount: 3, pending: [] };
  const deps: CleanupDeps = {
    now: () => 0,
    group: (_title, body) => body(),
    log: () => undefined,
    warn: (line) => void done.push(`warn ${line}`),
    signal: new AbortController().signal,
    appFile: () => Promise.resolve(null),
    pullRequest: () =>
      Promise.resolve(pullRequest((states.length > 1 ? states.shift() : states[0]) ?? 'closed')),
    snapshot: () => Promise.resolve(snapshot),
    open: () => {
      done.push('lease');
      return Promise.resolve({
        snapshot: () => Promise.resolve(snapshot),
        destroy: () => {
          done.push('destroy');
          return scene.destroy ? Promise.reject(scene.destroy) : Promise.resolve(changes);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(void done.push('release')),
      });
    },
    leftovers: () =>
      scene.cannotVerify
        ? Promise.reject(scene.cannotVerify)
        : Promise.resolve(scene.leftovers ?? []),
    deployments: {
      deactivate: (environment) => {
        done.push(`deactivate ${environment}`);
        return Promise.resolve(2);
      },
      deleteEnvironment: () => Promise.resolve(scene.environment ?? 'deleted'),
    },
    comment: {
      show: (report, { onlyExisting } = {}) => {
        done.push(`comment ${report.state}${onlyExisting ? ' if there is one' : ''}`);
        reports.push(report);
        return Promise.resolve();
      },
      saysReady: () => Promise.resolve(false),
      previousPhases: () => Promise.resolve({}),
    },
    remember: () => undefined,
  };
  return { deps, done, reports };
}

function pullRequest(state: 'open' | 'closed') {
  return {
    ...{ number: 42, state, merged: false, headSha: inputs.sha, headRef: 'topic', baseRef: 'main' },
    ...{ title: 'A change', author: 'ada', fromFork: false, draft: false, labels: [], htmlUrl: '' },
  };
}

describe('a cleanup', () => {
  it('destroys, verifies, retires the deployments, and says so', async () => {
    const { deps, done } = stage();
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('destroyed');
    expect(report).toMatchObject({ state: 'destroyed', changes: { delete: 3 } });
    expect(done).toEqual([
      'comment destroying',
      'lease',
      'destroy',
      'deactivate preview-pr-42',
      'comment destroyed',
      'release',
    ]);
  });

  it('of a preview that is not there succeeds, verified, and starts no comment', async () => {
    const { deps, done } = stage({ exists: false });
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('not-found');
    expect(report.reason).toContain('There was no preview.');
    expect(done).not.toContain('destroy');
    expect(done.at(-2)).toBe('comment destroyed if there is one');
  });

  it('that leaves something tells what, and how to remove it', async () => {
    const { deps } = stage({ leftovers: [planted] });
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('leftovers');
    expect(report.leftovers).toEqual([planted]);
    expect(report.reason).toContain('1 resource is left');
  });

  it('that cannot prove emptiness has failed', async () => {
    const { deps } = stage({ cannotVerify: new UserError('the tagging API refused') });
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('failed');
    expect(report.failure).toMatchObject({ phase: 'verify', cause: 'the tagging API refused' });
  });

  it('whose destroy fails says so and releases the stack', async () => {
    const { deps, done } = stage({ destroy: new Error('DependencyViolation') });
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('failed');
    expect(report.failure).toMatchObject({ phase: 'destroy', outcome: 'unfinished' });
    expect(done).toContain('release');
    expect(done.at(-1)).toBe('comment failed');
  });

  it('leaves the preview of a pull request that is open again', async () => {
    const { deps, done } = stage({ states: ['open'] });
    expect((await removePreview(inputs, deps)).status).toBe('skipped');
    expect(done).toEqual([]);
  });

  it('leaves it too when the pull request was reopened while another run held the stack', async () => {
    const { deps, done } = stage({ states: ['closed', 'open'] });
    expect((await removePreview(inputs, deps)).status).toBe('skipped');
    expect(done).toEqual(['comment destroying', 'lease', 'release']);
  });

  it('started by hand destroys the preview of an open pull request too', async () => {
    const { deps } = stage({ states: ['open'] });
    expect((await removePreview({ ...inputs, fromCloseEvent: false }, deps)).status).toBe(
      'destroyed',
    );
  });

  it('warns once when the token may not delete the environment', async () => {
    const { deps, done } = stage({ environment: 'forbidden' });
    const { status, report } = await removePreview(inputs, deps);
    expect(status).toBe('destroyed');
    expect(done.filter((one) => one.startsWith('warn'))).toHaveLength(1);
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings[0]).toContain('`administration: write`');
  });

  it('fails for that when deleting the environment was demanded', async () => {
    const { deps } = stage({ environment: 'forbidden' });
    const { status } = await removePreview({ ...inputs, deleteEnvironment: 'true' }, deps);
    expect(status).toBe('failed');
  });

  it('says that it was not verified when that was switched off', async () => {
    const { deps } = stage({ leftovers: [planted] });
    const { status, report } = await removePreview({ ...inputs, verify: false }, deps);
    expect(status).toBe('destroyed');
    expect(report.reason).toContain('Not verified');
  });

  it('that finds with its lease in hand that the preview stays, has told nobody', async () => {
    const { deps, done } = stage();
    const keep = { ...deps, reasonToKeep: () => Promise.resolve('It was deployed again.') };
    const { status, report } = await removePreview({ ...inputs, fromCloseEvent: false }, keep);
    expect([status, report.reason]).toEqual(['skipped', 'It was deployed again.']);
    expect(done).toEqual(['lease', 'release']);
  });

  it('that cannot find out whether the preview stays, has told nobody', async () => {
    const { deps, done } = stage();
    const unknown = { ...deps, reasonToKeep: () => Promise.reject(new Error('GitHub is away')) };
    const { status } = await removePreview({ ...inputs, fromCloseEvent: false }, unknown);
    expect([status, done]).toEqual(['failed', ['lease', 'release']]);
  });

  it('by the sweep says why', async () => {
    const { deps, done } = stage();
    const sweep = { ...deps, reasonToKeep: () => Promise.resolve(null) };
    const { report } = await removePreview(
      { ...inputs, fromCloseEvent: false, why: 'It expired.' },
      sweep,
    );
    expect(report.reason).toMatch(/^It expired\. AWS was asked/);
    expect(done.slice(0, 3)).toEqual(['lease', 'comment destroying', 'destroy']);
  });
});
