import type * as pulumi from '@pulumi/pulumi';
import { UserError } from '../../../action-shared/errors.ts';
import { StoredSecret } from '../../components/configuration/stored-secret.ts';
import type { EnvironmentConfig } from '../config.ts';
import { storedReferences } from '../plan.ts';
import type { Scope } from '../scope.ts';

/** Values that come from outside AWS, by reference; never printed, in the state only encrypted. */
export type SecretValues = Readonly<Record<string, pulumi.Input<string>>>;

/** @throws UserError that names every reference without a value */
export function assertSecretValues(config: EnvironmentConfig, values: SecretValues): void {
  const missing = storedReferences(config).filter((reference) => values[reference] === undefined);
  if (missing.length === 0) return;
  throw new UserError(
    `No value for ${missing.join(', ')}: set DOPPLER_TOKEN, or give them in the secret configuration secretValues.`,
  );
}

/** Keeps every value from outside AWS where ECS can read it; its `valueFrom` by reference. */
export function buildStoredSecrets(
  { config, prefix, tags, child }: Scope,
  values: SecretValues,
): Readonly<Record<string, pulumi.Output<string>>> {
  const stored = (reference: string) => {
    const key = reference.replace(/^doppler:/, '');
    const args = {
      secretName: `${config.app}/${config.environment}/${key}`,
      value: values[reference] ?? '',
      replicaRegions: config.secretReplicas,
      tags,
    };
    return new StoredSecret(`${prefix}-secret-${key}`, args, child).valueFrom;
  };
  return Object.fromEntries(
    storedReferences(config).map((reference) => [reference, stored(reference)]),
  );
}
