import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import type { BaseConfig } from '../../action-shared/config/base.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
import type { InputReader } from '../../action-shared/runner/inputs.ts';
import { readCommonInputs } from '../../action-shared/session/common-inputs.ts';
import type { CommonInputs, InputSources } from '../../action-shared/session/common-inputs.ts';

/** What the action was asked to do; frozen, nothing is read again later. */
export interface EnsureBaseInputs extends Omit<CommonInputs, 'base' | 'app'> {
  readonly base: string;
  readonly config: BaseConfig;
  readonly attempts: number;
  readonly mode: 'ensure' | 'verify';
}

/**
 * Reads the inputs of the action and the values of the base.
 *
 * @param actionRepository Folder of this repository, where `programs/base/<base>.yaml` lies.
 * @throws UserError listing every input that is wrong, and every value of the base that is.
 */
export function parseInputs(
  input: (name: string) => string,
  sources: InputSources,
  actionRepository: string,
): EnsureBaseInputs {
  return readInputs(input, (reader) => {
    const common = readCommonInputs(reader, sources);
    const base = common.base ?? 'dev';
    const file = reader.text('base-config') || `${actionRepository}/programs/base/${base}.yaml`;
    return {
      ...common,
      base,
      attempts: reader.integer('attempts', { min: 1, max: 10 }),
      mode: reader.choice('mode', ['ensure', 'verify']),
      config: readConfig(reader, file, { name: base, region: common.region }),
    };
  });
}

/** Values that the base's file need not hold. */
interface Given {
  readonly name: string;
  readonly region: string;
}

function readConfig(reader: InputReader, file: string, given: Given): BaseConfig {
  try {
    const values: unknown = parse(readFileSync(file, 'utf8'));
    const own = typeof values === 'object' && values !== null ? values : {};
    return parseBaseConfig({ ...given, ...own }, file);
  } catch (error) {
    const why = errorMessage(error).replace(/\s*\n\s*/g, ' ');
    reader.problem('base-config', file, `a YAML file of the base's values (${why})`);
    // Nobody sees it: the reading as a whole fails.
    return parseBaseConfig({ name: 'dev', region: 'us-east-1' }, file);
  }
}
