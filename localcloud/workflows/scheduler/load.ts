import { UserError } from '../../../action-shared/errors.ts';
import type { JobFile, WorkflowFile } from '../files/workflow-file.ts';
import { readWorkflowFile } from '../files/workflow-file.ts';
import { DEFAULT_PERMISSIONS, exceeding, permissionsOf } from '../plan/permissions.ts';
import type { Permissions } from '../plan/permissions.ts';
import type { FileReference, FoundFile, WorkflowIdentity } from './ports.ts';

/** A workflow with all that it calls, checked as GitHub checks before a run begins. */
export interface LoadedWorkflow {
  readonly file: WorkflowFile;
  readonly identity: WorkflowIdentity;
  /** Of each job, by its key. */
  readonly permissions: Readonly<Record<string, Permissions>>;
  /** What its jobs call, by their keys. */
  readonly calls: Readonly<Record<string, LoadedWorkflow>>;
}

type FindFile = (reference: FileReference) => FoundFile | null;

/** The caller and nine levels below it (GitHub docs, "Reuse workflows", nesting). */
const DEEPEST_CALL = 9;

/**
 * Loads what a workflow calls, to the last level.
 * @throws UserError in GitHub's words for a missing or invalid file, a wrong input or secret, or
 * permissions that the caller does not have
 */
export function loadWorkflow(
  file: WorkflowFile,
  identity: WorkflowIdentity,
  findFile: FindFile,
): LoadedWorkflow {
  return load(file, identity, findFile, null, 0);
}

function load(
  file: WorkflowFile,
  identity: WorkflowIdentity,
  findFile: FindFile,
  allowed: Permissions | null,
  depth: number,
): LoadedWorkflow {
  const ofFile = permissionsOf(file.permissions) ?? allowed ?? DEFAULT_PERMISSIONS;
  const jobs = file.jobs.map((job) => {
    const permissions = permissionsOf(job.permissions) ?? ofFile;
    if (allowed !== null) checkPermissions(identity, job, permissions, allowed);
    return { job, permissions };
  });
  const calls = jobs.flatMap(({ job, permissions }) => {
    if (job.uses === null) return [];
    const called = findCalled(job.uses, identity, findFile);
    if (depth >= DEEPEST_CALL) {
      throw new UserError(`${where(identity)} calls workflows deeper than ${DEEPEST_CALL} levels.`);
    }
    checkCall(identity, job, called.file);
    return [
      [job.key, load(called.file, called.identity, findFile, permissions, depth + 1)] as const,
    ];
  });
  const granted = jobs.map(({ job, permissions }) => [job.key, permissions] as const);
  return {
    file,
    identity,
    permissions: Object.fromEntries(granted),
    calls: Object.fromEntries(calls),
  };
}

function checkPermissions(
  identity: WorkflowIdentity,
  job: JobFile,
  wanted: Permissions,
  allowed: Permissions,
): void {
  const faults = exceeding(wanted, allowed);
  if (faults.length === 0) return;
  throw new UserError(
    `Error calling workflow '${where(identity)}'. The nested job '${job.key}' ${faults.join(', ')}.`,
  );
}

function findCalled(
  uses: string,
  caller: WorkflowIdentity,
  findFile: FindFile,
): { readonly file: WorkflowFile; readonly identity: WorkflowIdentity } {
  const reference = calledReference(uses, caller);
  const found = findFile(reference);
  if (found === null) {
    throw new UserError(
      `Invalid workflow file: ${where(caller)}: error parsing called workflow "${uses}": workflow was not found.`,
    );
  }
  const { file, errors } = readWorkflowFile(reference.path, found.text);
  if (file === null) {
    throw new UserError(
      `Invalid workflow file: ${where(caller)}: error parsing called workflow "${uses}": ${errors.join('; ')}`,
    );
  }
  if (file.call === null) {
    throw new UserError(
      `Invalid workflow file: ${where(caller)}: workflow "${uses}" has no workflow_call trigger.`,
    );
  }
  const { repository, path } = reference;
  return { file, identity: { repository, path, ref: found.ref, sha: found.sha } };
}

/** `./` is the caller's own repository at its commit; else `owner/repo/path@ref`. */
function calledReference(uses: string, caller: WorkflowIdentity): FileReference {
  if (uses.startsWith('./')) {
    return { repository: caller.repository, ref: caller.sha, path: uses.slice(2) };
  }
  const match = /^([^/]+\/[^/]+)\/(\.github\/workflows\/[^@]+)@(.+)$/.exec(uses);
  if (match === null) {
    throw new UserError(`${where(caller)} calls "${uses}", which is not owner/repo/path@ref.`);
  }
  const [, repository = '', path = '', ref = ''] = match;
  return { repository, path, ref };
}

function checkCall(identity: WorkflowIdentity, job: JobFile, { call }: WorkflowFile): void {
  if (call === null) return;
  const given = Object.keys(job.with);
  const faults = [
    ...given
      .filter((name) => !(name in call.inputs))
      .map((name) => `Invalid input, ${name} is not defined in the referenced workflow.`),
    ...Object.entries(call.inputs)
      .filter(([name, one]) => one.required && !given.includes(name))
      .map(([name]) => `Input ${name} is required, but not provided while calling.`),
    ...secretFaults(job, call.secrets),
  ];
  if (faults.length === 0) return;
  throw new UserError(
    `Invalid workflow file: ${where(identity)}: job "${job.key}": ${faults.join(' ')}`,
  );
}

function secretFaults(job: JobFile, declared: Readonly<Record<string, boolean>>): string[] {
  if (job.secrets === 'inherit') return [];
  const given = Object.keys(job.secrets);
  return [
    ...given
      .filter((name) => !(name in declared))
      .map((name) => `Invalid secret, ${name} is not defined in the referenced workflow.`),
    ...Object.entries(declared)
      .filter(([name, required]) => required && !given.includes(name))
      .map(([name]) => `Secret ${name} is required, but not provided while calling.`),
  ];
}

function where({ repository, path, ref }: WorkflowIdentity): string {
  return `${repository}/${path}@${ref.replace(/^refs\/(heads|tags)\//, '')}`;
}
