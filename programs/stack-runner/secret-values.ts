/** Key and value that mark a secret in the engine's state (sdk/go/common/resource/sig). */
const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';

/** What the engine's events show in a secret's place. */
export const SECRET_MASK = '[secret]';

/** True for a value that is, or holds, a secret. */
export function isSecret(value: unknown): boolean {
  if (value === SECRET_MASK) return true;
  if (typeof value !== 'object' || value === null) return false;
  return SIGNATURE_KEY in value || Object.values(value).some(isSecret);
}

/** The same value with `[secret]` in place of every secret. */
export function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== 'object' || value === null) return value;
  if (SIGNATURE_KEY in value) return SECRET_MASK;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withoutSecrets(inner)]),
  );
}
