import { parseBackendUrl } from './backend-location.ts';
import type { StateStore } from './stored-objects.ts';

export type { StateStore, StoredObject } from './stored-objects.ts';

/**
 * Store of a backend; null for Pulumi Cloud, which shows no objects and keeps locks of its own.
 *
 * @throws UserError for a `backend-url` of no known form.
 */
export async function openStateStore(
  backendUrl: string,
  env: NodeJS.ProcessEnv,
): Promise<StateStore | null> {
  const location = parseBackendUrl(backendUrl);
  switch (location.kind) {
    case 'file':
      return (await import('./lease-store-file.ts')).fileStateStore(location.root);
    case 's3':
      // Loaded only where it is needed: the S3 client costs a cold start some 50 ms.
      return (await import('./lease-store-s3.ts')).s3StateStore(location, env);
    case 'cloud':
      return null;
  }
}
