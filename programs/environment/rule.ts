import type { Problem } from '../../action-shared/config/problems.ts';
import type { PermanentEnvironment, Neighbour } from './config.ts';

/** Something wrong at a place of the stack file. */
export type Finding = Pick<Problem, 'path' | 'found' | 'allowed'>;
/** A rule over several values; nothing is created while it finds anything. */
export type Rule = (
  config: PermanentEnvironment,
  neighbours: readonly Neighbour[],
) => readonly Finding[];
