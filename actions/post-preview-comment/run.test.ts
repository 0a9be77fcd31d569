import { describe, expect, it } from '@jest/globals';
import { commentMarker } from '../../action-shared/comment/marker.ts';
import { readSections } from '../../action-shared/comment/sections.ts';
import type { RunContext } from '../../action-shared/runner/context.ts';
import { parseInputs } from './inputs.ts';
import { run } from './run.ts';
import type { Deps } from './run.ts';
import { stateReport } from './state-report.ts';

const context: RunContext = {
  repository: 'octo/shop',
  sha: 'a'.repeat(40),
  ref: '',
  runId: 1,
  runAttempt: 1,
  job: 'j',
  actor: 'octo',
  eventName: 'pull_request',
  eventAction: null,
  serverUrl: 'https://github.com',
  apiUrl: 'https://api.github.com',
  runUrl: 'https://github.com/octo/shop/actions/runs/1',
  workspace: '/w',
  prNumber: 42,
  headSha: 'c0ffee1'.padEnd(40, '0'),
  baseRef: 'main',
};
const defaults = {
  'github-token': 't',
  'config-file': 'app.yml',
  mode: 'upsert',
  section: 'status',
};

const inputs = (given: Record<string, string>, about = context) => {
  const all: Record<string, string> = { ...defaults, ...given };
  return parseInputs((name) => all[name] ?? '', about);
};

/** A pull request with at most one comment, as GitHub would keep it. */
function thread(files: Record<string, string> = {}, body: string | null = null) {
  const state = { body, writes: 0 };
  const deps: Deps = {
    sticky: {
      read: () => Promise.resolve(state.body),
      write: (_marker, render) => {
        const next = render(state.body);
        const changed =
          state.body === null ? 'created' : state.body === next ? 'unchanged' : 'updated';
        if (changed !== 'unchanged') state.writes += 1;
        state.body = next;
        return Promise.resolve({ id: 1, url: 'https://github.com/c/1', changed });
      },
      remove: () => {
        state.body = null;
        return Promise.resolve(true);
      },
    },
    readFile: (path) => Promise.resolve(files[path] ?? null),
    mask: (text) => text.replaceAll('hunter2', '***'),
  };
  return { state, deps };
}

const sectionsOf = (body: string | null) => readSections(body ?? '');

describe('post-preview-comment', () => {
  it('shows a state, once', async () => {
    const { state, deps } = thread();
    const first = await run(inputs({ state: 'building' }), deps);
    const second = await run(inputs({ state: 'building' }), deps);
    expect([first.changed, second.changed, state.writes]).toEqual(['created', 'unchanged', 1]);
    expect(state.body).toContain('### 🔨 Building: preview of shop');
    expect(state.body?.startsWith(commentMarker('shop', 42))).toBe(true);
  });

  it('shows why, masked', async () => {
    const { state, deps } = thread();
    await run(inputs({ state: 'skipped', body: 'Only docs changed; hunter2.' }), deps);
    expect(state.body).toContain('Only docs changed; &#42;&#42;&#42;.');
  });

  it('takes the app from its file', async () => {
    const { state, deps } = thread({ 'app.yml': 'app: store' });
    await run(inputs({ state: 'building' }), deps);
    expect(state.body?.startsWith(commentMarker('store', 42))).toBe(true);
  });

  it('renders a report', async () => {
    const report = stateReport(inputs({ state: 'ready' }), 'store', 'ready', null);
    const { state, deps } = thread({ 'r.json': JSON.stringify(report) });
    await run(inputs({ 'report-file': 'r.json' }), deps);
    expect(state.body?.startsWith(commentMarker('store', 42))).toBe(true);
  });

  it.each([
    ['is missing', {}, 'r.json is not there'],
    ['is no JSON', { 'r.json': '{' }, 'r.json is no JSON'],
    ['is another document', { 'r.json': '{}' }, 'is no report of this version (contract'],
  ])('refuses a report that %s', async (_case, files, expected) => {
    const { state, deps } = thread(files);
    await expect(run(inputs({ 'report-file': 'r.json' }), deps)).rejects.toThrow(expected);
    expect(state.writes).toBe(0);
  });

  it('writes, adds to and deletes a section without touching the others', async () => {
    const { state, deps } = thread({ 'b.md': 'from a file\n' });
    await run(inputs({ state: 'building' }), deps);
    const status = sectionsOf(state.body).get('status');
    await run(inputs({ section: 'size', 'body-file': 'b.md' }), deps);
    await run(inputs({ section: 'size', body: 'more', mode: 'append' }), deps);
    expect([...sectionsOf(state.body)]).toEqual([
      ['status', status],
      ['size', 'from a file\n\nmore'],
    ]);
    await run(inputs({ section: 'size', mode: 'delete' }), deps);
    expect([...sectionsOf(state.body)]).toEqual([['status', status]]);
  });

  it('deletes the comment with its status, or with its last section', async () => {
    const { state, deps } = thread();
    await run(inputs({ section: 'size', body: 'x' }), deps);
    const last = await run(inputs({ section: 'size', mode: 'delete' }), deps);
    expect([last.changed, state.body]).toEqual(['deleted', null]);
    const none = await run(inputs({ mode: 'delete' }), deps);
    expect([none.changed, none.commentId]).toEqual(['unchanged', null]);
  });
});

describe('wrong inputs', () => {
  it.each([
    ['no state and no report', {}, 'section'],
    ['an unknown state', { state: 'done' }, 'state'],
    ['an unknown mode', { state: 'ready', mode: 'replace' }, 'mode'],
    ['a bad section', { section: 'My Plan', body: 'x' }, 'section'],
    ['a section without text', { section: 'plan' }, 'body'],
    ['two texts', { section: 'plan', body: 'x', 'body-file': 'y' }, 'body-file'],
    ['a state for another section', { section: 'plan', body: 'x', state: 'ready' }, 'state'],
    ['a report and a state', { 'report-file': 'r', state: 'ready' }, 'state'],
    ['an addition to the status', { state: 'ready', mode: 'append' }, 'mode'],
    ['a deletion with text', { mode: 'delete', body: 'x' }, 'body'],
    ['a bad app', { state: 'ready', app: 'My Shop' }, 'app'],
    ['a bad number', { state: 'ready', 'pr-number': 'x' }, 'pr-number'],
    ['no token', { state: 'ready', 'github-token': '' }, 'github-token'],
  ])('%s: names the input', (_case, given, name) => {
    expect(() => inputs(given)).toThrow(name);
  });

  it('are told all at once', () => {
    const about = { ...context, prNumber: null };
    const wrong = () => inputs({ state: 'done', app: 'A B' }, about);
    for (const name of ['state', 'app', 'pr-number']) expect(wrong).toThrow(name);
  });
});
