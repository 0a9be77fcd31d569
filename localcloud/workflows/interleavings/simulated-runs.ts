import type { JobResult, RunsPort } from '../scheduler/ports.ts';

/** A run, as GitHub lists it. */
export interface SimulatedRun {
  readonly id: number;
  readonly event: string;
  readonly number: number | null;
  readonly headSha: string;
  readonly createdAt: number;
  /** Null: it has not ended. */
  conclusion: JobResult | null;
}

export interface SimulatedRuns {
  /** Oldest first; the id is the place in this list, from 1 on. */
  readonly all: readonly SimulatedRun[];
  readonly port: RunsPort;
  /** Runs a run again, in the name of a workflow's own token; set when there is a scheduler. */
  rerun: (runId: number) => void;
  dispatch: (workflow: string, inputs: Readonly<Record<string, string>>) => void;
}

/** Runs of which only what GitHub lists is kept. */
export function simulatedRuns(now: () => number): SimulatedRuns {
  const all: SimulatedRun[] = [];
  let jobs = 0;
  const port: RunsPort = {
    createRun: ({ event, number, headSha }) => {
      const id = all.length + 1;
      all.push({ id, event, number, headSha, createdAt: now(), conclusion: null });
      return { runId: id, runNumber: id };
    },
    addJob: () => ({ jobId: (jobs += 1) }),
    updateJob: () => undefined,
    appendJobLog: () => undefined,
    completeRun: ({ runId, conclusion }) => {
      const run = all[runId - 1];
      if (run !== undefined) run.conclusion = conclusion;
    },
  };
  const unset = (): void => {
    throw new Error('there is no scheduler yet');
  };
  return { all, port, rerun: unset, dispatch: unset };
}
