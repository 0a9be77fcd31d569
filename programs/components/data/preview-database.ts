import { Invocation } from '@pulumi/aws/lambda/invocation.js';
import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { versionedValueFrom } from '../configuration/secrets.ts';
import { named, type Tags } from '../tags.ts';

export interface PreviewDatabaseArgs {
  /** `shop_pr_42` */
  readonly databaseName: string;
  /** Role that owns it: `preview_shop_pr_42`. */
  readonly role: string;
  /** Secret that gets user and password: `preview/shop_pr_42`. */
  readonly secretName: string;
  /** Function of the shared cluster's DatabaseAdministrator. */
  readonly administrator: pulumi.Input<string>;
  readonly tags: Tags;
}

/** What the administrator answers. */
const made = z.object({ secretVersion: z.string() });

/**
 * A database of a preview's own on a shared cluster, with a role and a password of its own; dropped with
 * the preview, its connections ended first. Its secret costs 0.40 USD a month.
 */
export class PreviewDatabase extends pulumi.ComponentResource {
  /** Variable -> ECS `valueFrom`, version included; known once the database is there. */
  readonly credentials: pulumi.Output<Readonly<Record<string, string>>>;

  constructor(name: string, args: PreviewDatabaseArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:data:PreviewDatabase', name, {}, opts);
    const child = { parent: this };
    const secret = new Secret(
      name,
      {
        name: args.secretName,
        description: `credentials of the database ${args.databaseName}`,
        // Deleted at once: a name that waits 30 days for its deletion cannot be used again.
        recoveryWindowInDays: 0,
        tags: named(args.tags, args.secretName),
      },
      child,
    );
    const database = new Invocation(
      name,
      {
        functionName: args.administrator,
        lifecycleScope: 'CRUD',
        input: secret.arn.apply((secretArn) =>
          JSON.stringify({ database: args.databaseName, role: args.role, secretArn }),
        ),
      },
      child,
    );
    this.credentials = pulumi
      .all([secret.arn, database.result])
      .apply(([arn, result]) => credentialsIn(arn, result));
    this.registerOutputs({});
  }
}

function credentialsIn(secretArn: string, result: string): Readonly<Record<string, string>> {
  const { secretVersion } = made.parse(JSON.parse(result));
  const valueFrom = (key: string) => versionedValueFrom(secretArn, key, secretVersion);
  return { DATABASE_USER: valueFrom('username'), DATABASE_PASSWORD: valueFrom('password') };
}
