import type { Sample } from './sample.ts';
import { PREVIEWS } from './previews.ts';

/** Samples by subject; the verdicts on each are in ../expected/<subject>.json. */
export const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  previews: PREVIEWS,
};
