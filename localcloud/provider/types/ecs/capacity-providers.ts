import type { CapacityProviderStrategyItem } from '@aws-sdk/client-ecs';
import { must } from '../../aws.ts';
import { type TypeOf, num, obj, set, str } from '../../schema/prop.ts';

/** How tasks are spread over capacity providers, wherever tasks are started. */
export const capacityProviderStrategies = set(
  obj({
    capacityProvider: str().required(),
    base: num().between(0, 100_000).defaultTo(0),
    weight: num().between(0, 1000).defaultTo(0),
  }),
);

type Strategies = TypeOf<typeof capacityProviderStrategies>;

/** The strategies as the state has them. */
export function strategiesFrom(items: readonly CapacityProviderStrategyItem[] = []): Strategies {
  return items.map((each) => ({
    capacityProvider: must(each.capacityProvider, 'capacityProvider'),
    base: each.base ?? 0,
    weight: each.weight ?? 0,
  }));
}
