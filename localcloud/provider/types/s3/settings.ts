import type { BucketVersioningStatus, ServerSideEncryptionRule } from '@aws-sdk/client-s3';
import { unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { bool, obj, set, str } from '../../schema/prop.ts';
import { fromMembers, toMembers } from '../members.ts';
import { policy } from '../rules.ts';

/** What a setting of a bucket is called by, for those that may name the bucket's owner. */
const OWNED = {
  bucket: str().required().replaces(),
  expectedBucketOwner: str()
    .matches(/^\d{12}$/, "an account's 12 digits")
    .replaces(),
};

interface Owned {
  readonly bucket: string;
  readonly expectedBucketOwner?: string | undefined;
}

/** `bucket` or `bucket,owner`, as the real plugin has it. */
export function settingId({ bucket, expectedBucketOwner }: Owned): string {
  return expectedBucketOwner === undefined ? bucket : `${bucket},${expectedBucketOwner}`;
}

/** AWS's parameters for the setting of an id. */
export function ownedBy(id: string): { Bucket: string; ExpectedBucketOwner?: string } {
  const [Bucket = '', ExpectedBucketOwner] = id.split(',');
  return ExpectedBucketOwner === undefined ? { Bucket } : { Bucket, ExpectedBucketOwner };
}

/** The properties that an id says. */
export function ownedProps(id: string): Owned {
  const [bucket = '', expectedBucketOwner] = id.split(',');
  return { bucket, expectedBucketOwner };
}

const versioningState = obj({
  status: str().oneOf('Enabled', 'Suspended', 'Disabled').required(),
  mfaDelete: str().oneOf('Enabled', 'Disabled').computed(),
});

export const bucketVersioning = resource({
  token: 'aws:s3/bucketVersioning:BucketVersioning',
  shape: {
    ...OWNED,
    mfa: str().local(),
    versioningConfiguration: versioningState.required(),
  },
  async create(aws, wanted) {
    // A bucket never versioned is `Disabled`; S3 has no call to write that.
    if (wanted.versioningConfiguration.status !== 'Disabled')
      await (await aws.s3()).putBucketVersioning(versioningRequest(settingId(wanted), wanted));
    return settingId(wanted);
  },
  async read(aws, id) {
    const call = (await aws.s3()).getBucketVersioning(ownedBy(id));
    const found = await unless(/^NoSuchBucket$/, call);
    if (!found) return undefined;
    const { Status: status = 'Disabled', MFADelete: mfaDelete } = found;
    return { ...ownedProps(id), versioningConfiguration: { status, mfaDelete } };
  },
  async update(aws, { id, state, wanted }) {
    const { status } = wanted.versioningConfiguration;
    if (status === 'Disabled') {
      const now = state.versioningConfiguration?.status ?? '';
      throw new Error(
        `versioningConfiguration.status cannot be updated from '${now}' to '${status}': S3 can only suspend versioning`,
      );
    }
    await (await aws.s3()).putBucketVersioning(versioningRequest(id, wanted));
  },
  async delete(aws, id, state) {
    if (state.versioningConfiguration?.status !== 'Enabled') return;
    const VersioningConfiguration = { Status: 'Suspended' } as const;
    const call = (await aws.s3()).putBucketVersioning({ ...ownedBy(id), VersioningConfiguration });
    await unless(/^NoSuchBucket$/, call);
  },
});

function versioningRequest(
  id: string,
  wanted: {
    readonly mfa?: string | undefined;
    readonly versioningConfiguration: {
      readonly status: string;
      readonly mfaDelete?: string | undefined;
    };
  },
) {
  const { status, mfaDelete } = wanted.versioningConfiguration;
  return {
    ...ownedBy(id),
    MFA: wanted.mfa,
    VersioningConfiguration: {
      Status: status as BucketVersioningStatus,
      ...(mfaDelete === undefined ? {} : { MFADelete: mfaDelete as 'Enabled' }),
    },
  };
}

const encryptionRule = {
  applyServerSideEncryptionByDefault: obj({
    sseAlgorithm: str().oneOf('AES256', 'aws:kms', 'aws:kms:dsse').required(),
    kmsMasterKeyId: str(),
  }),
  bucketKeyEnabled: bool(),
};
const SPELLING = { names: { sseAlgorithm: 'SSEAlgorithm', kmsMasterKeyId: 'KMSMasterKeyID' } };

export const bucketEncryption = resource({
  token: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  shape: { ...OWNED, rules: set(obj(encryptionRule)).required() },
  async create(aws, wanted) {
    const id = settingId(wanted);
    await (await aws.s3()).putBucketEncryption(encryptionRequest(id, wanted.rules));
    return id;
  },
  async read(aws, id) {
    const call = (await aws.s3()).getBucketEncryption(ownedBy(id));
    const none = /^(NoSuchBucket|ServerSideEncryptionConfigurationNotFoundError)$/;
    const found = (await unless(none, call))?.ServerSideEncryptionConfiguration;
    if (!found) return undefined;
    const rules = (found.Rules ?? []).map((rule) => fromMembers(encryptionRule, rule, SPELLING));
    return { ...ownedProps(id), rules };
  },
  async update(aws, { id, wanted }) {
    await (await aws.s3()).putBucketEncryption(encryptionRequest(id, wanted.rules));
  },
  /** The bucket falls back to S3's own encryption with its keys (SSE-S3). */
  async delete(aws, id) {
    await unless(/^NoSuchBucket$/, (await aws.s3()).deleteBucketEncryption(ownedBy(id)));
  },
});

function encryptionRequest(id: string, rules: readonly Record<string, unknown>[]) {
  const Rules = rules.map((rule) => toMembers(encryptionRule, rule, SPELLING));
  return {
    ...ownedBy(id),
    ServerSideEncryptionConfiguration: { Rules: Rules as ServerSideEncryptionRule[] },
  };
}

export const bucketPolicy = resource({
  token: 'aws:s3/bucketPolicy:BucketPolicy',
  shape: { bucket: OWNED.bucket, policy: policy().required() },
  async create(aws, { bucket: Bucket, policy: Policy }) {
    await (await aws.s3()).putBucketPolicy({ Bucket, Policy });
    return Bucket;
  },
  async read(aws, id) {
    const none = /^(NoSuchBucket|NoSuchBucketPolicy)$/;
    const found = await unless(none, (await aws.s3()).getBucketPolicy({ Bucket: id }));
    return found && { bucket: id, policy: found.Policy };
  },
  async update(aws, { id, wanted }) {
    await (await aws.s3()).putBucketPolicy({ Bucket: id, Policy: wanted.policy });
  },
  async delete(aws, id) {
    await unless(/^NoSuchBucket$/, (await aws.s3()).deleteBucketPolicy({ Bucket: id }));
  },
});
