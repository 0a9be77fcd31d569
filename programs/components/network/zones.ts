import { getAvailabilityZonesOutput } from '@pulumi/aws/getAvailabilityZones.js';
import type * as pulumi from '@pulumi/pulumi';
import { UserError } from '../../../action-shared/errors.ts';

export interface ZonesWanted {
  readonly region: string;
  /** How many, or which. */
  readonly zones: number | readonly string[];
}

/**
 * The Availability Zones to use; the look-up also shows whether the provider works in the region meant.
 * @param whose For messages: `base`, `environment`.
 * @throws UserError when it does not, or when the region has fewer zones
 */
export function availabilityZones(
  { region, zones }: ZonesWanted,
  whose: string,
): pulumi.Input<string>[] {
  if (typeof zones !== 'number') return [...zones];
  const names = getAvailabilityZonesOutput({ state: 'available' }).apply((found) => {
    if (found.id !== region)
      throw new UserError(
        `The ${whose}'s values say region ${region}, but the AWS provider works in ${found.id}; set AWS_REGION to the region of the values.`,
      );
    if (found.names.length < zones)
      throw new UserError(
        `Region ${region} offers ${found.names.length} Availability Zones, the ${whose} wants ${zones}; lower \`zones\`.`,
      );
    return found.names;
  });
  return Array.from({ length: zones }, (_, index) => names.apply((all) => all[index] ?? ''));
}
