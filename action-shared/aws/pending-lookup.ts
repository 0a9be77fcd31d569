import { errorMessage } from '../errors.ts';
import { isNotFound } from './aws-errors.ts';
import type { AwsClients } from './clients.ts';
import { computeFinders } from './pending-compute.ts';
import { databaseFinders } from './pending-databases.ts';
import type { Finder, PendingAnswer, PendingCreate } from './pending-finder.ts';
import { networkFinders } from './pending-network.ts';
import { storeFinders } from './pending-stores.ts';

const FINDERS: Readonly<Record<string, Finder>> = {
  ...computeFinders,
  ...networkFinders,
  ...databaseFinders,
  ...storeFinders,
};

/** Types that an interrupted create is looked up for: all of `programs/base` and `programs/preview`. */
export const lookupTypes: readonly string[] = Object.keys(FINDERS);

/**
 * Finds out whether the resource of an interrupted create exists, by the name or place that its
 * inputs fix. `exists` carries the id the provider imports it by.
 */
export async function lookupPending(
  operation: PendingCreate,
  clients: AwsClients,
): Promise<PendingAnswer> {
  const finder = FINDERS[operation.type];
  if (finder === undefined) {
    return { found: 'unknown', reason: `resources of type ${operation.type} cannot be looked up` };
  }
  try {
    const id = await finder(operation.inputs, clients);
    if (typeof id === 'object' && id !== null) return { found: 'unknown', reason: id.unclear };
    return id === null ? { found: 'absent' } : { found: 'exists', id };
  } catch (error) {
    if (isNotFound(error)) return { found: 'absent' };
    return { found: 'unknown', reason: `AWS could not be asked: ${errorMessage(error)}` };
  }
}
