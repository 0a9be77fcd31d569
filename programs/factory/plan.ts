import type { ScalingValues } from './config-compute.ts';

/** True when the number of tasks is autoscaling's business: it may differ from the wanted one. */
export function isScaled(scaling: ScalingValues | null): boolean {
  return scaling !== null && (scaling.max > scaling.min || scaling.quietHours !== null);
}
