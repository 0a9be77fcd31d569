import type { Sample } from './sample.ts';
import { DATA } from './data.ts';
import { BASE } from './base.ts';
import { PREVIEWS } from './previews.ts';
import { COST } from './cost.ts';
import { LAMBDA } from './lambda.ts';
import { SCHEDULER } from './scheduler.ts';
import { WATCHING } from './watching.ts';
import { DISCOVERY } from './discovery.ts';
import { NETWORK } from './network.ts';
import { SCALING } from './scaling.ts';
import { DELIVERY } from './delivery.ts';

/** Samples by subject; the verdicts on each are in ../expected/<subject>.json. */
export const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  base: BASE,
  previews: PREVIEWS,
  data: DATA,
  watching: WATCHING,
  lambda: LAMBDA,
  cost: COST,
  scheduler: SCHEDULER,
  network: NETWORK,
  scaling: SCALING,
  discovery: DISCOVERY,
  delivery: DELIVERY,
};
