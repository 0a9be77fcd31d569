import { parseBackendUrl } from './backend-location.ts';

export interface StoredObject {
  readonly body: Buffer;
  /** Changes whenever the object does; what conditional writes compare. */
  readonly version: string;
}

/**
 * The backend's objects by key (`/` between the parts), with the conditional writes a lease needs.
 * Keys are relative to the backend's root, as the engine's own `.pulumi/...` are.
 */
export interface StateStore {
  read(key: string): Promise<StoredObject | null>;
  /** Keys that start so, in no particular order. */
  list(prefix: string): Promise<readonly string[]>;
  /** Version of the new object; null when one is there already. */
  create(key: string, body: string): Promise<string | null>;
  /** Version after the change; null when the object is no longer the one of `version`. */
  replace(key: string, body: string, version: string): Promise<string | null>;
  /** False when the object is no longer the one of `version`. True also when it is gone. */
  remove(key: string, version: string): Promise<boolean>;
}

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
