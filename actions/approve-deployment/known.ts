import type { Known } from '../../action-shared/admission/facts.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { AdmissionReads, Log } from './ports.ts';

/** Questions to GitHub, each of which may fail without failing the decision. */
export interface Asking {
  readonly reads: AdmissionReads;
  /** The answer, or `unknown` with a warning that names `what` and why. */
  readonly known: <T>(what: string, question: () => Promise<T>) => Promise<Known<T>>;
}

/** Asks so that only a cancellation ends the asking. */
export function askingOf(reads: AdmissionReads, log: Log, cancelled: AbortSignal): Asking {
  return {
    reads,
    known: async (what, question) => {
      try {
        return await question();
      } catch (error) {
        cancelled.throwIfAborted();
        log.warning(`Not known: ${what}. ${errorMessage(error)}`);
        return 'unknown';
      }
    },
  };
}
