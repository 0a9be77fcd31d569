import type { EventsConfig } from '@actions/workflow-parser/model/workflow-template';
import { passesPatterns } from './filter-pattern.ts';

/** What a trigger's filters look at. */
export interface TriggerFacts {
  readonly event: string;
  /** `opened`, `created`, ...; null: the event has none. */
  readonly action: string | null;
  /** Pushed branch or, of a pull request, its base; null: neither. */
  readonly branch: string | null;
  /** Path of the only workflow that is meant (dispatch); null: all. */
  readonly workflow: string | null;
  /** Files that differ; asked for only when a filter wants them. */
  readonly changedFiles: () => readonly string[];
}

/** Types that start a workflow that names none (GitHub docs, "Events that trigger workflows"). */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['opened', 'synchronize', 'reopened'],
  pull_request_target: ['opened', 'synchronize', 'reopened'],
};

/** Whether an event starts the workflow with these triggers. */
export function isTriggered(path: string, on: EventsConfig, facts: TriggerFacts): boolean {
  if (!(facts.event in on)) return false;
  if (facts.workflow !== null && facts.workflow !== path) return false;
  const trigger = on[facts.event] as Filters | undefined;
  return (
    passesTypes(trigger?.types ?? DEFAULT_TYPES[facts.event], facts.action) &&
    passesBranches(trigger ?? {}, facts.branch) &&
    passesPaths(trigger ?? {}, facts.changedFiles)
  );
}

interface Filters {
  readonly types?: readonly string[];
  readonly branches?: readonly string[];
  readonly 'branches-ignore'?: readonly string[];
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly 'paths-ignore'?: readonly string[];
}

function passesTypes(types: readonly string[] | undefined, action: string | null): boolean {
  return types === undefined || action === null || types.includes(action);
}

function passesBranches(filters: Filters, branch: string | null): boolean {
  const { branches, 'branches-ignore': ignored, tags } = filters;
  if (branch === null) return true;
  if (branches !== undefined) return passesPatterns(branch, branches);
  if (ignored !== undefined) return !passesPatterns(branch, ignored);
  // Filters of tags alone leave no branch in.
  return tags === undefined;
}

function passesPaths(filters: Filters, changedFiles: () => readonly string[]): boolean {
  const { paths, 'paths-ignore': ignored } = filters;
  if (paths !== undefined) return changedFiles().some((file) => passesPatterns(file, paths));
  if (ignored !== undefined) return changedFiles().some((file) => !passesPatterns(file, ignored));
  return true;
}
