import type { Store } from '../state/store.ts';

/** Addresses of this server: no slash at the end. */
export interface Urls {
  /** What `GITHUB_API_URL` holds. */
  readonly api: string;
  /** What `GITHUB_SERVER_URL` holds: pages for people. */
  readonly server: string;
}

/** All that is needed to write a record the way GitHub's API does. */
export interface View {
  readonly store: Store;
  readonly urls: Urls;
}

/** GitHub's global ids: a prefix for the kind and the number in base64. */
export function nodeId(prefix: string, id: number): string {
  return `${prefix}_kwDO${Buffer.from(String(id)).toString('base64url')}`;
}
