import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { UserError } from '../errors.ts';
import { identify, processAlive, type ProcessIdentity } from './process-identity.ts';
import type { StateStore, StoredObject } from './stored-objects.ts';

/** Attempts to enter the critical section, a few milliseconds each, before it counts as stuck. */
const MUTEX_ATTEMPTS = 400;
const MUTEX_WAIT_MILLISECONDS = 5;

/**
 * State of a `file://` backend. Writing is exclusive create (a hard link) and rename; compare-and-
 * write happens inside a critical section of a few synchronous calls, guarded by `<key>.mutex`.
 * A mutex whose owner died within it is removed by the next one that wants it.
 *
 * @param root Folder that holds `.pulumi/`.
 */
export function fileStateStore(root: string): StateStore {
  const path = (key: string): string => join(root, ...key.split('/'));
  return {
    read: (key) => Promise.resolve(readObject(path(key))),
    list: (prefix) => Promise.resolve(listFiles(root, prefix)),
    create: (key, body) =>
      guarded(path(key), (file) => {
        if (existsSync(file)) return null;
        return writeWhole(file, body);
      }),
    replace: (key, body, version) =>
      guarded(path(key), (file) => {
        if (readObject(file)?.version !== version) return null;
        return writeWhole(file, body);
      }),
    remove: (key, version) =>
      guarded(path(key), (file) => {
        const found = readObject(file);
        if (found !== null && found.version !== version) return false;
        rmSync(file, { force: true });
        return true;
      }),
  };
}

function readObject(file: string): StoredObject | null {
  try {
    const body = readFileSync(file);
    return { body, version: versionOf(body) };
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return null;
    throw error;
  }
}

function versionOf(body: Buffer | string): string {
  return createHash('sha256').update(body).digest('hex');
}

function writeWhole(file: string, body: string): string {
  const partial = `${file}.${randomUUID()}`;
  writeFileSync(partial, body);
  renameSync(partial, file);
  return versionOf(body);
}

function listFiles(root: string, prefix: string): string[] {
  const folder = join(root, ...prefix.split('/').slice(0, -1));
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll('\\', '/'))
    .map((key) => key.replace(/^\/+/, ''))
    .filter((key) => key.startsWith(prefix));
}

async function guarded<T>(file: string, action: (file: string) => T): Promise<T> {
  const mutex = `${file}.mutex`;
  mkdirSync(dirname(file), { recursive: true });
  for (let attempt = 0; attempt < MUTEX_ATTEMPTS; attempt += 1) {
    if (enter(mutex)) {
      try {
        return action(file);
      } finally {
        rmSync(mutex, { force: true });
      }
    }
    removeAbandoned(mutex);
    await new Promise((resolve) => setTimeout(resolve, MUTEX_WAIT_MILLISECONDS));
  }
  throw new UserError(
    `state backend: "${mutex}" is held by another process for too long. ` +
      'If no other macro-infra process runs on this machine, remove that file and run again.',
  );
}

/** The mutex appears with its owner's identity in it or not at all. */
function enter(mutex: string): boolean {
  const mine = `${mutex}.${randomUUID()}`;
  writeFileSync(mine, JSON.stringify(identify(process.pid)));
  try {
    linkSync(mine, mutex);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    rmSync(mine, { force: true });
  }
}

function removeAbandoned(mutex: string): void {
  const owner = ownerOf(mutex);
  if (owner === null || processAlive(owner)) return;
  // Two waiters may see the same dead owner. Moving it away lets one of them win; should the second
  // one move the first one's fresh mutex instead, it sees a living owner in it and puts it back.
  const moved = `${mutex}.${randomUUID()}`;
  try {
    renameSync(mutex, moved);
    const taken = ownerOf(moved);
    if (taken !== null && processAlive(taken)) linkSync(moved, mutex);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    rmSync(moved, { force: true });
  }
}

function ownerOf(mutex: string): ProcessIdentity | null {
  const found = readObject(mutex);
  return found === null ? null : (JSON.parse(found.body.toString('utf8')) as ProcessIdentity);
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
