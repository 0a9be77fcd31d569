import { describe, expect, it } from '@jest/globals';
import { loopback } from './loopback.testing.ts';
import type { Loopback, Received, Reply } from './loopback.testing.ts';
import { deleteSticky, upsertSticky } from './sticky-comment.ts';

const MARKER = '<!-- macro-infra:preview app=shop pr=42 -->';
const US = 'github-actions[bot]';

interface Comment {
  id: number;
  body: string;
  html_url: string;
  user: { login: string } | null;
}

/** Comments of a pull request, as GitHub keeps them. */
class Comments {
  all: Comment[] = [];
  user: Reply = { status: 403, body: { message: 'Resource not accessible by integration' } };
  /** Faults for the next writes: what is answered, and whether the write is done all the same. */
  faults: { reply: Reply; done: boolean }[] = [];

  add(login: string | null, body: string): void {
    const id = 100 + this.all.length;
    const user = login === null ? null : { login };
    this.all.push({ id, body, html_url: `https://x/${id}`, user });
  }

  answer({ method, path, body }: Received, url: string): Reply {
    if (path === '/user') return this.user;
    if (method === 'GET') return this.page(path, url);
    const fault = this.faults.shift();
    if (fault && !fault.done) return fault.reply;
    const reply = this.write(method, path, body);
    return fault?.reply ?? reply;
  }

  private page(path: string, url: string): Reply {
    const page = Number(new URLSearchParams(path.split('?')[1]).get('page') ?? '1');
    const link = `<${url}/repos/acme/shop/issues/42/comments?per_page=100&page=${page + 1}>; rel="next"`;
    const body = this.all.slice((page - 1) * 100, page * 100);
    return { body, headers: page * 100 < this.all.length ? { link } : {} };
  }

  private write(method: string, path: string, body: unknown): Reply {
    const text = (body as { body?: string } | null)?.body ?? '';
    const id = Number(path.split('/').at(-1));
    if (method === 'POST') {
      this.add(US, text);
      return { status: 201, body: this.all.at(-1) };
    }
    const found = this.all.find((one) => one.id === id);
    if (!found) return { status: 404, body: { message: 'Not Found' } };
    if (method === 'PATCH') return { body: Object.assign(found, { body: text }) };
    this.all = this.all.filter((one) => one !== found);
    return { status: 204 };
  }
}

async function play(comments: Comments): Promise<Loopback> {
  const stage: Loopback = await loopback((request) => comments.answer(request, stage.url));
  return stage;
}

const writes = (stage: Loopback): readonly string[] =>
  stage.received
    .filter(({ method }) => method !== 'GET')
    .map(({ method, path }) => `${method} ${path}`);

const wanted = (text: string) => ({
  number: 42,
  marker: MARKER,
  render: () => `${MARKER}\n${text}`,
});

