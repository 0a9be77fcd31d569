import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { parseBaseConfig } from '../../action-shared/config/base.ts';
import type { BaseConfig } from '../../action-shared/config/base.ts';
import { UserError, errorMessage } from '../../action-shared/errors.ts';
import { readInputs } from '../../action-shared/runner/inputs.ts';
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
 * @throws UserError listing every input that is wrong, or every value of the base that is.
 */
export function parseInputs(
  input: (name: string) => string,
  sources: InputSources,
  actionRepository: string,
): EnsureBaseInputs {
  const inputs = readInputs(input, (reader) => {
    const common = readCommonInputs(reader, sources);
    return {
      ...common,
      base: common.base ?? 'dev',
      file: reader.text('base-config'),
      attempts: reader.integer('attempts', { min: 1, max: 10 }),
      mode: reader.choice('mode', ['ensure', 'verify']),
    };
  });
  const own = `${actionRepository}/programs/base/${inputs.base}.yaml`;
  const file = inputs.file === '' ? own : inputs.file;
  return { ...inputs, config: readConfig(file, inputs.base, inputs.region) };
}

function readConfig(file: string, base: string, region: string): BaseConfig {
  let values: unknown;
  try {
    values = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(
      `base-config: ${file} cannot be read (${errorMessage(error)}). Name a YAML file of the base's values.`,
      { cause: error },
    );
  }
  const given = typeof values === 'object' && values !== null ? values : {};
  return parseBaseConfig({ name: base, region, ...given }, file);
}
