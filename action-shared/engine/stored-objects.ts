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
