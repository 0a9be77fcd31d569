import type { ObjectOwnership } from '@aws-sdk/client-s3';
import { type Aws, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { bool, obj, str } from '../../schema/prop.ts';
import { fromMembers, toMembers } from '../members.ts';

const bucket = str().required().replaces();

const blocks = {
  blockPublicAcls: bool().defaultTo(false),
  blockPublicPolicy: bool().defaultTo(false),
  ignorePublicAcls: bool().defaultTo(false),
  restrictPublicBuckets: bool().defaultTo(false),
};

export const bucketPublicAccessBlock = resource({
  token: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  shape: { bucket, ...blocks },
  async create(aws, wanted) {
    await block(aws, wanted.bucket, wanted);
    return wanted.bucket;
  },
  async read(aws, id) {
    const none = /^(NoSuchBucket|NoSuchPublicAccessBlockConfiguration)$/;
    const found = await unless(none, (await aws.s3()).getPublicAccessBlock({ Bucket: id }));
    return found && { bucket: id, ...fromMembers(blocks, found.PublicAccessBlockConfiguration) };
  },
  update: (aws, { id, wanted }) => block(aws, id, wanted),
  async delete(aws, id) {
    await unless(/^NoSuchBucket$/, (await aws.s3()).deletePublicAccessBlock({ Bucket: id }));
  },
});

async function block(aws: Aws, Bucket: string, wanted: Record<string, unknown>): Promise<void> {
  const PublicAccessBlockConfiguration = toMembers(blocks, wanted);
  await (await aws.s3()).putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration });
}

const ownership = {
  objectOwnership: str()
    .oneOf('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter')
    .required(),
};

export const bucketOwnershipControls = resource({
  token: 'aws:s3/bucketOwnershipControls:BucketOwnershipControls',
  shape: { bucket, rule: obj(ownership).required() },
  async create(aws, wanted) {
    await own(aws, wanted.bucket, wanted.rule.objectOwnership);
    return wanted.bucket;
  },
  async read(aws, id) {
    const none = /^(NoSuchBucket|OwnershipControlsNotFoundError)$/;
    const found = await unless(none, (await aws.s3()).getBucketOwnershipControls({ Bucket: id }));
    const [rule] = found?.OwnershipControls?.Rules ?? [];
    return rule?.ObjectOwnership && { bucket: id, rule: { objectOwnership: rule.ObjectOwnership } };
  },
  update: (aws, { id, wanted }) => own(aws, id, wanted.rule.objectOwnership),
  async delete(aws, id) {
    await unless(/^NoSuchBucket$/, (await aws.s3()).deleteBucketOwnershipControls({ Bucket: id }));
  },
});

async function own(aws: Aws, Bucket: string, owner: string): Promise<void> {
  const Rules = [{ ObjectOwnership: owner as ObjectOwnership }];
  await (await aws.s3()).putBucketOwnershipControls({ Bucket, OwnershipControls: { Rules } });
}
