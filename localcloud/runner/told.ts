import { parseKeyValues } from './file-commands.ts';
import { readStepFile } from './job.ts';
import type { StepFiles } from './job.ts';
import type { StepLog } from './step-log.ts';

/** What a step left in the runner's files. */
export interface Told {
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  readonly summary: string;
  /** False when a file was not in the runner's form. */
  readonly valid: boolean;
}

/** Largest summary of a step: GitHub refuses a larger one as a whole. */
const LARGEST_SUMMARY_BYTES = 1024 * 1024;

/** Reads what a step left; a file in another form is an error in the log, and its content lost. */
export function readTold(files: StepFiles, log: StepLog): Told {
  let valid = true;
  const pairs = (file: string, kind: string): Readonly<Record<string, string>> => {
    try {
      return parseKeyValues(readStepFile(file));
    } catch (error) {
      valid = false;
      const why = error instanceof Error ? error.message : String(error);
      log.annotate('error', `Unable to process file command '${kind}' successfully. ${why}`);
      return {};
    }
  };
  const outputs = pairs(files.OUTPUT, 'output');
  const [state, env] = [pairs(files.STATE, 'state'), pairs(files.ENV, 'env')];
  const paths = readStepFile(files.PATH)
    .split('\n')
    .filter((line) => line.trim() !== '');
  const summary = summaryOf(readStepFile(files.STEP_SUMMARY), log);
  return { outputs, state, env, paths: paths.reverse(), summary, valid };
}

function summaryOf(text: string, log: StepLog): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= LARGEST_SUMMARY_BYTES) return log.masked(text);
  const size = Math.round(bytes / 1024);
  log.annotate(
    'error',
    `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${size}k.`,
  );
  return '';
}
