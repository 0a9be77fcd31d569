import { z } from 'zod';
import {
  comments,
  deployments,
  environments,
  files,
  pullRequests,
  readInputs,
  repository,
  run,
  runs,
} from '../state/readers.ts';
import { environmentInputs, protectEnvironment, setSettings } from '../state/environments.ts';
import {
  addJob,
  appendJobLog,
  appendJobSummary,
  jobInputs,
  updateJob,
  updateStep,
} from '../state/job-life.ts';
import {
  addComment,
  dispatchWorkflow,
  editComment,
  outsideInputs,
  runSchedule,
} from '../state/outside.ts';
import {
  addLabel,
  closePullRequest,
  mergePullRequest,
  pullInputs,
  push,
  removeLabel,
  reopenPullRequest,
  setDraft,
} from '../state/pull-life.ts';
import {
  addArtifact,
  appendLog,
  appendSummary,
  completeRun,
  createRun,
  rerun,
  runInputs,
} from '../state/run-life.ts';
import { commit, createRepository, createUser, inputs, openPullRequest } from '../state/seeds.ts';
import type { Store } from '../state/store.ts';
import { createToken, tokenInput } from '../state/tokens.ts';
import { UserError } from '../../../action-shared/errors.ts';

interface Command<In, Out> {
  readonly bind: (store: Store) => (input: In) => Out;
}

function command<S extends z.ZodType, Out>(
  schema: S,
  run: (store: Store, input: z.output<S>) => Out,
): Command<z.input<S>, Out> {
  return { bind: (store) => (input) => run(store, parsed(schema, input)) };
}

function parsed<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new UserError(z.prettifyError(result.error));
}

/** All that the world outside GitHub can do to it, and what a test reads back. */
export const commands = {
  createUser: command(inputs.createUser, createUser),
  createToken: command(tokenInput, createToken),
  createRepository: command(inputs.createRepository, createRepository),
  commit: command(inputs.commit, commit),
  openPullRequest: command(inputs.openPullRequest, openPullRequest),
  push: command(pullInputs.push, push),
  closePullRequest: command(pullInputs.pull, closePullRequest),
  reopenPullRequest: command(pullInputs.pull, reopenPullRequest),
  mergePullRequest: command(pullInputs.pull, mergePullRequest),
  setDraft: command(pullInputs.setDraft, setDraft),
  addLabel: command(pullInputs.label, addLabel),
  removeLabel: command(pullInputs.label, removeLabel),
  addComment: command(outsideInputs.addComment, addComment),
  editComment: command(outsideInputs.editComment, editComment),
  dispatchWorkflow: command(outsideInputs.dispatchWorkflow, dispatchWorkflow),
  runSchedule: command(outsideInputs.runSchedule, runSchedule),
  protectEnvironment: command(environmentInputs.protectEnvironment, protectEnvironment),
  setSettings: command(environmentInputs.setSettings, setSettings),
  createRun: command(runInputs.createRun, createRun),
  completeRun: command(runInputs.completeRun, completeRun),
  rerun: command(runInputs.rerun, rerun),
  addArtifact: command(runInputs.addArtifact, addArtifact),
  appendLog: command(runInputs.appendLog, appendLog),
  appendSummary: command(runInputs.appendSummary, appendSummary),
  addJob: command(jobInputs.addJob, addJob),
  updateJob: command(jobInputs.updateJob, updateJob),
  updateStep: command(jobInputs.updateStep, updateStep),
  appendJobLog: command(jobInputs.appendJobLog, appendJobLog),
  appendJobSummary: command(jobInputs.appendJobSummary, appendJobSummary),
  comments: command(readInputs.comments, comments),
  deployments: command(readInputs.deployments, deployments),
  environments: command(readInputs.environments, environments),
  pullRequests: command(readInputs.pullRequests, pullRequests),
  files: command(readInputs.files, files),
  repository: command(readInputs.repository, repository),
  run: command(readInputs.run, run),
  runs: command(readInputs.runs, runs),
} as const;

type Commands = typeof commands;

/** The commands as functions of an input. */
export type Control = {
  readonly [K in keyof Commands]: ReturnType<Commands[K]['bind']>;
};

/** The same over HTTP: each function gives a promise. */
export type RemoteControl = {
  readonly [K in keyof Control]: (
    ...input: Parameters<Control[K]>
  ) => Promise<ReturnType<Control[K]>>;
};

/** Binds every command to a store; `changed` is called after each. */
export function bindCommands(store: Store, changed: () => void): Control {
  const bound = Object.entries(commands).map(([name, { bind }]) => {
    const call = bind(store) as (input: unknown) => unknown;
    const andSave = (input: unknown): unknown => {
      const result = call(input);
      changed();
      return result;
    };
    return [name, andSave] as const;
  });
  return Object.fromEntries(bound) as unknown as Control;
}
