/**
 * Amounts of money are whole trillionths of a US dollar in a bigint: prices have up to ten decimals,
 * and binary fractions must never round a cent away.
 */
export type Amount = bigint;

const DECIMALS = 12;
const ONE_DOLLAR = 10n ** BigInt(DECIMALS);
const ONE_CENT = ONE_DOLLAR / 100n;

/** AWS's own month: 365 days / 12. */
export const HOURS_PER_MONTH = 730;
const HOURS_PER_DAY = 24;

/**
 * Reads a price as AWS writes it: `0.004445`.
 *
 * @throws Error for anything but digits with at most twelve decimals.
 */
export function parseUsd(text: string): Amount {
  const { digits, decimals } = decimal(text);
  if (decimals > DECIMALS) throw new Error(`"${text}" has more than ${DECIMALS} decimals`);
  return digits * 10n ** BigInt(DECIMALS - decimals);
}

/**
 * An amount, so many times. Half a trillionth is rounded up, which no cent ever sees.
 *
 * @param quantity not negative; fractions such as 0.25 are taken as they are written
 */
export function times(amount: Amount, quantity: number): Amount {
  const { digits, decimals } = decimal(plain(quantity));
  return rounded(amount * digits, 10n ** BigInt(decimals));
}

/** What a day costs of something that costs so much a month. */
export function perDay(perMonth: Amount): Amount {
  return rounded(perMonth * BigInt(HOURS_PER_DAY), BigInt(HOURS_PER_MONTH));
}

/** `12.66`: whole cents, a half rounded away from zero. */
export function formatUsd(amount: Amount): string {
  const cents = rounded(amount < 0n ? -amount : amount, ONE_CENT);
  const text = `${cents / 100n}.${String(cents % 100n).padStart(2, '0')}`;
  return amount < 0n && cents > 0n ? `-${text}` : text;
}

/** The same as a number, for JSON: it prints as the text does. */
export function dollars(amount: Amount): number {
  return Number(formatUsd(amount));
}

/** How much of a whole a part is, in percent with one decimal; 0 of nothing. */
export function percent(part: Amount, whole: Amount): number {
  if (whole <= 0n) return 0;
  const tenths = rounded((part < 0n ? -part : part) * 1000n, whole);
  return (Number(tenths) / 10) * (part < 0n ? -1 : 1);
}

export function sum(amounts: Iterable<Amount>): Amount {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** A share of an amount: so many of so many parts. */
export function share(amount: Amount, parts: number, ofParts: number): Amount {
  return rounded(amount * BigInt(parts), BigInt(ofParts));
}

function rounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function decimal(text: string): { digits: bigint; decimals: number } {
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined) throw new Error(`"${text}" is no amount`);
  return { digits: BigInt(whole + fraction), decimals: fraction.length };
}

/** A number without an exponent, as `1e-7` would have. */
function plain(value: number): string {
  const text = String(value);
  return /e/.test(text) ? value.toFixed(DECIMALS) : text;
}
