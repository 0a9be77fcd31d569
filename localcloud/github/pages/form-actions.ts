import { errorMessage, UserError } from '../../../action-shared/errors.ts';
import { roleOf, writes } from '../api/caller.ts';
import { htmlReply } from '../http.ts';
import type { HttpReply } from '../http.ts';
import { findEnvironment } from '../state/environments.ts';
import { review, reviewHindrance, waitingJobs } from '../state/gates.ts';
import { addComment } from '../state/outside.ts';
import {
  addLabel,
  closePullRequest,
  mergePullRequest,
  removeLabel,
  reopenPullRequest,
  setDraft,
} from '../state/pull-life.ts';
import { requirePull, requireRepository } from '../state/require.ts';
import { controlRun } from '../state/run-control.ts';
import { requireRun } from '../state/run-life.ts';
import { isFormToken } from './forms.ts';
import type { PageView } from './forms.ts';
import { html } from './html.ts';
import { page } from './layout.ts';

export interface FormPost {
  /** Undecoded, without query. */
  readonly path: string;
  /** `Origin` of the request; browsers always send it. */
  readonly origin: string | undefined;
  readonly body: string;
}

const runPath = /^(\/([\w.-]+\/[\w.-]+)\/actions\/runs\/(\d+))\/(review|control)$/;
const pullPath = /^(\/([\w.-]+\/[\w.-]+)\/pull\/(\d+))\/(comment|state|label)$/;

/** Does what a form of a page asks, and leads back to the page. */
export function answerForm(view: PageView, { path, origin, body }: FormPost): HttpReply {
  const fields = new URLSearchParams(body);
  const ours = origin === undefined || origin === view.urls.server;
  if (!ours || !isFormToken(view.formKey, path, fields.get('token') ?? '')) {
    return problem(403, 'This form is not from a page of this server. Reload the page.');
  }
  const handler = handlerOf(path);
  if (handler === null) return problem(404, 'There is no such form.');
  try {
    handler.act(view, fields);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return problem(422, errorMessage(error));
  }
  return { status: 303, headers: { location: handler.page }, body: '' };
}

interface Handler {
  readonly page: string;
  readonly act: (view: PageView, fields: URLSearchParams) => void;
}

function handlerOf(path: string): Handler | null {
  const [, runPage, runRepo = '', runId, what] = runPath.exec(path) ?? [];
  if (runPage !== undefined) {
    const place = { repo: runRepo, runId: Number(runId) };
    return {
      page: runPage,
      act: (view, fields) => {
        if (what === 'review') reviewRun(view, place, fields);
        else controlOne(view, place, fields);
      },
    };
  }
  const [, pullPage, repo = '', number, about = ''] = pullPath.exec(path) ?? [];
  if (pullPage === undefined) return null;
  const place = { repo, number: Number(number) };
  return { page: pullPage, act: (view, fields) => { changePull(view, place, about, fields); } }; // prettier-ignore
}

interface RunPlace {
  readonly repo: string;
  readonly runId: number;
}

function reviewRun({ store }: PageView, { repo, runId }: RunPlace, fields: URLSearchParams): void {
  const { run, attempt } = requireRun(store, runId);
  const name = fields.get('environment') ?? '';
  const environment = findEnvironment(store, run.repo, name);
  if (run.repo !== repo || environment === undefined || waitingJobs(run, name).length === 0) {
    throw new UserError(`Nothing of this run waits for the environment ${name} any more.`);
  }
  const by = fields.get('actor') ?? '';
  const hindrance = reviewHindrance(environment, attempt, by);
  if (hindrance !== null) throw new UserError(hindrance);
  const state = fields.get('choice') === 'approve' ? 'approved' : 'rejected';
  review(store, run, environment, { state, by, comment: fields.get('comment') ?? '' });
}

function controlOne(view: PageView, { repo, runId }: RunPlace, fields: URLSearchParams): void {
  const { run, attempt } = requireRun(view.store, runId);
  const actor = fields.get('actor') ?? '';
  const type = fields.get('choice');
  mustWrite(view, repo, actor);
  if (run.repo !== repo) throw new UserError(`${repo} has no run ${runId}.`);
  if (type !== 'cancel' && type !== 'rerun' && type !== 'rerun-failed') {
    throw new UserError('There is no such choice.');
  }
  if (type === 'cancel' && attempt.status === 'completed') {
    throw new UserError('This run has ended already.');
  }
  controlRun(view.store, { type, runId, actor });
}

function changePull(
  view: PageView,
  place: { readonly repo: string; readonly number: number },
  about: string,
  fields: URLSearchParams,
): void {
  const { store } = view;
  const actor = fields.get('actor') ?? '';
  const choice = fields.get('choice') ?? '';
  const who = { ...place, actor };
  if (about === 'comment') {
    const body = (fields.get('comment') ?? '').replaceAll('\r\n', '\n').trim();
    if (body === '') throw new UserError('A comment needs words.');
    addComment(store, { ...place, author: actor, body });
    return;
  }
  const { author } = requirePull(store, place.repo, place.number);
  const authors = about === 'state' && choice !== 'merge';
  if (!(authors && actor === author)) mustWrite(view, place.repo, actor);
  const label = fields.get('label') ?? '';
  if (about === 'label') (choice === 'remove' ? removeLabel : addLabel)(store, { ...who, label });
  else if (choice === 'close') closePullRequest(store, who);
  else if (choice === 'reopen') reopenPullRequest(store, who);
  else if (choice === 'merge') mergePullRequest(store, who);
  else setDraft(store, { ...who, draft: choice === 'draft' });
}

function mustWrite(view: PageView, repo: string, login: string): void {
  if (writes(roleOf(requireRepository(view.store, repo), login))) return;
  throw new UserError(`${login} may not do this: it needs write permission for ${repo}.`);
}

function problem(status: number, text: string): HttpReply {
  const body = html`<div class="blank">
    <h2>${status}</h2>
    ${text}
  </div>`;
  return htmlReply(status, page('Not done', null, null, body));
}
