import { Bucket as S3Bucket } from '@pulumi/aws/s3/bucket.js';
import { BucketLifecycleConfiguration } from '@pulumi/aws/s3/bucketLifecycleConfiguration.js';
import { BucketOwnershipControls } from '@pulumi/aws/s3/bucketOwnershipControls.js';
import { BucketPolicy } from '@pulumi/aws/s3/bucketPolicy.js';
import { BucketPublicAccessBlock } from '@pulumi/aws/s3/bucketPublicAccessBlock.js';
import { BucketServerSideEncryptionConfiguration } from '@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js';
import { BucketVersioning } from '@pulumi/aws/s3/bucketVersioning.js';
import * as pulumi from '@pulumi/pulumi';
import { named, type Tags } from '../tags.ts';
import { bucketPolicy, lifecycleRules } from './bucket-rules.ts';
import type { Lifecycle, PolicyStatement } from './bucket-rules.ts';

export interface BucketArgs {
  /** Physical name, 3..63 characters, unique in the world. */
  readonly bucketName: string;
  readonly lifecycle: Lifecycle;
  /** Keeps overwritten objects until the lifecycle removes them. @default false */
  readonly versioned?: boolean;
  /** Who besides the account may use it, given the bucket's ARN. @default nobody */
  readonly statements?: pulumi.Input<readonly PolicyStatement[]>;
  readonly tags: Tags;
}

/** A private bucket: encrypted, TLS only, 0.023 USD per GB and month. Deleted with what is in it. */
export class Bucket extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** Name, known once the policy is in place: writers need it. */
  readonly bucketName: pulumi.Output<string>;
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: BucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:data:Bucket', name, {}, opts);
    const child = { parent: this };
    const bucket = new S3Bucket(
      name,
      { bucket: args.bucketName, forceDestroy: true, tags: named(args.tags, args.bucketName) },
      child,
    );
    const policy = accessRules(name, bucket, args, child);
    new BucketServerSideEncryptionConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
      child,
    );
    const status = args.versioned === true ? 'Enabled' : 'Suspended';
    const versioning = new BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status } },
      child,
    );
    new BucketLifecycleConfiguration(
      name,
      { bucket: bucket.id, rules: lifecycleRules(args.lifecycle) },
      pulumi.mergeOptions(child, { dependsOn: [versioning] }),
    );
    this.arn = bucket.arn;
    this.bucketName = pulumi.all([bucket.bucket, policy.id]).apply(([own]) => own);
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    this.registerOutputs({ arn: this.arn });
  }
}

function accessRules(
  name: string,
  bucket: S3Bucket,
  args: BucketArgs,
  child: pulumi.CustomResourceOptions,
): BucketPolicy {
  const block = new BucketPublicAccessBlock(
    name,
    {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    child,
  );
  new BucketOwnershipControls(
    name,
    { bucket: bucket.id, rule: { objectOwnership: 'BucketOwnerEnforced' } },
    child,
  );
  const policy = pulumi
    .all([bucket.arn, args.statements ?? []])
    .apply(([arn, statements]) => bucketPolicy(arn, statements));
  return new BucketPolicy(
    name,
    { bucket: bucket.id, policy },
    pulumi.mergeOptions(child, { dependsOn: [block] }),
  );
}
