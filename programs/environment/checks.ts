import type { Problem } from '../../action-shared/config/problems.ts';
import { addressRules } from './checks-addresses.ts';
import { dataRules } from './checks-data.ts';
import { networkRules } from './checks-network.ts';
import { serviceRules } from './checks-services.ts';
import type { PermanentEnvironment, Neighbour } from './config.ts';
import type { Rule } from './rule.ts';

/** Every rule; one more is one entry in one of these lists. */
const RULES: readonly Rule[] = [...networkRules, ...serviceRules, ...addressRules, ...dataRules];

/** All that is wrong with a configuration, of itself and beside its neighbours. */
export function environmentProblems(
  config: PermanentEnvironment,
  neighbours: readonly Neighbour[],
): readonly Problem[] {
  return RULES.flatMap((rule) => rule(config, neighbours)).map((one) => ({
    ...one,
    position: null,
  }));
}
