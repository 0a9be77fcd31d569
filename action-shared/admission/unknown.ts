import type { AdmissionFacts, PullFacts } from './facts.ts';

/** What could not be found out, in words; null when all is known. */
export function firstUnknown(facts: AdmissionFacts, pull: PullFacts): string | null {
  const { request } = facts;
  const checks: readonly (readonly [string, unknown])[] = [
    ['what the policy of the base branch is', facts.policy],
    ['which role the author has', pull.author.role],
    ['which role they have who caused this run', facts.actor.role],
    ['which role they have who started this run', facts.triggeringActor.role],
    ['which role they have who commented', request?.by.role],
    ['which files are changed', facts.changedFiles],
    ['how many previews there are', facts.previews],
    ['what is served now', facts.serving],
    ['which maintainer asked for it', facts.askedBy],
  ];
  return checks.find(([, value]) => value === 'unknown')?.[0] ?? null;
}
