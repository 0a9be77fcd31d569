import { DEFAULT_POLICY } from './facts.ts';
import type {
  AdmissionFacts,
  AdmissionPolicy,
  CommandRequest,
  Person,
  PullFacts,
} from './facts.ts';
import { parseCommand } from './commands.ts';

/** Facts for tests: a maintainer's own open pull request that was just pushed to. */

export const HEAD = 'c0ffee1'.padEnd(40, '0');
export const OLD = '01d01d0'.padEnd(40, '0');

export const people = {
  admin: { login: 'ada', role: 'admin', bot: false },
  maintainer: { login: 'mae', role: 'maintain', bot: false },
  writer: { login: 'wil', role: 'write', bot: false },
  triager: { login: 'tri', role: 'triage', bot: false },
  reader: { login: 'rea', role: 'read', bot: false },
  stranger: { login: 'eve', role: 'none', bot: false },
  unknown: { login: 'unk', role: 'unknown', bot: false },
  bot: { login: 'renovate[bot]', role: 'none', bot: true },
  ownBot: { login: 'github-actions[bot]', role: 'none', bot: true },
} as const satisfies Record<string, Person>;

export const pullFacts = (given: Partial<PullFacts> = {}): PullFacts => ({
  number: 42,
  open: true,
  merged: false,
  draft: false,
  fork: false,
  headSha: HEAD,
  baseRef: 'main',
  labels: [],
  author: people.writer,
  ...given,
});

export const policyOf = (given: Partial<AdmissionPolicy> = {}): AdmissionPolicy => ({
  ...DEFAULT_POLICY,
  ...given,
});

export const admissionFacts = (given: Partial<AdmissionFacts> = {}): AdmissionFacts => ({
  event: 'pull_request',
  action: 'synchronize',
  label: null,
  actor: people.writer,
  triggeringActor: people.writer,
  sha: HEAD,
  onBaseBranch: false,
  pull: pullFacts(),
  policy: policyOf(),
  changedFiles: [],
  previews: { others: 0, own: false },
  request: null,
  serving: null,
  askedBy: null,
  ...given,
});

/** Facts of a comment. */
export const commented = (
  body: string,
  by: Person,
  given: Partial<AdmissionFacts> & { readonly bound?: CommandRequest['boundToHead'] } = {},
): AdmissionFacts => {
  const command = parseCommand(body);
  const { bound = true, ...facts } = given;
  return admissionFacts({
    event: 'issue_comment',
    action: 'created',
    actor: by,
    triggeringActor: by,
    sha: null,
    request: command === null ? null : { command, by, boundToHead: bound },
    ...facts,
  });
};

/** Facts of a run that was started by hand or by an app. */
export const dispatched = (by: Person, given: Partial<AdmissionFacts> = {}): AdmissionFacts =>
  admissionFacts({
    event: 'workflow_dispatch',
    action: null,
    actor: by,
    triggeringActor: by,
    onBaseBranch: true,
    ...given,
  });
