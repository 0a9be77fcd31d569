import type { Admission } from '../../action-shared/admission/admission.ts';
import type { Decision, Inputs } from './inputs.ts';

/** What the action found, as its outputs tell it. */
export interface Result {
  readonly decision: Decision;
  /** Plain text. */
  readonly reason: string;
  readonly number: number | null;
  readonly sha: string | null;
  readonly command: Admission['command'];
  readonly ttl: string | null;
  /** Service -> reference that is served now. */
  readonly images: Readonly<Record<string, string>> | null;
  readonly untrusted: boolean;
  readonly makeRoom: boolean;
  readonly approvedBy: string | null;
  /** Address of the run that was started. */
  readonly dispatchedRun: string | null;
  /** What ends the action when all is said: the job fails, or the run that waits is cancelled. */
  readonly ending: 'none' | 'fail' | 'cancel-run';
}

const EMPTY = {
  command: '',
  ttl: null,
  images: null,
  untrusted: false,
  makeRoom: false,
  approvedBy: null,
  dispatchedRun: null,
  ending: 'none',
} as const;

export function resultOf(
  about: Pick<Result, 'decision' | 'reason' | 'number' | 'sha'>,
  more: Partial<Result> = {},
): Result {
  return { ...EMPTY, ...about, ...more };
}

/** What is known when the action itself fails: nothing may be deployed. */
export function failedResult({ number, sha }: Inputs): Result {
  const reason = 'The decision could not be made; the log of the job says why.';
  return resultOf({ decision: 'skip', reason, number, sha });
}

/** Outputs by the names of `action.yml`. */
export function outputsOf(result: Result, environment: string): Readonly<Record<string, string>> {
  return {
    decision: result.decision,
    reason: result.reason,
    'pr-number': result.number === null ? '' : String(result.number),
    sha: result.sha ?? '',
    command: result.command,
    ttl: result.ttl ?? '',
    images: result.images === null ? '' : JSON.stringify(result.images),
    untrusted: String(result.untrusted),
    'make-room': String(result.makeRoom),
    environment,
    'approved-by': result.approvedBy ?? '',
    'dispatched-run': result.dispatchedRun ?? '',
  };
}