describe('the sticky comment', () => {
  it('is made once, and found again among 120 of others on the second page', async () => {
    const comments = new Comments();
    for (let at = 0; at < 120; at += 1) comments.add('ada', `comment ${at}`);
    await using stage = await play(comments);
    expect(await upsertSticky(stage.github, wanted('one'))).toMatchObject({
      id: 220,
      url: 'https://x/220',
      changed: 'created',
    });
    expect(await upsertSticky(stage.github, wanted('two'))).toMatchObject({
      id: 220,
      url: 'https://x/220',
      changed: 'updated',
    });
    expect(comments.all).toHaveLength(121);
    expect(comments.all.at(-1)?.body).toBe(`${MARKER}\ntwo`);
  });

  it('is left alone when its text is the same', async () => {
    const comments = new Comments();
    comments.add(US, `${MARKER}\none`);
    await using stage = await play(comments);
    expect((await upsertSticky(stage.github, wanted('one'))).changed).toBe('unchanged');
    expect(writes(stage)).toEqual([]);
  });

  it.each([
    { name: 'someone else wrote it', login: 'eve', body: `${MARKER}\nfake` },
    { name: 'its author is gone', login: null, body: `${MARKER}\nfake` },
    { name: 'another bot wrote it', login: 'github-actions', body: `${MARKER}\nfake` },
    { name: 'it only quotes the marker', login: US, body: `> ${MARKER}` },
    { name: 'it is of another pull request', login: US, body: MARKER.replace('42', '421') },
  ])('is not a comment when $name', async ({ login, body }) => {
    const comments = new Comments();
    comments.add(login, body);
    await using stage = await play(comments);
    expect((await upsertSticky(stage.github, wanted('one'))).changed).toBe('created');
    expect(comments.all[0]?.body).toBe(body);
  });

  it('gives the existing text to what renders it', async () => {
    const comments = new Comments();
    comments.add(US, `${MARKER}\nold`);
    await using stage = await play(comments);
    const render = (existing: string | null): string => `${existing ?? MARKER} and new`;
    await upsertSticky(stage.github, { number: 42, marker: MARKER, render });
    expect(comments.all[0]?.body).toBe(`${MARKER}\nold and new`);
  });

  it('stays the oldest when there are several of ours', async () => {
    const comments = new Comments();
    comments.add(US, `${MARKER}\na`);
    comments.add('eve', `${MARKER}\nfake`);
    comments.add(US, `${MARKER}\nb`);
    await using stage = await play(comments);
    expect((await upsertSticky(stage.github, wanted('one'))).id).toBe(100);
    expect(comments.all.map(({ id }) => id)).toEqual([100, 101]);
  });

  it.each([
    { name: '502 after it was made', reply: { status: 502 }, done: true, posts: 1 },
    { name: '502 before it was made', reply: { status: 502 }, done: false, posts: 2 },
    { name: 'a closed connection after it was made', reply: { reset: true }, done: true, posts: 1 },
    {
      name: 'a malformed answer after it was made',
      reply: { status: 201, text: '<' },
      done: true,
      posts: 1,
    },
  ])('is exactly one after $name', async ({ reply, done, posts }) => {
    const comments = new Comments();
    comments.faults.push({ reply, done });
    await using stage = await play(comments);
    expect((await upsertSticky(stage.github, wanted('one'))).changed).toBe('created');
    expect(comments.all.map(({ body }) => body)).toEqual([`${MARKER}\none`]);
    expect(writes(stage)).toHaveLength(posts);
  });

  it('belongs to the account of the token where that may be asked for', async () => {
    const comments = new Comments();
    comments.user = { body: { login: 'deployer' } };
    comments.add(US, `${MARKER}\nby the bot`);
    comments.add('deployer', `${MARKER}\nby the account`);
    await using stage = await play(comments);
    expect((await upsertSticky(stage.github, wanted('one'))).id).toBe(101);
  });

  it('belongs to the given logins without asking', async () => {
    const comments = new Comments();
    comments.add('preview-app[bot]', `${MARKER}\none`);
    await using stage = await play(comments);
    await upsertSticky(stage.github, { ...wanted('one'), authorLogins: ['preview-app[bot]'] });
    expect(stage.received.map(({ path }) => path)).not.toContain('/user');
    expect(writes(stage)).toEqual([]);
  });

  it('names the permission that is missing', async () => {
    const comments = new Comments();
    const reply = { status: 403, body: { message: 'Resource not accessible by integration' } };
    comments.faults.push({ reply, done: false });
    await using stage = await play(comments);
    await expect(upsertSticky(stage.github, wanted('one'))).rejects.toThrow(
      '`pull-requests: write`',
    );
  });

  it('is refused when it is longer than GitHub takes, before anything is sent', async () => {
    await using stage = await play(new Comments());
    await expect(upsertSticky(stage.github, wanted('x'.repeat(65_536)))).rejects.toThrow(
      'GitHub takes 65536',
    );
    expect(writes(stage)).toEqual([]);
  });

  it('is deleted with its duplicates, and nothing of others', async () => {
    const comments = new Comments();
    comments.add(US, `${MARKER}\na`);
    comments.add('eve', `${MARKER}\nfake`);
    comments.add(US, `${MARKER}\nb`);
    await using stage = await play(comments);
    expect(await deleteSticky(stage.github, wanted(''))).toBe(true);
    expect(comments.all.map(({ id }) => id)).toEqual([101]);
    expect(await deleteSticky(stage.github, wanted(''))).toBe(false);
  });
});
