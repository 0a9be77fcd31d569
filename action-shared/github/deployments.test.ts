import { describe, expect, it } from '@jest/globals';
import { setDeploymentStatus } from './deployment-statuses.ts';
import {
  createDeployment,
  deactivateDeployments,
  latestDeployment,
  unfinishedDeployments,
} from './deployments.ts';
import { loopback } from './loopback.testing.ts';
import type { Loopback, Received, Reply } from './loopback.testing.ts';
import { shortened } from './shortened.ts';

interface Kept {
  id: number;
  sha: string;
  environment: string;
  payload: unknown;
  statuses: { id: number; state: string; description: string }[];
}

/** Deployments as GitHub keeps them: lists are newest first. */
class Deployments {
  all: Kept[] = [];
  faults: { reply: Reply; done: boolean }[] = [];

  add(state: string | null, kept: Partial<Kept> = {}): void {
    const statuses = state === null ? [] : [{ id: 1, state, description: '' }];
    const id = 1 + this.all.length;
    this.all.unshift({
      id,
      sha: 'abc',
      environment: 'preview-pr-42',
      payload: {},
      statuses,
      ...kept,
    });
  }

  answer(request: Received, url: string): Reply {
    if (request.method === 'GET') return this.read(request.path, url);
    const fault = this.faults.shift();
    if (fault && !fault.done) return fault.reply;
    const reply = this.write(request);
    return fault?.reply ?? reply;
  }

  private read(path: string, url: string): Reply {
    const [route = '', search] = path.split('?');
    const query = new URLSearchParams(search);
    const size = Number(query.get('per_page') ?? '30');
    const page = Number(query.get('page') ?? '1');
    const list = this.listOf(route, query);
    query.set('page', String(page + 1));
    const link = `<${url}${route}?${query.toString()}>; rel="next"`;
    const more = page * size < list.length;
    return { body: list.slice((page - 1) * size, page * size), headers: more ? { link } : {} };
  }

  private listOf(route: string, query: URLSearchParams): readonly unknown[] {
    const id = /deployments\/(\d+)\/statuses$/.exec(route)?.[1];
    if (id !== undefined) return this.all.find((one) => one.id === Number(id))?.statuses ?? [];
    return this.all
      .filter(({ environment }) => environment === query.get('environment'))
      .filter(({ sha }) => [null, sha].includes(query.get('sha')))
      .map((one) => this.shown(one));
  }

  private shown({ id, sha, environment, payload }: Kept): object {
    return {
      id,
      sha,
      environment,
      payload,
      url: `https://x/${id}`,
      created_at: '2026-01-01T00:00:00Z',
    };
  }

  private write({ path, body }: Received): Reply {
    const given = body as Record<string, string>;
    const id = /deployments\/(\d+)\/statuses$/.exec(path)?.[1];
    if (id === undefined) {
      this.add(null, {
        sha: given['ref'] ?? '',
        environment: given['environment'] ?? '',
        payload: given['payload'],
      });
      return { status: 201, body: this.shown(this.all[0] as Kept) };
    }
    const statuses = this.all.find((one) => one.id === Number(id))?.statuses;
    const status = { id: 9, state: given['state'] ?? '', description: given['description'] ?? '' };
    statuses?.unshift(status);
    return { status: 201, body: status };
  }
}

async function play(deployments: Deployments): Promise<Loopback> {
  const stage: Loopback = await loopback((request) => deployments.answer(request, stage.url));
  return stage;
}

const wanted = {
  environment: 'preview-pr-42',
  ref: 'a'.repeat(40),
  payload: { pr: 42, app: 'shop', urls: { web: 'https://x' } },
  description: 'Preview of #42',
};

