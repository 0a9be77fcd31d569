import { Secret } from '@pulumi/aws/secretsmanager/secret.js';
import { SecretVersion } from '@pulumi/aws/secretsmanager/secretVersion.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { versionedValueFrom } from './secrets.ts';

export interface StoredSecretArgs {
  /** Physical name, up to 512 characters: `shop/production/STRIPE_KEY`. */
  readonly secretName: string;
  /** Always a Pulumi secret: in the state it is encrypted, in outputs and logs it is not there. */
  readonly value: pulumi.Input<string>;
  /** The first value stays, whatever comes later: for one that is made anew in every run. @default false */
  readonly once?: boolean;
  /** Regions that get a copy, 0.40 USD a month each. @default [] */
  readonly replicaRegions?: readonly string[];
  readonly tags: Tags;
}

/** A value of ours (from Doppler, Pulumi ESC, or made here) kept in Secrets Manager: 0.40 USD a month. */
export class StoredSecret extends pulumi.ComponentResource {
  /** ECS `valueFrom` with the version in it: another value rolls the tasks. */
  readonly valueFrom: pulumi.Output<string>;
  readonly secretArn: pulumi.Output<string>;
  /** What it holds, a Pulumi secret. */
  readonly value: pulumi.Output<string>;

  constructor(name: string, args: StoredSecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:configuration:StoredSecret', name, {}, opts);
    const child = { parent: this };
    const secret = new Secret(
      name,
      {
        name: args.secretName,
        // Deleted at once: a name that waits 30 days for its deletion cannot be used again.
        recoveryWindowInDays: 0,
        replicas: (args.replicaRegions ?? []).map((region) => ({ region })),
        forceOverwriteReplicaSecret: true,
        tags: named(args.tags, args.secretName),
      },
      child,
    );
    const version = new SecretVersion(
      name,
      { secretId: secret.id, secretString: pulumi.secret(args.value) },
      args.once === true ? { ...child, ignoreChanges: ['secretString'] } : child,
    );
    this.secretArn = secret.arn;
    this.value = pulumi.secret(version.secretString.apply((value) => value ?? ''));
    this.valueFrom = pulumi
      .all([secret.arn, version.versionId])
      .apply(([arn, id]) => versionedValueFrom(arn, null, id));
    this.registerOutputs({ valueFrom: this.valueFrom });
  }
}
