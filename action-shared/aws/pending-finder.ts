import type { AwsClients } from './clients.ts';

/** A create that was interrupted: the engine does not know how it ended. */
export interface PendingCreate {
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export type PendingAnswer =
  | { readonly found: 'exists'; /** Id the provider imports it by. */ readonly id: string }
  | { readonly found: 'absent' }
  | { readonly found: 'unknown'; readonly reason: string };

/** Import id of what the inputs describe; null when it does not exist. */
export type Finder = (
  inputs: Readonly<Record<string, unknown>>,
  clients: AwsClients,
) => Promise<string | null | { readonly unclear: string }>;

/**
 * A text among the inputs.
 *
 * @throws when it is not there: nothing can be looked up then.
 */
export function text(inputs: Readonly<Record<string, unknown>>, name: string): string {
  const value = inputs[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`input "${name}" is not in the state`);
}

/** A text among the inputs; null when it is not there. */
export function optionalText(
  inputs: Readonly<Record<string, unknown>>,
  name: string,
): string | null {
  const value = inputs[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The input `tags`. */
export function tagsOf(inputs: Readonly<Record<string, unknown>>): Record<string, string> {
  const { tags } = inputs;
  if (typeof tags !== 'object' || tags === null) return {};
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
}

/** The one id among those found; more than one cannot be told apart. */
export function only(
  ids: readonly (string | undefined)[],
  what: string,
): string | null | { readonly unclear: string } {
  const found = ids.filter((id) => id !== undefined);
  if (found.length > 1) return { unclear: `${found.length} ${what} fit: ${found.join(', ')}` };
  return found[0] ?? null;
}

/**
 * For what AWS makes again without a second one (a policy put under its name, an attachment): done or
 * not, doing it again is right, so the interrupted create is dropped.
 */
export const idempotent: Finder = () => Promise.resolve(null);
