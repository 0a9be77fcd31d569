import { parse } from 'yaml';
import { z } from 'zod';
import { errorMessage } from '../../../action-shared/errors.ts';
import type { JsonObject } from '../expressions/evaluate.ts';
import { resolveText } from '../expressions/evaluate.ts';
import type { WorkflowFile } from '../files/workflow-file.ts';
import { readWorkflowFile } from '../files/workflow-file.ts';
import { at, pullOf, textAt } from '../plan/github-context.ts';
import { dispatchInputs } from '../plan/inputs.ts';
import { isTriggered } from '../plan/triggers.ts';
import type { LoadedWorkflow } from './load.ts';
import { loadWorkflow } from './load.ts';
import type { Delivery, RunsPort, SchedulerDeps } from './ports.ts';

/** A workflow that an event starts, or that it would start if its file were right. */
export type Started =
  | {
      readonly path: string;
      readonly workflow: LoadedWorkflow;
      readonly inputs: JsonObject;
      readonly error: null;
    }
  | { readonly path: string; readonly workflow: null; readonly error: string };

/** The workflows of the repository, as they are at the event's commit, that an event starts. */
export function startedBy(deps: SchedulerDeps, delivery: Delivery): readonly Started[] {
  // What a workflow's own token does starts nothing but dispatches (GitHub docs, GITHUB_TOKEN).
  if (delivery.actor === 'github-actions[bot]' && delivery.event !== 'workflow_dispatch') return [];
  const files = deps.filesAt(delivery.repository, delivery.sha);
  return Object.keys(files)
    .filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
    .sort()
    .flatMap((path) => startedFrom(deps, delivery, path, files[path] ?? ''));
}

function startedFrom(
  deps: SchedulerDeps,
  delivery: Delivery,
  path: string,
  text: string,
): readonly Started[] {
  const { file, errors } = readWorkflowFile(path, text);
  if (file === null) {
    if (!mayMean(text, delivery, path)) return [];
    return [{ path, workflow: null, error: `Invalid workflow file: ${errors.join('\n')}` }];
  }
  const facts = {
    event: delivery.event,
    action: delivery.action,
    branch: branchOf(delivery),
    workflow: delivery.workflow ?? null,
    changedFiles: () => changedFiles(deps, delivery),
  };
  if (!isTriggered(path, file.on, facts)) return [];
  const { repository, ref, sha } = delivery;
  try {
    const identity = { repository, path, ref, sha };
    const workflow = loadWorkflow(file, identity, deps.findFile);
    const dispatched = delivery.event === 'workflow_dispatch';
    const inputs = dispatched ? dispatchInputs(file.dispatchInputs, delivery.inputs ?? {}) : {};
    return [{ path, workflow, inputs, error: null }];
  } catch (error) {
    return [{ path, workflow: null, error: errorMessage(error) }];
  }
}

/** Whether a file with faults names the event all the same; one that is no YAML may name any. */
function mayMean(text: string, delivery: Delivery, path: string): boolean {
  if (delivery.workflow !== undefined) return delivery.workflow === path;
  try {
    const { on } = z.object({ on: z.unknown() }).parse(parse(text));
    if (typeof on === 'string') return on === delivery.event;
    if (Array.isArray(on)) return on.includes(delivery.event);
    return typeof on !== 'object' || on === null || delivery.event in on;
  } catch {
    // As on GitHub, a push tells of a file that cannot be read at all.
    return delivery.event === 'push';
  }
}

function branchOf(delivery: Delivery): string | null {
  const pull = pullOf(delivery);
  if (pull !== null) return textAt(pull, 'base', 'ref');
  return delivery.event === 'push' ? delivery.ref.replace(/^refs\/heads\//, '') : null;
}

/** Files of a pull request, or of a push. */
function changedFiles(deps: SchedulerDeps, delivery: Delivery): readonly string[] {
  const { repository, payload, sha } = delivery;
  const pull = pullOf(delivery);
  const before = pull === null ? at(payload, 'before') : at(pull, 'base', 'sha');
  const after = pull === null ? sha : textAt(pull, 'head', 'sha');
  const old = deps.filesAt(repository, typeof before === 'string' ? before : '');
  const now = deps.filesAt(repository, after);
  const paths = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...paths].filter((path) => old[path] !== now[path]);
}

/** What the local GitHub is told of a new run. */
export function runOf(
  deps: SchedulerDeps,
  delivery: Delivery,
  started: Started,
  github: JsonObject,
): Parameters<RunsPort['createRun']>[0] {
  const { repository, payload, ref, sha } = delivery;
  const pull = pullOf(delivery);
  const file = started.workflow?.file ?? null;
  const number = pull === null ? null : Number(at(pull, 'number'));
  const branch = ref.startsWith('refs/heads/')
    ? ref.slice('refs/heads/'.length)
    : deps.repository(repository).defaultBranch;
  return {
    repo: repository,
    name: file?.name ?? started.path,
    workflow: started.path,
    event: delivery.event,
    number,
    headSha: pull === null ? sha : textAt(pull, 'head', 'sha'),
    headBranch: pull === null ? branch : textAt(pull, 'head', 'ref'),
    ref,
    sha,
    title: titleOf(file, payload, github, started),
    actor: delivery.actor,
  };
}

function titleOf(
  file: WorkflowFile | null,
  payload: JsonObject,
  github: JsonObject,
  started: Started,
): string {
  const inputs = started.workflow === null ? {} : started.inputs;
  const own = file === null ? '' : resolveText(file.runName, { contexts: { github, inputs } });
  if (own.trim() !== '') return own.trim();
  const candidates = [
    at(payload, 'pull_request', 'title'),
    at(payload, 'issue', 'title'),
    at(payload, 'head_commit', 'message'),
  ];
  const found = candidates.find((one) => typeof one === 'string' && one !== '');
  return typeof found === 'string' ? (found.split('\n')[0] ?? '') : (file?.name ?? started.path);
}
