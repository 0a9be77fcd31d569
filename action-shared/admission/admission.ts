import type { PullFacts } from './facts.ts';

/** What becomes of a commit. */
export interface Admission {
  /** `ask`: a reviewer of the environment, or a maintainer's comment, decides. */
  readonly decision: 'deploy' | 'ask' | 'skip';
  /** Why, and what to do next: plain text, names of ours between backticks. */
  readonly reason: string;
  /** Where the comment says so: as the decision, as the answer to a command, or not at all. */
  readonly say: 'decision' | 'answer' | 'nothing';
  /** The command to be followed; empty when there is none, or it is refused. */
  readonly command: '' | 'deploy' | 'destroy' | 'extend' | 'plan';
  /** Login of the maintainer who asked for this commit; null when the policy alone decided. */
  readonly askedBy: string | null;
  /** The deployment is started in a run of its own, on images that were built without secrets. */
  readonly dispatch: boolean;
  /** Another preview has to go first. */
  readonly makeRoom: boolean;
  /** All places are taken; the sweep starts it again when one is free. */
  readonly queued: boolean;
}

const PLAIN = {
  say: 'decision',
  command: '',
  askedBy: null,
  dispatch: false,
  makeRoom: false,
  queued: false,
} as const;

export function skip(reason: string, more: Partial<Admission> = {}): Admission {
  return { ...PLAIN, decision: 'skip', reason, ...more };
}

export function ask(reason: string, more: Partial<Admission> = {}): Admission {
  return { ...PLAIN, decision: 'ask', reason, ...more };
}

export function deploy(reason: string, more: Partial<Admission> = {}): Admission {
  return { ...PLAIN, decision: 'deploy', reason, ...more };
}

/** Its code runs without secrets until a maintainer has asked for it. */
export function isUntrusted(pull: PullFacts): boolean {
  return pull.fork || pull.author.bot;
}

/** Seven digits of a commit, as GitHub shows it. */
export function short(sha: string): string {
  return `\`${sha.slice(0, 7)}\``;
}
