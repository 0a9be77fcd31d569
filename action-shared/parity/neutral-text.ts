/** What an environment is called and where it is: the words that its names may differ in. */
export interface OwnWords {
  /** Null: names are told as they are. */
  readonly environment: string | null;
  readonly region: string | null;
  /** Range of its own network. */
  readonly cidr: string | null;
  readonly domain: string | null;
  /** Text that identifies a resource of the stack (id, ARN) -> what stands for it; longest first. */
  readonly references: readonly (readonly [string, string])[];
}

/**
 * A text without what only its environment is called: `production-shop-api` and `dev-shop-api` are both
 * `{env}-shop-api`. Another region, another account's environment or a foreign range stay as they are:
 * those are differences that matter.
 */
export function neutralText(text: string, own: OwnWords): string {
  let neutral = text;
  for (const [found, stands] of own.references) neutral = neutral.replaceAll(found, stands);
  if (own.domain !== null) neutral = neutral.replaceAll(own.domain, '{domain}');
  if (own.region !== null) neutral = withoutRegion(neutral, own.region);
  if (neutral === own.cidr) return '{cidr}';
  if (own.environment !== null) neutral = withoutEnvironment(neutral, own.environment);
  return withoutRandomParts(neutral);
}

/** The image repository is one for all environments: its region is no environment's own. */
function withoutRegion(text: string, region: string): string {
  return text
    .replaceAll(region, '{region}')
    .replace(/(?<=arn:aws[a-z-]*:ecr:|\.dkr\.ecr\.)\{region\}/g, region);
}

/** Only the whole word: `dev` is no part of `device`. */
function withoutEnvironment(text: string, environment: string): string {
  const word = environment.replace(/[^\w-]/g, '');
  return (
    text
      .replace(new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, 'g'), '{env}')
      // Production's hosts carry no prefix: `{host}`, others `{env}.{host}`.
      .replace(/\{env\}\.(?=[a-z0-9.-]*\{domain\})/g, '')
  );
}

function withoutRandomParts(text: string): string {
  return text
    .replace(/(?<=^arn:aws[a-z-]*:[a-z0-9-]*:[^:]*:)\d{12}(?=:)/, '{account}')
    .replace(/(:secret:[^:]+)-[A-Za-z0-9]{6}(?=$|:)/, '$1');
}

/** A hash that makes a name short enough or unique: six signs, a digit among them. */
const HASH = /-(?=[a-z]*\d)[a-z0-9]{6}(?![A-Za-z0-9])/g;
const HASH_OR_WORD = /-[a-z0-9]{6}(?![A-Za-z0-9])/g;

/** True when texts differ only in such hashes: each is made of its environment's name. */
export function differInHashOnly(texts: readonly string[]): boolean {
  const stripped = texts.map((text) => text.replace(HASH_OR_WORD, '-{hash}'));
  // A hash of letters alone cannot be told from a word: one of them at least must show a digit.
  return (
    stripped.every((text) => text === stripped[0]) && texts.some((text) => text.search(HASH) >= 0)
  );
}

/** The text with a sign in place of what may be a hash; texts of one thing are alike then. */
export function withoutHashes(text: string): string {
  return text.replace(HASH_OR_WORD, '-{hash}');
}
