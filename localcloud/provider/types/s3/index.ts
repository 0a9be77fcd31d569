import type { ResourceType } from '../../resource.ts';
import { bucketOwnershipControls, bucketPublicAccessBlock } from './access.ts';
import { bucket } from './bucket.ts';
import { bucketLifecycle } from './lifecycle.ts';
import { bucketEncryption, bucketPolicy, bucketVersioning } from './settings.ts';

/** Buckets and their settings. */
export const BUCKETS: readonly ResourceType[] = [
  bucket,
  bucketEncryption,
  bucketLifecycle,
  bucketOwnershipControls,
  bucketPolicy,
  bucketPublicAccessBlock,
  bucketVersioning,
];