describe('a deployment', () => {
  it('is made transient, unmerged and without asking for checks', async () => {
    await using stage = await play(new Deployments());
    const made = await createDeployment(stage.github, wanted);
    expect(made).toMatchObject({
      id: 1,
      url: 'https://x/1',
      sha: wanted.ref,
      payload: wanted.payload,
    });
    expect(stage.received).toEqual([
      {
        method: 'POST',
        path: '/repos/acme/shop/deployments',
        body: {
          ref: wanted.ref,
          environment: 'preview-pr-42',
          payload: wanted.payload,
          description: 'Preview of #42',
          task: 'deploy',
          auto_merge: false,
          required_contexts: [],
          transient_environment: true,
          production_environment: false,
        },
      },
    ]);
  });

  it.each([
    { name: '502 after it was made', reply: { status: 502 }, done: true, posts: 1 },
    { name: '502 before it was made', reply: { status: 502 }, done: false, posts: 2 },
    { name: 'a closed connection after it was made', reply: { reset: true }, done: true, posts: 1 },
  ])(
    'is exactly one more after $name, also beside an older one of the same commit',
    async ({ reply, done, posts }) => {
      const deployments = new Deployments();
      deployments.add('failure', { sha: wanted.ref, payload: JSON.stringify(wanted.payload) });
      deployments.faults.push({ reply, done });
      await using stage = await play(deployments);
      expect((await createDeployment(stage.github, wanted)).id).toBe(2);
      expect(deployments.all).toHaveLength(2);
      expect(stage.received.filter(({ method }) => method === 'POST')).toHaveLength(posts);
    },
  );

  it('of a commit that GitHub does not know is a user error', async () => {
    const deployments = new Deployments();
    deployments.faults.push({
      reply: { status: 422, body: { message: 'No ref found' } },
      done: false,
    });
    await using stage = await play(deployments);
    await expect(createDeployment(stage.github, wanted)).rejects.toThrow(
      `GitHub knows no commit \`${wanted.ref}\` in acme/shop`,
    );
  });

  it('that GitHub answers with a merge instead is a user error', async () => {
    const deployments = new Deployments();
    deployments.faults.push({
      reply: { status: 202, body: { message: 'Auto-merged' } },
      done: false,
    });
    await using stage = await play(deployments);
    await expect(createDeployment(stage.github, wanted)).rejects.toThrow('made no deployment');
  });

  it('names the permission that is missing', async () => {
    const deployments = new Deployments();
    deployments.faults.push({ reply: { status: 403, body: { message: 'no' } }, done: false });
    await using stage = await play(deployments);
    await expect(createDeployment(stage.github, wanted)).rejects.toThrow('`deployments: write`');
  });
});

describe("a deployment's status", () => {
  it('carries URLs and at most 140 characters', async () => {
    const deployments = new Deployments();
    deployments.add(null);
    await using stage = await play(deployments);
    await setDeploymentStatus(stage.github, 1, {
      state: 'success',
      description: 'x'.repeat(200),
      environmentUrl: 'https://pr-42.x',
      logUrl: 'https://log',
    });
    expect(stage.received[0]?.body).toEqual({
      state: 'success',
      description: `${'x'.repeat(139)}…`,
      environment_url: 'https://pr-42.x',
      log_url: 'https://log',
      auto_inactive: false,
    });
  });

  it('is given once when the answer is lost', async () => {
    const deployments = new Deployments();
    deployments.add(null);
    deployments.faults.push({ reply: { reset: true }, done: true });
    await using stage = await play(deployments);
    await setDeploymentStatus(stage.github, 1, { state: 'failure', description: 'no' });
    expect(deployments.all[0]?.statuses).toHaveLength(1);
  });

  it.each([
    { text: 'short', cut: 'short' },
    { text: ' two\nlines ', cut: 'two lines' },
    { text: '🎉'.repeat(80), cut: `${'🎉'.repeat(69)}…` },
  ])('has the description $cut', ({ text, cut }) => {
    expect(shortened(text)).toBe(cut);
    expect(shortened(text).length).toBeLessThanOrEqual(140);
  });
});

describe('the deployments of an environment', () => {
  it('have a latest one with its state', async () => {
    const deployments = new Deployments();
    deployments.add('inactive');
    deployments.add('success', { payload: '{"pr":42}' });
    await using stage = await play(deployments);
    expect(await latestDeployment(stage.github, 'preview-pr-42')).toMatchObject({
      id: 2,
      state: 'success',
      payload: { pr: 42 },
    });
    expect(await latestDeployment(stage.github, 'preview-pr-43')).toBeNull();
  });

  it('are all made inactive, on all pages, except those that are and the one that stays', async () => {
    const deployments = new Deployments();
    for (let at = 0; at < 130; at += 1) deployments.add(at % 2 === 0 ? 'success' : 'inactive');
    deployments.add('failure');
    deployments.add('success', { environment: 'preview-pr-43' });
    await using stage = await play(deployments);
    expect(await deactivateDeployments(stage.github, 'preview-pr-42', { except: 129 })).toBe(65);
    const active = deployments.all.filter(({ statuses }) => statuses[0]?.state !== 'inactive');
    expect(active.map(({ id }) => id)).toEqual([132, 129]);
    expect(await deactivateDeployments(stage.github, 'preview-pr-42')).toBe(1);
    expect(await deactivateDeployments(stage.github, 'preview-pr-42')).toBe(0);
  });

  it.each([
    { state: null, unfinished: true },
    { state: 'queued', unfinished: true },
    { state: 'in_progress', unfinished: true },
    { state: 'pending', unfinished: true },
    { state: 'waiting', unfinished: true },
    { state: 'success', unfinished: false },
    { state: 'failure', unfinished: false },
    { state: 'error', unfinished: false },
    { state: 'inactive', unfinished: false },
  ])('with state $state count as unfinished: $unfinished', async ({ state, unfinished }) => {
    const deployments = new Deployments();
    deployments.add(state);
    await using stage = await play(deployments);
    expect(await unfinishedDeployments(stage.github, 'preview-pr-42')).toHaveLength(
      unfinished ? 1 : 0,
    );
  });
});
