import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { UserError } from '../errors.ts';
import type { BackendLocation } from './backend-location.ts';
import type { StateStore } from './stored-objects.ts';

type S3Location = Extract<BackendLocation, { kind: 's3' }>;

/** Attempts per request, the first included. */
const ATTEMPTS = 5;

/**
 * State of an `s3://` backend. Conditional writes are S3's own (`If-None-Match`, `If-Match`; deletes
 * since September 2025); a version is the object's ETag.
 *
 * @param env Credentials, region and `AWS_ENDPOINT_URL`, as the AWS SDK reads them.
 */
export function s3StateStore(location: S3Location, env: NodeJS.ProcessEnv): StateStore {
  return storeOn(s3Client(location, env), location);
}

function s3Client(location: S3Location, env: NodeJS.ProcessEnv): S3Client {
  const endpoint =
    location.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? null;
  const region = location.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? null;
  if (region === null) {
    throw new UserError(
      `backend-url: the region of bucket "${location.bucket}" is not known. ` +
        'Add ?region=... to backend-url, or set the region input.',
    );
  }
  return new S3Client({
    region,
    ...(endpoint === null ? {} : { endpoint }),
    forcePathStyle: location.pathStyle || endpoint !== null,
    maxAttempts: ATTEMPTS,
    // Stores that only speak S3's dialect do not all know the newer checksum headers.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
}

function storeOn(client: S3Client, location: S3Location): StateStore {
  const Bucket = location.bucket;
  const keyOf = (key: string): string =>
    location.prefix === '' ? key : `${location.prefix}/${key}`;
  const put = async (key: string, Body: string, condition: object): Promise<string | null> => {
    const ContentType = 'application/json';
    const request = { Bucket, Key: keyOf(key), Body, ContentType, ...condition };
    return unlessRefused(location, async () => {
      const { ETag } = await client.send(new PutObjectCommand(request));
      return ETag ?? null;
    });
  };
  return {
    read: (key) =>
      unlessRefused(location, async () => {
        const found = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(key) }));
        const bytes = await found.Body?.transformToByteArray();
        return { body: Buffer.from(bytes ?? []), version: found.ETag ?? '' };
      }),
    list: async (prefix) => {
      const keys = unlessRefused(location, () => listKeys(client, location, keyOf(prefix)));
      return (await keys) ?? [];
    },
    create: (key, body) => put(key, body, { IfNoneMatch: '*' }),
    replace: (key, body, version) => put(key, body, { IfMatch: version }),
    remove: async (key, version) => {
      const request = { Bucket, Key: keyOf(key), IfMatch: version };
      const removed = await unlessRefused(location, async () => {
        await client.send(new DeleteObjectCommand(request));
        return true;
      });
      return removed ?? (await isGone(client, Bucket, keyOf(key)));
    },
  };
}

async function listKeys(
  client: S3Client,
  location: S3Location,
  prefix: string,
): Promise<readonly string[]> {
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: location.bucket,
        Prefix: prefix,
        ...(token === undefined ? {} : { ContinuationToken: token }),
      }),
    );
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  const skip = location.prefix === '' ? 0 : location.prefix.length + 1;
  return keys.map((key) => key.slice(skip));
}

async function isGone(client: S3Client, Bucket: string, Key: string): Promise<boolean> {
  const page = await client.send(new ListObjectsV2Command({ Bucket, Prefix: Key, MaxKeys: 1 }));
  return !(page.Contents ?? []).some((object) => object.Key === Key);
}

/** Null where S3 says "not there" or "the condition does not hold". */
async function unlessRefused<T>(location: S3Location, ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NoSuchBucket') throw missingBucket(location, error);
    // 409: another conditional write of the same key was under way (S3, "conditional writes").
    if ([404, 409, 412].includes(statusOf(error))) return null;
    throw error;
  }
}

function missingBucket(location: S3Location, cause: unknown): UserError {
  return new UserError(
    `backend-url: there is no bucket "${location.bucket}" to keep the state in. ` +
      'Create it (docs/quickstart.md) or correct backend-url.',
    { cause },
  );
}

function statusOf(error: unknown): number {
  if (!(error instanceof Error) || !('$metadata' in error)) return 0;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null) return 0;
  return 'httpStatusCode' in metadata ? Number(metadata.httpStatusCode) : 0;
}
