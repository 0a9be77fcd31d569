import { z } from 'zod';
import type { ClientConfig } from './clients.ts';
import { must } from './aws.ts';

const role = z
  .strictObject({
    roleArn: z.string().regex(/^arn:[^:]+:iam::\d{12}:role\/.+$/, 'expected the ARN of a role'),
    sessionName: z.string().default('pulumi'),
    externalId: z.string().optional(),
    duration: z
      .string()
      .regex(/^(\d+h)?(\d+m)?(\d+s)?$/, 'expected a duration such as 1h or 45m')
      .optional(),
    policy: z.string().optional(),
    policyArns: z.array(z.string()).optional(),
    tags: z.record(z.string(), z.string()).optional(),
    transitiveTagKeys: z.array(z.string()).optional(),
    sourceIdentity: z.string().optional(),
  })
  .readonly();
const roles = z.array(role).default([]);

export type AssumedRole = z.infer<typeof role>;

/**
 * Roles that the provider takes on one after the other (`assumeRoles`), so that it works in another account.
 *
 * @throws Error that names every setting that is wrong
 */
export function assumedRoles(setting: unknown): readonly AssumedRole[] {
  const parsed = roles.safeParse(setting ?? undefined);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `assumeRoles[${path.join('.')}]: ${message}`,
  );
  throw new Error(faults.join('; '));
}

/** The configuration of clients that work as the last of these roles; asked for anew when it expires. */
export function asRoles(config: ClientConfig, taken: readonly AssumedRole[]): ClientConfig {
  return taken.reduce(
    (before, one) => ({ ...before, credentials: temporary(before, one) }),
    config,
  );
}

function temporary(config: ClientConfig, one: AssumedRole) {
  return async () => {
    const { STS } = await import('@aws-sdk/client-sts');
    const seconds = secondsOf(one.duration);
    const { Credentials } = await new STS(config).assumeRole({
      RoleArn: one.roleArn,
      RoleSessionName: one.sessionName,
      ExternalId: one.externalId,
      SourceIdentity: one.sourceIdentity,
      Policy: one.policy,
      TransitiveTagKeys: one.transitiveTagKeys,
      ...(seconds === undefined ? {} : { DurationSeconds: seconds }),
      ...(one.policyArns === undefined
        ? {}
        : { PolicyArns: one.policyArns.map((arn) => ({ arn })) }),
      ...(one.tags === undefined
        ? {}
        : { Tags: Object.entries(one.tags).map(([Key, Value]) => ({ Key, Value })) }),
    });
    const made = must(Credentials, 'Credentials');
    return {
      accessKeyId: must(made.AccessKeyId, 'AccessKeyId'),
      secretAccessKey: must(made.SecretAccessKey, 'SecretAccessKey'),
      sessionToken: must(made.SessionToken, 'SessionToken'),
      ...(made.Expiration === undefined ? {} : { expiration: made.Expiration }),
    };
  };
}

function secondsOf(duration: string | undefined): number | undefined {
  if (duration === undefined) return undefined;
  const units = { h: 3600, m: 60, s: 1 } as const;
  return [...duration.matchAll(/(\d+)([hms])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * units[unit as 'h'],
    0,
  );
}
