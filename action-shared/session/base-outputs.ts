import { BASE_PROGRAM_VERSION } from '../config/base.ts';
import { baseOutputsSchema, CONTRACT } from '../documents/base-outputs.ts';
import type { BaseOutputs } from '../documents/base-outputs.ts';
import type { StackSnapshot } from '../engine/protocol.ts';
import { UserError } from '../errors.ts';

/**
 * The base's outputs, validated before anything is built on them.
 *
 * @throws UserError when the base is missing, older, or of another contract.
 */
export function baseOutputs(snapshot: StackSnapshot, base: string): BaseOutputs {
  const remedy = `Run ensure-base-stack for \`${base}\` first.`;
  if (!snapshot.exists || snapshot.resourceCount === 0) {
    throw new UserError(`The base \`${base}\` does not exist. ${remedy}`);
  }
  const { contract } = snapshot.outputs;
  if (contract !== CONTRACT) {
    const found = typeof contract === 'number' ? `contract ${contract}` : 'no contract';
    throw new UserError(
      `The base \`${base}\` has ${found} in its outputs, this version needs contract ${CONTRACT}. ${remedy}`,
    );
  }
  const parsed = baseOutputsSchema.safeParse(snapshot.outputs);
  if (parsed.success && isOlder(parsed.data.fingerprint)) {
    throw new UserError(
      `The base \`${base}\` is older than this version (${parsed.data.fingerprint}, needs program ${BASE_PROGRAM_VERSION}). ${remedy}`,
    );
  }
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new UserError(
    `The outputs of base \`${base}\` are incomplete or older (${wrong.join('; ')}). ${remedy}`,
  );
}

/** A fingerprint begins with the version of the program that made the base. */
function isOlder(fingerprint: string): boolean {
  return Number(/^base-(\d+)-/.exec(fingerprint)?.[1] ?? 0) < BASE_PROGRAM_VERSION;
}
