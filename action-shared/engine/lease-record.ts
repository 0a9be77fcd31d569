import { z } from 'zod';
import { UserError } from '../errors.ts';
import { holderSchema, type Holder } from './holder.ts';

/** The lease as it lies beside the state. */
export const leaseRecordSchema = z.object({
  ...holderSchema.shape,
  contract: z.literal(1).default(1),
  /** Tells apart two leases of the same holder, and a write that was applied although it failed. */
  token: z.string().default(''),
  /** ISO 8601, UTC. */
  started: z.string(),
  heartbeat: z.string(),
});
export type LeaseRecord = z.infer<typeof leaseRecordSchema>;

export interface LeaseKey {
  /** Pulumi project. */
  readonly project: string;
  readonly stack: string;
}

/** Key of a stack's lease, beside the engine's `.pulumi/`. */
export function leasePath(key: LeaseKey): string {
  return `macro-infra/leases/${key.project}/${key.stack}.json`;
}

/** @throws UserError when the object is no lease: nobody can tell then whether its writer lives. */
export function parseLease(body: Buffer, path: string): LeaseRecord {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    value = null;
  }
  const parsed = leaseRecordSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole object');
  throw new UserError(
    `lease: "${path}" in the state backend is not a lease (wrong: ${fields.join(', ')}). ` +
      'Make sure that no run works on this stack, remove that object, and run again.',
  );
}

/** A fresh record of this holder. */
export function newRecord(holder: Holder, token: string, now: number): LeaseRecord {
  const at = new Date(now).toISOString();
  return { ...holder, contract: 1, token, started: at, heartbeat: at };
}
