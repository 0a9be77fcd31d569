import { getSecretOutput } from '@pulumi/aws/secretsmanager/getSecret.js';
import { getSecretVersionsOutput } from '@pulumi/aws/secretsmanager/getSecretVersions.js';
import { getParameterOutput } from '@pulumi/aws/ssm/getParameter.js';
import * as pulumi from '@pulumi/pulumi';
import { parseSecretReference } from '../../../action-shared/config/secret-references.ts';
import { UserError } from '../../../action-shared/errors.ts';

/** Stage of the version that applications get. */
const CURRENT = 'AWSCURRENT';

/**
 * ECS `valueFrom` of references such as `secretsmanager:shop/production/stripe#key` or
 * `ssm:/shop/stripe`, by variable. Only names, ARNs and versions are read, never a value; the version
 * is part of the result, so that a rotated secret rolls the tasks.
 * @param stored `valueFrom` of references to stores outside AWS, see StoredSecret.
 */
export function secretValueFroms(
  references: Readonly<Record<string, string>>,
  stored: Readonly<Record<string, pulumi.Output<string>>> = {},
  options: pulumi.InvokeOptions = {},
): pulumi.Output<Record<string, string>> {
  const entries = Object.entries(references).map(([variable, reference]) =>
    (stored[reference] ?? valueFrom(reference, options)).apply(
      (value) => [variable, value] as const,
    ),
  );
  return pulumi.all(entries).apply((all) => Object.fromEntries(all));
}

function valueFrom(reference: string, options: pulumi.InvokeOptions): pulumi.Output<string> {
  const parsed = parseSecretReference(reference);
  if (parsed?.store === 'ssm')
    return getParameterOutput({ name: parsed.name, withDecryption: false }, options).arn;
  if (parsed?.store !== 'secretsmanager')
    throw new UserError(`${reference} is in no store that can be read here.`);
  const { arn, id } = getSecretOutput({ name: parsed.name }, options);
  const { versions } = getSecretVersionsOutput({ secretId: id }, options);
  return pulumi
    .all([arn, versions])
    .apply(([secretArn, known]) =>
      versionedValueFrom(secretArn, parsed.key, currentVersion(known, reference)),
    );
}

interface Version {
  readonly versionId: string;
  readonly versionStages: readonly string[];
}

/** @throws UserError when the secret has no value yet */
export function currentVersion(versions: readonly Version[], reference: string): string {
  const found = versions.find(({ versionStages }) => versionStages.includes(CURRENT));
  if (found !== undefined) return found.versionId;
  throw new UserError(`${reference} has no current value; put one into it first.`);
}

/** `arn:key:stage:version` with the stage left open, as ECS wants it. */
export function versionedValueFrom(arn: string, key: string | null, version: string): string {
  return `${arn}:${key ?? ''}::${version}`;
}
