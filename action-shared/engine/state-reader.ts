import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { PendingOperation, StackAddress, StackSnapshot } from './protocol.ts';
import type { StackRunner } from './stack-runner-session.ts';
import type { StateStore } from './stored-objects.ts';

/** A lock the engine itself has put on a stack. */
export interface EngineLock {
  readonly key: string;
  readonly pid: number | null;
  readonly host: string | null;
  readonly user: string | null;
  /** ISO 8601. */
  readonly since: string | null;
}

export interface StackState {
  readonly snapshot: StackSnapshot;
  readonly locks: readonly EngineLock[];
}

/** How the engine marks a special value in its state, and the mark of a secret among them. */
const SPECIAL = '4dabf18193072939515e22adb298388d';
const SECRET = '1b47061264138c4ac30d75fd1eb44270';
const ROOT_TYPE = 'pulumi:pulumi:Stack';

const values = z.record(z.string(), z.unknown());
const resource = z.object({
  urn: z.string(),
  type: z.string(),
  id: z.string().optional(),
  inputs: values.optional(),
  outputs: values.optional(),
});
const checkpoint = z.object({
  version: z.number(),
  checkpoint: z.object({
    latest: z
      .object({
        manifest: z.object({ time: z.string().nullish() }).nullish(),
        resources: z.array(resource).nullish(),
        pending_operations: z.array(z.object({ resource, type: z.string() })).nullish(),
      })
      .nullish(),
  }),
});
const lock = z.object({
  pid: z.number().nullish(),
  hostname: z.string().nullish(),
  username: z.string().nullish(),
  timestamp: z.string().nullish(),
});

/**
 * Reads what is known of a stack without starting the engine (about a second): straight from the
 * backend's files, or by the stack runner where the backend shows none (Pulumi Cloud).
 */
export async function readStack(
  address: StackAddress,
  store: StateStore | null,
  runner: () => StackRunner,
): Promise<StackState> {
  if (store !== null) return readStoredStack(store, address);
  const answer = await runner().request({ type: 'inspect', address });
  if (answer.type === 'snapshot') return { snapshot: answer.snapshot, locks: [] };
  throw new Error('the stack runner answered an inspection with something else than a snapshot');
}

/** Reads a stack of a backend that keeps it as files. A stack that is not there has no outputs. */
export async function readStoredStack(
  store: StateStore,
  stack: { readonly project: string; readonly stack: string },
): Promise<StackState> {
  const [snapshot, locks] = await Promise.all([
    readSnapshot(store, stackKey(stack)),
    readLocks(store, `.pulumi/locks/organization/${stack.project}/${stack.stack}/`),
  ]);
  return { snapshot, locks };
}

/** When the engine last wrote a stack of such a backend, ISO 8601; null when it cannot be told. */
export async function readUpdateTime(
  store: StateStore,
  stack: { readonly project: string; readonly stack: string },
): Promise<string | null> {
  const body = await readAnyEncoding(store, stackKey(stack));
  const parsed = checkpoint.safeParse(body === null ? null : parseJson(body));
  return parsed.data?.checkpoint.latest?.manifest?.time ?? null;
}

/** What the engine wrote of a stack, without its secrets; null when there is no such stack. */
export async function readStackDocument(
  store: StateStore,
  stack: { readonly project: string; readonly stack: string },
): Promise<unknown> {
  const body = await readAnyEncoding(store, stackKey(stack));
  const document = body === null ? null : parseJson(body);
  return typeof document === 'object' && document !== null ? cleaned(document) : null;
}

function stackKey(stack: { readonly project: string; readonly stack: string }): string {
  return `.pulumi/stacks/${stack.project}/${stack.stack}.json`;
}

async function readSnapshot(store: StateStore, key: string): Promise<StackSnapshot> {
  const body = await readAnyEncoding(store, key);
  if (body === null) return { exists: false, outputs: {}, resourceCount: 0, pending: [] };
  const parsed = checkpoint.safeParse(parseJson(body));
  if (!parsed.success || parsed.data.version !== 3) {
    throw new UserError(
      `state: "${key}" in the state backend is no checkpoint this version can read. ` +
        'Was it written by a newer engine? Check `pulumi stack export`, or set pulumi-version.',
    );
  }
  const latest = parsed.data.checkpoint.latest;
  const resources = latest?.resources ?? [];
  const root = resources.find((one) => one.type === ROOT_TYPE);
  return {
    exists: true,
    outputs: withoutSecrets(root?.outputs ?? {}),
    resourceCount: resources.length,
    pending: (latest?.pending_operations ?? []).map(pendingOperation),
  };
}

/** The engine compresses its checkpoints where it is told to. */
async function readAnyEncoding(store: StateStore, key: string): Promise<Buffer | null> {
  const plain = await store.read(key);
  if (plain !== null) return plain.body;
  const zipped = await store.read(`${key}.gz`);
  if (zipped !== null) return gunzipSync(zipped.body);
  const zstd = await store.read(`${key}.zst`);
  return zstd === null ? null : zstdDecompressSync(zstd.body);
}

async function readLocks(store: StateStore, prefix: string): Promise<EngineLock[]> {
  const keys = (await store.list(prefix)).filter((key) => key.endsWith('.json'));
  const locks = await Promise.all(keys.map((key) => readLock(store, key)));
  return locks.filter((one) => one !== null);
}

async function readLock(store: StateStore, key: string): Promise<EngineLock | null> {
  const found = await store.read(key);
  if (found === null) return null; // released meanwhile
  const { data } = lock.safeParse(parseJson(found.body));
  return {
    key,
    pid: data?.pid ?? null,
    host: data?.hostname ?? null,
    user: data?.username ?? null,
    since: data?.timestamp ?? null,
  };
}

function pendingOperation(operation: {
  type: string;
  resource: z.infer<typeof resource>;
}): PendingOperation {
  const { urn, type, id, inputs } = operation.resource;
  return {
    urn,
    type,
    operation: operation.type,
    id: id === undefined || id === '' ? null : id,
    inputs: withoutSecrets(inputs ?? {}),
  };
}

/** Drops every secret, however deep it lies; in lists null keeps the places of the others. */
function withoutSecrets(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(record).filter(([, value]) => !isSecret(value));
  return Object.fromEntries(kept.map(([key, value]) => [key, cleaned(value)]));
}

function cleaned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => (isSecret(one) ? null : cleaned(one)));
  if (typeof value !== 'object' || value === null) return value;
  return withoutSecrets(value as Record<string, unknown>);
}

function isSecret(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, SPECIAL) === SECRET;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}
