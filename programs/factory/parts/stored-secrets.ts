import type * as pulumi from '@pulumi/pulumi';
import { UserError } from '../../../action-shared/errors.ts';
import { StoredSecret } from '../../components/configuration/stored-secret.ts';
import type { ComputeValues } from '../config-compute.ts';
import type { Scope } from '../scope.ts';

/** Values that come from outside AWS, by reference; never printed, in the state only encrypted. */
export type SecretValues = Readonly<Record<string, pulumi.Input<string>>>;

type Wanted = ComputeValues['storedSecrets'];

/** @throws UserError that names every reference without a value */
export function assertSecretValues({ references }: Wanted, values: SecretValues): void {
  const missing = references.filter((reference) => values[reference] === undefined);
  if (missing.length === 0) return;
  throw new UserError(
    `No value for ${missing.join(', ')}: set DOPPLER_TOKEN, or give them in the secret configuration secretValues.`,
  );
}

/** Keeps every value from outside AWS where ECS can read it; its `valueFrom` by reference. */
export function buildStoredSecrets(
  { app, environment, prefix, tags }: Scope,
  { references, replicaRegions }: Wanted,
  values: SecretValues,
): Readonly<Record<string, pulumi.Output<string>>> {
  const stored = (reference: string) => {
    const key = reference.replace(/^doppler:/, '');
    return new StoredSecret(`${prefix}-secret-${key}`, {
      secretName: `${app}/${environment}/${key}`,
      value: values[reference] ?? '',
      replicaRegions,
      tags,
    }).valueFrom;
  };
  return Object.fromEntries(references.map((reference) => [reference, stored(reference)]));
}
