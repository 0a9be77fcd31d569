import type { S3 } from '@aws-sdk/client-s3';
import { type Aws, errorCode, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, str } from '../../schema/prop.ts';
import { type TagMap, tagList, tagsFrom } from '../tags.ts';

const GONE = /^(NotFound|NoSuchBucket)$/;

export const bucket = resource({
  token: 'aws:s3/bucket:Bucket',
  autoName: { property: 'bucket', max: 63, lower: true },
  shape: {
    // Its characters are left to S3, as the real plugin does.
    bucket: str()
      .rule((value) => (String(value).length > 63 ? 'expected at most 63 characters' : undefined))
      .computed()
      .replaces(),
    forceDestroy: bool().local().defaultTo(false),
    objectLockEnabled: bool().computed().replaces(),
    ...TAGS,
    arn: str().output(),
    bucketDomainName: str().output(),
    bucketRegion: str().output(),
    bucketRegionalDomainName: str().output(),
  },
  async create(aws, wanted, made) {
    const s3 = await aws.s3();
    const Bucket = wanted.bucket ?? '';
    await s3.createBucket({
      Bucket,
      ...location(aws.region),
      ...(wanted.objectLockEnabled === true ? { ObjectLockEnabledForBucket: true } : {}),
    });
    made(Bucket);
    if (Object.keys(wanted.tags ?? {}).length > 0) await writeTags(s3, Bucket, wanted.tags);
    return Bucket;
  },
  async read(aws, id) {
    const s3 = await aws.s3();
    const found = await unless(GONE, s3.headBucket({ Bucket: id }));
    if (!found) return undefined;
    const region = found.BucketRegion ?? aws.region;
    return {
      bucket: id,
      objectLockEnabled: await locked(s3, id),
      tags: await tagsOf(s3, id),
      arn: `arn:aws:s3:::${id}`,
      bucketDomainName: `${id}.s3.amazonaws.com`,
      bucketRegion: region,
      bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
    };
  },
  async update(aws, { id, wanted, changed }) {
    if (changed('tags')) await writeTags(await aws.s3(), id, wanted.tags);
  },
  async delete(aws, id, state) {
    const s3 = await aws.s3();
    try {
      await unless(GONE, s3.deleteBucket({ Bucket: id }));
    } catch (error) {
      if (errorCode(error) !== 'BucketNotEmpty' || state.forceDestroy !== true) throw error;
      await empty(aws, id);
      await unless(GONE, s3.deleteBucket({ Bucket: id }));
    }
  },
});

/** us-east-1 is the one region that may not be named. */
function location(region: string) {
  if (region === 'us-east-1') return {};
  return { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } };
}

async function locked(s3: S3, Bucket: string): Promise<boolean> {
  const none = /^ObjectLockConfigurationNotFoundError$/;
  const found = await unless(none, s3.getObjectLockConfiguration({ Bucket }));
  return found?.ObjectLockConfiguration?.ObjectLockEnabled === 'Enabled';
}

async function tagsOf(s3: S3, Bucket: string): Promise<TagMap> {
  const found = await unless(/^NoSuchTagSet$/, s3.getBucketTagging({ Bucket }));
  return tagsFrom(found?.TagSet);
}

async function writeTags(s3: S3, Bucket: string, tags: TagMap | undefined): Promise<void> {
  const TagSet = tagList(tags);
  if (TagSet.length > 0) await s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
  else await s3.deleteBucketTagging({ Bucket });
}

/** Removes every object, older versions and delete markers with them, 1,000 at a time. */
async function empty(aws: Aws, Bucket: string): Promise<void> {
  const s3 = await aws.s3();
  await aws.until(`empty bucket ${Bucket}`, async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket });
    const Objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({
      Key,
      VersionId,
    }));
    if (Objects.length === 0) return true;
    const { Errors = [] } = await s3.deleteObjects({ Bucket, Delete: { Objects, Quiet: true } });
    const [first] = Errors;
    if (first) {
      const of = `${first.Key ?? ''} of bucket ${Bucket}`;
      throw new Error(`delete ${of}: ${first.Code ?? ''}: ${first.Message ?? ''}`);
    }
    return undefined;
  });
}
