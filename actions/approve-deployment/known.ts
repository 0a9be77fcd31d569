import type { Known } from '../../action-shared/admission/facts.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { AdmissionReads, Deps } from './ports.ts';

/** Questions to GitHub, each of which may fail without failing the decision. */
export interface Asking {
  readonly reads: AdmissionReads;
  readonly pause: (seconds: number) => Promise<void>;
  /** The answer, or `unknown` with a warning that names `what` and why. */
  readonly known: <T>(what: string, question: () => Promise<T>) => Promise<Known<T>>;
}

/** Asks so that only a cancellation ends the asking. */
export function askingOf({
  reads,
  log,
  clock,
  cancelled,
}: Pick<Deps, 'reads' | 'log' | 'clock' | 'cancelled'>): Asking {
  return {
    reads,
    pause: (seconds) => clock.sleep(seconds * 1000, cancelled),
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
