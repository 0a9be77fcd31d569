import { z } from 'zod';
import type { PendingOperation, StackSnapshot } from '../../action-shared/engine/protocol.ts';
import { isSecret, withoutSecrets } from './secret-values.ts';

/** What `pulumi stack export` prints, as far as it matters here; the rest is kept as it is. */
const resource = z.looseObject({
  urn: z.string(),
  type: z.string(),
  custom: z.boolean().optional(),
  /** True: replaced by another of the same URN, and still to be deleted. */
  delete: z.boolean().optional(),
  /** True: the engine deletes it only after an update without it. */
  protect: z.boolean().optional(),
  id: z.string().optional(),
  inputs: z.record(z.string(), z.unknown()).optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
});

type StateResource = z.infer<typeof resource>;

const pendingOperation = z.looseObject({ resource, type: z.string() });

export const exportedStack = z.looseObject({
  version: z.number(),
  deployment: z
    .looseObject({
      resources: z.array(resource).nullish(),
      pending_operations: z.array(pendingOperation).nullish(),
    })
    .nullish(),
});
export type ExportedStack = z.infer<typeof exportedStack>;

/** What there is in a stack's state; secrets are left out. */
export function snapshotOf(state: ExportedStack | null): StackSnapshot {
  const resources = state?.deployment?.resources ?? [];
  const stack = resources.find(({ type }) => type === 'pulumi:pulumi:Stack');
  const outputs = Object.entries(stack?.outputs ?? {}).filter(([, value]) => !isSecret(value));
  const owned = resources.filter(
    ({ custom, type }) => custom === true && !type.startsWith('pulumi:'),
  );
  return {
    exists: state !== null,
    outputs: Object.fromEntries(outputs),
    resourceCount: owned.length,
    pending: pendingOf(state),
  };
}

function pendingOf(state: ExportedStack | null): PendingOperation[] {
  return (state?.deployment?.pending_operations ?? []).map(({ resource: one, type }) => ({
    urn: one.urn,
    type: one.type,
    operation: type,
    id: one.id === undefined || one.id === '' ? null : one.id,
    inputs: z.record(z.string(), z.unknown()).parse(withoutSecrets(one.inputs ?? {})),
  }));
}

export interface Healing {
  /** Pending creates that exist: urn -> provider id. */
  readonly import: Readonly<Record<string, string>>;
  /** Pending operations proven absent. */
  readonly clear: readonly string[];
}

/**
 * The state after a healing: pending creates that exist become resources (what the engine's own
 * `refresh --import-pending-creates` does; a refresh then reads their outputs), those proven absent
 * go, unknown ones stay. Null when nothing of it is pending.
 */
export function healedState(state: ExportedStack, healing: Healing): ExportedStack | null {
  const pending = state.deployment?.pending_operations ?? [];
  const found = pending.filter(
    ({ resource: one, type }) => type === 'creating' && healing.import[one.urn] !== undefined,
  );
  const gone = new Set([...healing.clear, ...found.map((one) => one.resource.urn)]);
  const kept = pending.filter((one) => !gone.has(one.resource.urn));
  if (kept.length === pending.length) return null;
  const imported = found.map(({ resource: one }) => ({
    ...one,
    id: healing.import[one.urn] ?? '',
  }));
  const resources = imported.reduce(withImported, state.deployment?.resources ?? []);
  return { ...state, deployment: { ...state.deployment, resources, pending_operations: kept } };
}

/**
 * A resource that was to replace one goes before it, and the old one is left for the engine to
 * delete, as after any replacement. One that the state holds already was never created.
 */
function withImported(
  resources: readonly StateResource[],
  imported: StateResource,
): StateResource[] {
  const at = resources.findIndex((one) => one.urn === imported.urn && one.delete !== true);
  const old = resources[at];
  if (old === undefined) return [...resources, imported];
  if (resources.some((one) => one.urn === imported.urn && one.id === imported.id))
    return [...resources];
  return [
    ...resources.slice(0, at),
    imported,
    { ...old, delete: true },
    ...resources.slice(at + 1),
  ];
}
