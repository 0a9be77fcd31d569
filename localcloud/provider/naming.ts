import { createHash, randomBytes } from 'node:crypto';
import type { AutoName } from './resource.ts';

/** Hex digits that the real plugin adds to a resource's name. */
const DIGITS = 7;

/**
 * The name of a resource whose program gives none: its own name and seven hex digits, the same for
 * the same seed. Throws where that is longer than AWS allows, as the real plugin does.
 */
export function automaticName(rule: AutoName, resourceName: string, seed: Uint8Array): string {
  const base = `${rule.lower ? resourceName.toLowerCase() : resourceName}-`;
  if (base.length + DIGITS > rule.max) {
    throw new Error(
      `the name '${base}' plus ${DIGITS} random characters is longer than ${rule.max}: give '${rule.property}' yourself`,
    );
  }
  const bytes =
    seed.length > 0
      ? createHash('sha256').update(seed).update(rule.property).digest()
      : randomBytes(8);
  return base + bytes.toString('hex').slice(0, DIGITS);
}
