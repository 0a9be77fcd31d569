import { randomBytes } from 'node:crypto';
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { StoredSecret } from '../configuration/stored-secret.ts';
import { ADMINISTRATOR } from './postgres-settings.ts';
import type { RdsArgs } from './postgres-settings.ts';

/** 32 characters of base64url: none of those that RDS refuses (`/`, `"`, `@`, space). */
const BYTES = 24;

const credentials = z.object({ password: z.string() });

/** Made anew at each run of the program; the secret keeps the first. */
function newPassword(): string {
  return randomBytes(BYTES).toString('base64url');
}

/**
 * An administrator's password of ours in Secrets Manager, as RDS writes one: `username`, `password`.
 * In the state it is encrypted; outputs and logs do not have it.
 */
export function administratorPassword(
  name: string,
  { identifier, passwordRegions: replicaRegions = [], tags }: RdsArgs,
  parent: pulumi.Resource,
): { readonly secretArn: pulumi.Output<string>; readonly password: pulumi.Output<string> } {
  const stored = new StoredSecret(
    `${name}-administrator`,
    {
      secretName: `${identifier}-administrator`,
      value: JSON.stringify({ username: ADMINISTRATOR, password: newPassword() }),
      once: true,
      ...{ replicaRegions, tags },
    },
    { parent },
  );
  const { secretArn, value } = stored;
  return {
    secretArn,
    password: pulumi.secret(value.apply((text) => credentials.parse(JSON.parse(text)).password)),
  };
}
