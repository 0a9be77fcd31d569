import type { RawRequest } from '../raw-request.ts';

type Row = readonly [method: string, marker: string, action: string];

/** Operations told apart by a query parameter or header, most specific first. */
const OBJECT_ROWS: readonly Row[] = [
  ['PUT', 'partNumber', 'UploadPart'],
  ['POST', 'uploads', 'CreateMultipartUpload'],
  ['POST', 'uploadId', 'CompleteMultipartUpload'],
  ['DELETE', 'uploadId', 'AbortMultipartUpload'],
  ['GET', 'uploadId', 'ListParts'],
  ['GET', 'tagging', 'GetObjectTagging'],
  ['PUT', 'tagging', 'PutObjectTagging'],
  ['GET', 'acl', 'GetObjectAcl'],
  ['GET', 'attributes', 'GetObjectAttributes'],
  ['GET', '', 'GetObject'],
  ['HEAD', '', 'HeadObject'],
  ['PUT', '', 'PutObject'],
  ['DELETE', '', 'DeleteObject'],
];

const BUCKET_ROWS: readonly Row[] = [
  ['GET', 'list-type', 'ListObjectsV2'],
  ['GET', 'versions', 'ListObjectVersions'],
  ['GET', 'uploads', 'ListMultipartUploads'],
  ['POST', 'delete', 'DeleteObjects'],
  ['HEAD', '', 'HeadBucket'],
];

const BUCKET_SUBRESOURCES: Readonly<Record<string, string>> = {
  location: 'BucketLocation',
  versioning: 'BucketVersioning',
  encryption: 'BucketEncryption',
  policy: 'BucketPolicy',
  tagging: 'BucketTagging',
  lifecycle: 'BucketLifecycleConfiguration',
  acl: 'BucketAcl',
  publicAccessBlock: 'PublicAccessBlock',
  ownershipControls: 'BucketOwnershipControls',
  cors: 'BucketCors',
  website: 'BucketWebsite',
  replication: 'BucketReplication',
  'object-lock': 'ObjectLockConfiguration',
  accelerate: 'BucketAccelerateConfiguration',
  requestPayment: 'BucketRequestPayment',
  logging: 'BucketLogging',
  notification: 'BucketNotificationConfiguration',
};

const BUCKET_PLAIN: Readonly<Record<string, string>> = {
  GET: 'ListObjects',
  PUT: 'CreateBucket',
  DELETE: 'DeleteBucket',
};

/** S3 names no operation on the wire: method, depth of the path and sub-resource tell it. */
export function s3Operation(request: RawRequest): { action: string; protocol: 's3' } {
  const url = new URL(request.url, 'http://s3');
  const depth = url.pathname.split('/').filter(Boolean).length;
  return { action: actionFor(request, url.searchParams, depth), protocol: 's3' };
}

function actionFor(request: RawRequest, query: URLSearchParams, depth: number): string {
  if (depth === 0) return 'ListBuckets';
  if (depth > 1) {
    const copied = request.headers['x-amz-copy-source'] !== undefined;
    if (copied && request.method === 'PUT') return 'CopyObject';
    return match(OBJECT_ROWS, request.method, query) ?? unknown(request);
  }
  return bucketAction(request, query);
}

function bucketAction(request: RawRequest, query: URLSearchParams): string {
  const row = match(BUCKET_ROWS, request.method, query);
  if (row !== undefined) return row;
  const sub = Object.keys(BUCKET_SUBRESOURCES).find((name) => query.has(name));
  const verb = { GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[request.method];
  if (sub !== undefined && verb !== undefined) return `${verb}${BUCKET_SUBRESOURCES[sub] ?? sub}`;
  return BUCKET_PLAIN[request.method] ?? unknown(request);
}

function match(rows: readonly Row[], method: string, query: URLSearchParams): string | undefined {
  return rows.find(([m, marker]) => m === method && (marker === '' || query.has(marker)))?.[2];
}

function unknown(request: RawRequest): string {
  return `${request.method} ${request.url.split('?', 1)[0] ?? ''}`;
}
