import type { SecretClients } from '../../action-shared/aws/secret-references.ts';
import type { ServicePlan } from '../../action-shared/documents/plan.ts';
import { Masker } from '../../action-shared/runner/masking.ts';

/** Gives what masks the text that a service's containers printed or answered. */
export type OutputMask = (service: ServicePlan) => Promise<(text: string) => string>;

/**
 * Masks for the output of containers. Their secrets live in AWS and are unknown to this job: they are
 * read, once per service, only when output is about to be shown, and kept in this process alone. They
 * mask nothing but output, so that a secret like `shop` does not blank names and links.
 *
 * @param mask what masks the job's own secrets
 */
export function outputMasks(mask: (text: string) => string, clients: SecretClients): OutputMask {
  const known = new Map<string, Promise<(text: string) => string>>();
  const make = async ({ secrets }: ServicePlan): Promise<(text: string) => string> => {
    const { secretValues } = await import('../../action-shared/aws/secret-values.ts');
    const masker = new Masker();
    for (const value of await secretValues(Object.values(secrets), clients)) masker.add(value);
    return (text) => mask(masker.mask(text));
  };
  return (service) => {
    const references = Object.values(service.secrets).toSorted().join(' ');
    const found = known.get(references) ?? make(service);
    known.set(references, found);
    return found;
  };
}
