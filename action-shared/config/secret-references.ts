/** Where a secret of the app's file comes from. */
export interface SecretReference {
  readonly store: 'secretsmanager' | 'ssm' | 'doppler';
  readonly name: string;
  /** Key inside a JSON secret: `secretsmanager:shop/keys#stripe`. */
  readonly key: string | null;
}

/** Secrets Manager and SSM names: letters, digits and `/_+=.@-`; Doppler names: `A-Z0-9_`. */
export const SECRET_REFERENCE_PATTERN =
  /^(secretsmanager:[A-Za-z0-9/_+=.@-]{1,512}(#[A-Za-z0-9_.-]+)?|ssm:[A-Za-z0-9/_.-]{1,1011}|doppler:[A-Z][A-Z0-9_]*)$/;

export const SECRET_REFERENCE_ALLOWED =
  'secretsmanager:<name>, secretsmanager:<name>#<json key>, ssm:<name> or doppler:<NAME>';

/** The parts of a reference that matches SECRET_REFERENCE_PATTERN; null for any other text. */
export function parseSecretReference(text: string): SecretReference | null {
  if (!SECRET_REFERENCE_PATTERN.test(text)) return null;
  const colon = text.indexOf(':');
  const [name = '', key = null] = text.slice(colon + 1).split('#');
  const store = text.slice(0, colon) as SecretReference['store'];
  return { store, name, key };
}

/** As much of the app's file as says which secrets it uses. */
export interface UsesSecrets {
  readonly services: readonly { readonly secrets: Readonly<Record<string, string>> }[];
}

/**
 * The references whose `valueFrom` has to be looked up in AWS before `resolvePreview`, each once,
 * sorted. `doppler:` references are left out: `resolvePreview` refuses them with its reason.
 */
export function secretReferences(appFile: UsesSecrets): readonly string[] {
  const all = appFile.services.flatMap((service) => Object.values(service.secrets));
  return [...new Set(all)].filter((text) => !text.startsWith('doppler:')).sort();
}

/** True when `*` patterns such as `shop/preview/*` or `secretsmanager:shop/*` allow the reference. */
export function isAllowedSecret(reference: string, patterns: readonly string[]): boolean {
  const whole = reference.replace(/#.*$/, '');
  const name = whole.slice(whole.indexOf(':') + 1);
  return patterns.some((pattern) => matchesStar(whole, pattern) || matchesStar(name, pattern));
}

function matchesStar(text: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}
