import type { LookUp } from '../resource.ts';

/** Every look-up the stand-in knows. */
export const LOOK_UPS: readonly LookUp[] = [];
