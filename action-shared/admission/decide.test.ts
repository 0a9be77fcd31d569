import { describe, expect, it } from '@jest/globals';
import { decideAdmission } from './decide.ts';
import type { AdmissionFacts } from './facts.ts';
import {
  HEAD,
  OLD,
  admissionFacts,
  commented,
  dispatched,
  people,
  policyOf,
  pullFacts,
} from './facts.testing.ts';

interface Row {
  readonly name: string;
  readonly facts: AdmissionFacts;
  /** Decision, then what makes it another one: `> dispatch`, `> room`, `> silent`, `> answer`, a command. */
  readonly is: string;
  readonly says: RegExp;
}

const own = (given: Partial<AdmissionFacts> = {}) => admissionFacts(given);
const fork = (given: Parameters<typeof pullFacts>[0] = {}) =>
  pullFacts({ fork: true, author: people.stranger, ...given });
const botPull = pullFacts({ author: people.bot });
const strangerActs = { actor: people.stranger, triggeringActor: people.stranger };
const botActs = { actor: people.bot, triggeringActor: people.bot };
const serving = { sha: HEAD, images: { web: `r@sha256:${'a'.repeat(64)}` } };

const rows: readonly Row[] = [
  // Pull requests of people who may push.
  { name: 'opened', facts: own({ action: 'opened' }), is: 'deploy', says: /wil may push/ },
  { name: 'pushed', facts: own(), is: 'deploy', says: /c0ffee1/ },
  { name: 'reopened', facts: own({ action: 'reopened' }), is: 'deploy', says: /deployed/ },
  { name: 'ready', facts: own({ action: 'ready_for_review' }), is: 'deploy', says: /deployed/ },
  {
    name: 'of an admin',
    facts: own({ pull: pullFacts({ author: people.admin }) }),
    is: 'deploy',
    says: /ada/,
  },
  {
    name: 'of one who maintains',
    facts: own({ pull: pullFacts({ author: people.maintainer }) }),
    is: 'deploy',
    says: /mae/,
  },
  {
    name: 'closed',
    facts: own({ action: 'closed', pull: pullFacts({ open: false }) }),
    is: 'skip > silent',
    says: /cleanup/,
  },
  {
    name: 'merged meanwhile',
    facts: own({ pull: pullFacts({ open: false, merged: true }) }),
    is: 'skip > silent',
    says: /merged/,
  },
  {
    name: 'closed meanwhile',
    facts: own({ pull: pullFacts({ open: false }) }),
    is: 'skip > silent',
    says: /closed/,
  },
  { name: 'edited', facts: own({ action: 'edited' }), is: 'skip > silent', says: /changed/ },
  {
    name: 'made a draft',
    facts: own({ action: 'converted_to_draft' }),
    is: 'skip > silent',
    says: /changed/,
  },
  { name: 'unlabeled', facts: own({ action: 'unlabeled' }), is: 'skip > silent', says: /changed/ },
  {
    name: 're-run of an old commit',
    facts: own({ sha: OLD }),
    is: 'skip > silent',
    says: /moved to `c0ffee1`/,
  },
  { name: 'gone', facts: own({ pull: null }), is: 'skip > silent', says: /no such/ },
  // Strangers with a branch of ours.
  {
    name: 'author lost the right to push',
    facts: own({ pull: pullFacts({ author: people.reader }) }),
    is: 'ask',
    says: /rea.*no write permission.*reviewer/,
  },
  {
    name: 'author may only triage',
    facts: own({ pull: pullFacts({ author: people.triager }) }),
    is: 'ask',
    says: /tri/,
  },
  {
    name: 'pushed by a reader',
    facts: own({ actor: people.reader }),
    is: 'ask',
    says: /rea, who started/,
  },
  {
    name: 're-run by a reader',
    facts: own({ triggeringActor: people.reader }),
    is: 'ask',
    says: /rea/,
  },
  { name: 'pushed by a bot', facts: own(botActs), is: 'ask', says: /from a bot/ },
  // Run again by the sweep: that changes no code, and proves nothing either.
  {
    name: 're-run by the sweep',
    facts: own({ triggeringActor: people.ownBot }),
    is: 'deploy',
    says: /wil may push/,
  },
  {
    name: 're-run by another app',
    facts: own({ triggeringActor: people.bot }),
    is: 'ask',
    says: /renovate/,
  },
  {
    name: 're-run by the sweep, pushed by a reader',
    facts: own({ actor: people.reader, triggeringActor: people.ownBot }),
    is: 'ask',
    says: /rea, who started/,
  },
  {
    name: 're-run by the sweep, pushed by an app',
    facts: own({ actor: people.ownBot, triggeringActor: people.ownBot }),
    is: 'ask',
    says: /from a bot/,
  },
  {
    name: 're-run by the sweep, of a stranger',
    facts: own({ pull: pullFacts({ author: people.stranger }), triggeringActor: people.ownBot }),
    is: 'ask',
    says: /eve/,
  },
  {
    name: 're-run by the sweep, of a fork',
    facts: own({ pull: fork(), triggeringActor: people.ownBot }),
    is: 'ask',
    says: /fork/,
  },
  {
    name: 're-run by the sweep, of an old commit',
    facts: own({ sha: OLD, triggeringActor: people.ownBot }),
    is: 'skip > silent',
    says: /moved/,
  },
  {
    name: 're-run by the sweep, cause unknown',
    facts: own({ actor: people.unknown, triggeringActor: people.ownBot }),
    is: 'ask',
    says: /caused/,
  },
  {
    name: 'dispatched by the sweep',
    facts: dispatched(people.ownBot),
    is: 'ask',
    says: /from a bot/,
  },
  {
    name: 'of an account that is gone',
    facts: own({ pull: pullFacts({ author: people.stranger }) }),
    is: 'ask',
    says: /eve/,
  },
  // What GitHub could not tell.
  {
    name: 'pull request unknown',
    facts: own({ pull: 'unknown' }),
    is: 'skip > silent',
    says: /Run this job again/,
  },
  {
    name: 'author unknown',
    facts: own({ pull: pullFacts({ author: people.unknown }) }),
    is: 'ask',
    says: /role the author/,
  },
  { name: 'actor unknown', facts: own({ actor: people.unknown }), is: 'ask', says: /caused/ },
  {
    name: 'who re-ran is unknown',
    facts: own({ triggeringActor: people.unknown }),
    is: 'ask',
    says: /started/,
  },
  { name: 'policy unknown', facts: own({ policy: 'unknown' }), is: 'ask', says: /policy/ },
  {
    name: 'files unknown',
    facts: own({ changedFiles: 'unknown', policy: policyOf({ paths: ['a/**'] }) }),
    is: 'ask',
    says: /files/,
  },
  {
    name: 'previews unknown',
    facts: own({ previews: 'unknown', policy: policyOf({ max: 3 }) }),
    is: 'ask',
    says: /how many/,
  },
  // Policy.
  {
    name: 'draft',
    facts: own({ pull: pullFacts({ draft: true }) }),
    is: 'deploy',
    says: /deployed/,
  },
  {
    name: 'draft where drafts get none',
    facts: own({ pull: pullFacts({ draft: true }), policy: policyOf({ drafts: false }) }),
    is: 'skip',
    says: /ready for review/,
  },
  {
    name: 'label missing',
    facts: own({ policy: policyOf({ labels: ['preview'] }) }),
    is: 'skip',
    says: /label `preview`/,
  },
  {
    name: 'one of two labels',
    facts: own({
      policy: policyOf({ labels: ['preview', 'demo'] }),
      pull: pullFacts({ labels: ['demo'] }),
    }),
    is: 'deploy',
    says: /deployed/,
  },
  {
    name: 'admitting label added',
    facts: own({
      action: 'labeled',
      label: 'preview',
      policy: policyOf({ labels: ['preview'] }),
      pull: pullFacts({ labels: ['preview'] }),
    }),
    is: 'deploy',
    says: /deployed/,
  },
  {
    name: 'other label added',
    facts: own({ action: 'labeled', label: 'bug', policy: policyOf({ labels: ['preview'] }) }),
    is: 'skip > silent',
    says: /no say/,
  },
  {
    name: 'label added where none is demanded',
    facts: own({ action: 'labeled', label: 'preview' }),
    is: 'skip > silent',
    says: /no say/,
  },
  {
    name: 'label added by one who may only triage',
    facts: own({
      action: 'labeled',
      label: 'preview',
      actor: people.triager,
      policy: policyOf({ labels: ['preview'] }),
      pull: pullFacts({ labels: ['preview'] }),
    }),
    is: 'ask',
    says: /tri/,
  },
  {
    name: 'no path matters',
    facts: own({ changedFiles: ['README.md'], policy: policyOf({ paths: ['apps/**'] }) }),
    is: 'skip',
    says: /previews\.paths/,
  },
  {
    name: 'a path matters',
    facts: own({
      changedFiles: ['README.md', 'apps/web/a.ts'],
      policy: policyOf({ paths: ['apps/**'] }),
    }),
    is: 'deploy',
    says: /deployed/,
  },
  {
    name: 'full, queue',
    facts: own({ previews: { others: 3, own: false }, policy: policyOf({ max: 3 }) }),
    is: 'skip',
    says: /All 3 previews/,
  },
  {
    name: 'full, evict',
    facts: own({
      previews: { others: 3, own: false },
      policy: policyOf({ max: 3, whenFull: 'evict' }),
    }),
    is: 'deploy > room',
    says: /deployed/,
  },
  {
    name: 'full, with a preview of its own',
    facts: own({ previews: { others: 3, own: true }, policy: policyOf({ max: 3 }) }),
    is: 'deploy',
    says: /deployed/,
  },
  {
    name: 'not full',
    facts: own({ previews: { others: 2, own: false }, policy: policyOf({ max: 3 }) }),
    is: 'deploy',
    says: /deployed/,
  },
  // Forks.
  {
    name: 'fork',
    facts: own({ pull: fork(), ...strangerActs }),
    is: 'ask',
    says: /fork.*\/preview deploy/,
  },
  {
    name: 'fork of one who may push',
    facts: own({ pull: fork({ author: people.admin }) }),
    is: 'ask',
    says: /fork/,
  },
  {
    name: 'fork where forks get none',
    facts: own({ pull: fork(), policy: policyOf({ forks: 'never' }) }),
    is: 'skip',
    says: /forks: never/,
  },
  {
    name: 'fork, policy unknown',
    facts: own({ pull: fork(), policy: 'unknown' }),
    is: 'ask',
    says: /policy/,
  },
  {
    name: 'fork, full',
    facts: own({ pull: fork(), previews: { others: 1, own: false }, policy: policyOf({ max: 1 }) }),
    is: 'skip',
    says: /taken/,
  },
  {
    name: 'fork, full, evict',
    facts: own({
      pull: fork(),
      previews: { others: 1, own: false },
      policy: policyOf({ max: 1, whenFull: 'evict' }),
    }),
    is: 'ask > room',
    says: /fork/,
  },
  {
    name: 'fork, re-run by a maintainer',
    facts: own({ pull: fork(), actor: people.stranger }),
    is: 'ask',
    says: /fork/,
  },
  // Bots.
  {
    name: 'bot where bots get none',
    facts: own({ pull: botPull, ...botActs }),
    is: 'skip',
    says: /bots/,
  },
  {
    name: 'bot where bots get one',
    facts: own({ pull: botPull, ...botActs, policy: policyOf({ bots: true }) }),
    is: 'ask',
    says: /renovate\[bot\]/,
  },
  {
    name: 'bot, pushed to by a maintainer',
    facts: own({ pull: botPull, policy: policyOf({ bots: true }) }),
    is: 'ask',
    says: /bot/,
  },
  // Commands.
  {
    name: 'a comment that is no command',
    facts: commented('nice', people.writer),
    is: 'skip > silent',
    says: /no command/,
  },
  {
    name: 'an edited comment',
    facts: { ...commented('/preview deploy', people.writer), action: 'edited' },
    is: 'skip > silent',
    says: /new/,
  },
  {
    name: 'deploy by a stranger',
    facts: commented('/preview deploy', people.stranger),
    is: 'skip > answer',
    says: /write permission/,
  },
  {
    name: 'deploy by one who may only triage',
    facts: commented('/preview deploy', people.triager),
    is: 'skip > answer',
    says: /write permission/,
  },
  {
    name: 'deploy by a bot',
    facts: commented('/preview deploy', people.bot),
    is: 'skip > answer',
    says: /write permission/,
  },
  {
    name: 'deploy by nobody knows whom',
    facts: commented('/preview deploy', people.unknown),
    is: 'skip > answer',
    says: /could not tell/,
  },
  {
    name: 'deploy, re-run by a stranger',
    facts: commented('/preview deploy', people.writer, { triggeringActor: people.reader }),
    is: 'skip > answer',
    says: /write permission/,
  },
  {
    name: 'deploy',
    facts: commented('/preview deploy', people.writer),
    is: 'deploy deploy',
    says: /wil asked/,
  },
  {
    name: 'deploy of a reader’s branch',
    facts: commented('/preview deploy', people.admin, {
      pull: pullFacts({ author: people.reader }),
    }),
    is: 'deploy deploy',
    says: /ada asked/,
  },
  {
    name: 'deploy of a draft',
    facts: commented('/preview deploy', people.writer, {
      pull: pullFacts({ draft: true }),
      policy: policyOf({ drafts: false }),
    }),
    is: 'deploy deploy',
    says: /asked/,
  },
  {
    name: 'deploy without the label',
    facts: commented('/preview deploy', people.writer, {
      policy: policyOf({ labels: ['preview'] }),
    }),
    is: 'deploy deploy',
    says: /asked/,
  },
  {
    name: 'deploy of a fork',
    facts: commented('/preview deploy', people.writer, { pull: fork() }),
    is: 'deploy deploy > dispatch',
    says: /asked/,
  },
  {
    name: 'deploy of a bot’s',
    facts: commented('/preview deploy', people.writer, { pull: botPull }),
    is: 'deploy deploy > dispatch',
    says: /asked/,
  },
  {
    name: 'deploy of a fork where forks get none',
    facts: commented('/preview deploy', people.admin, {
      pull: fork(),
      policy: policyOf({ forks: 'never' }),
    }),
    is: 'skip > answer',
    says: /never/,
  },
  {
    name: 'deploy of a fork that moved',
    facts: commented('/preview deploy', people.writer, { pull: fork(), bound: false }),
    is: 'skip > answer',
    says: /pushed after.*again/,
  },
  {
    name: 'deploy of a head of unknown age',
    facts: commented('/preview deploy', people.writer, { bound: 'unknown' }),
    is: 'skip > answer',
    says: new RegExp(`/preview deploy ${HEAD}`),
  },
  {
    name: 'deploy of the named head',
    facts: commented(`/preview deploy ${HEAD}`, people.writer, { bound: 'unknown', pull: fork() }),
    is: 'deploy deploy > dispatch',
    says: /asked/,
  },
  {
    name: 'deploy of another commit',
    facts: commented(`/preview deploy ${OLD}`, people.writer),
    is: 'skip > answer',
    says: /not the commit/,
  },
  {
    name: 'deploy when full',
    facts: commented('/preview deploy', people.writer, {
      previews: { others: 1, own: false },
      policy: policyOf({ max: 1 }),
    }),
    is: 'skip > answer',
    says: /taken/,
  },
  {
    name: 'deploy, policy unknown',
    facts: commented('/preview deploy', people.writer, { policy: 'unknown' }),
    is: 'ask deploy',
    says: /policy/,
  },
  {
    name: 'deploy of what is closed',
    facts: commented('/preview deploy', people.writer, { pull: pullFacts({ open: false }) }),
    is: 'skip > answer',
    says: /Reopen/,
  },
  {
    name: 'destroy',
    facts: commented('/preview destroy', people.writer),
    is: 'skip destroy > silent',
    says: /remove/,
  },
  {
    name: 'destroy of what is closed',
    facts: commented('/preview destroy', people.writer, { pull: pullFacts({ open: false }) }),
    is: 'skip destroy > silent',
    says: /remove/,
  },
  {
    name: 'destroy by a reader',
    facts: commented('/preview destroy', people.reader),
    is: 'skip > answer',
    says: /write permission/,
  },
  {
    name: 'plan',
    facts: commented('/preview plan', people.writer),
    is: 'skip plan > silent',
    says: /plan/,
  },
  {
    name: 'plan of a fork',
    facts: commented('/preview plan', people.writer, { pull: fork() }),
    is: 'skip > answer',
    says: /first deployment/,
  },
  {
    name: 'plan of a fork that is served',
    facts: commented('/preview plan', people.writer, { pull: fork(), serving }),
    is: 'skip plan > silent',
    says: /plan/,
  },
  {
    name: 'extend',
    facts: commented('/preview extend 3d', people.writer, { serving }),
    is: 'deploy extend > silent',
    says: /extended/,
  },
  {
    name: 'extend of a fork’s',
    facts: commented('/preview extend 3d', people.writer, { serving, pull: fork() }),
    is: 'deploy extend > silent',
    says: /extended/,
  },
  {
    name: 'extend of nothing',
    facts: commented('/preview extend 3d', people.writer),
    is: 'skip > answer',
    says: /no preview/,
  },
  {
    name: 'extend of an older commit',
    facts: commented('/preview extend 3d', people.writer, { serving: { ...serving, sha: OLD } }),
    is: 'skip > answer',
    says: /serves `01d01d0`/,
  },
  {
    name: 'extend, unknown what is served',
    facts: commented('/preview extend 3d', people.writer, { serving: 'unknown' }),
    is: 'skip > answer',
    says: /could not tell/,
  },
  {
    name: 'extend by too much',
    facts: commented('/preview extend 9999d', people.writer, { serving }),
    is: 'skip > answer',
    says: /30d/,
  },
  {
    name: 'an unknown command',
    facts: commented('/preview launch', people.writer),
    is: 'skip > answer',
    says: /no such command/,
  },
  {
    name: 'an unknown command by a stranger',
    facts: commented('/preview launch', people.stranger),
    is: 'skip > answer',
    says: /write permission/,
  },
  // Runs that were dispatched.
  {
    name: 'dispatched by a maintainer',
    facts: dispatched(people.writer),
    is: 'deploy',
    says: /wil asked/,
  },
  {
    name: 'dispatched for a fork',
    facts: dispatched(people.writer, { pull: fork() }),
    is: 'deploy',
    says: /wil asked/,
  },
  {
    name: 'dispatched for a bot',
    facts: dispatched(people.writer, { pull: botPull }),
    is: 'deploy',
    says: /wil asked/,
  },
  {
    name: 'dispatched, head moved',
    facts: dispatched(people.writer, { pull: fork(), sha: OLD }),
    is: 'skip',
    says: /Look at the new commit/,
  },
  {
    name: 'dispatched from another branch',
    facts: dispatched(people.writer, { onBaseBranch: false }),
    is: 'skip',
    says: /from `main`/,
  },
  {
    name: 'dispatched by an app after a command',
    facts: dispatched(people.bot, { pull: fork(), askedBy: 'wil' }),
    is: 'deploy',
    says: /wil asked/,
  },
  {
    name: 'dispatched by an app on its own',
    facts: dispatched(people.bot, { pull: fork() }),
    is: 'ask',
    says: /fork/,
  },
  {
    name: 'dispatched by an app, unknown for whom',
    facts: dispatched(people.bot, { pull: fork(), askedBy: 'unknown' }),
    is: 'ask',
    says: /which maintainer/,
  },
  {
    name: 'dispatched by nobody knows whom',
    facts: dispatched(people.unknown, { pull: fork() }),
    is: 'ask',
    says: /role/,
  },
  {
    name: 'dispatched, re-run by a reader',
    facts: dispatched(people.writer, { triggeringActor: people.reader, pull: fork() }),
    is: 'ask',
    says: /fork/,
  },
  {
    name: 'dispatched by an app after a command, re-run by a reader',
    facts: dispatched(people.bot, { triggeringActor: people.reader, pull: fork(), askedBy: 'wil' }),
    is: 'ask',
    says: /fork/,
  },
  {
    name: 'dispatched where forks get none',
    facts: dispatched(people.admin, { pull: fork(), policy: policyOf({ forks: 'never' }) }),
    is: 'skip',
    says: /never/,
  },
  // Everything else.
  {
    name: 'on a schedule',
    facts: own({ event: 'schedule', action: null }),
    is: 'skip > silent',
    says: /schedule/,
  },
  {
    name: 'on pull_request_target',
    facts: own({ event: 'pull_request_target' }),
    is: 'skip > silent',
    says: /pull_request_target/,
  },
  {
    name: 'on an event with a hostile name',
    facts: own({ event: '"><script>' }),
    is: 'skip > silent',
    says: /`\?`/,
  },
];

function shown(facts: AdmissionFacts): string {
  const { decision, command, say, dispatch, makeRoom } = decideAdmission(facts);
  const how = { decision: '', answer: ' > answer', nothing: ' > silent' }[say];
  const more = `${dispatch ? ' > dispatch' : ''}${makeRoom ? ' > room' : ''}`;
  return `${decision}${command === '' ? '' : ` ${command}`}${how}${more}`;
}

describe('admission', () => {
  it.each(rows)('$name: $is', ({ facts, is, says }) => {
    expect(shown(facts)).toBe(is);
    expect(decideAdmission(facts).reason).toMatch(says);
  });

  it('is shown by at least 60 cases of different facts', () => {
    expect(new Set(rows.map(({ facts }) => JSON.stringify(facts))).size).toBeGreaterThanOrEqual(60);
  });
});
