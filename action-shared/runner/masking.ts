/** Shown in place of a secret. */
export const MASK = '***';

/**
 * Lines of a multi-line secret shorter than this are not masked by themselves: the `{` of a JSON key
 * would blank every log.
 */
const SHORTEST_LINE = 4;

/** Pieces of a base64 text shorter than this say too little to be told from other text. */
const SHORTEST_BASE64 = 8;

/** Finds registered secrets in any text, also when they were encoded on the way. */
export class Masker {
  readonly #variants = new Set<string>();

  /** Registers a secret; empty text is none. Returns all forms that will be masked. */
  add(secret: string): readonly string[] {
    const forms = variantsOf(secret);
    for (const form of forms) this.#variants.add(form);
    return forms;
  }

  /** The text with every form of every secret replaced by `***`; overlapping finds become one. */
  mask(text: string): string {
    const ranges = [...this.#variants].flatMap((variant) => occurrences(text, variant));
    return merge(ranges).reduceRight(
      (result, [from, to]) => result.slice(0, from) + MASK + result.slice(to),
      text,
    );
  }
}

/** The same value with every text in it masked; names of fields stay. For documents made of data. */
export function maskedTexts<T>(value: T, mask: (text: string) => string): T {
  return maskedValue(value, mask) as T;
}

function maskedValue(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((one) => maskedValue(one, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, maskedValue(one, mask)]),
  );
}

/**
 * A secret in the forms in which programs print it: as it is, its lines, base64 (at each of the three
 * offsets, both alphabets), URL-encoded, JSON-escaped, HTML-escaped.
 */
export function variantsOf(secret: string): readonly string[] {
  const trimmed = secret.trim();
  if (trimmed === '') return [];
  const lines = trimmed.split(/\r\n|\r|\n/).map((line) => line.trim());
  const long = lines.filter((line) => line.length >= SHORTEST_LINE);
  const whole = lines.length > 1 ? [secret, trimmed, ...long] : [secret, trimmed];
  const forms = whole.flatMap((text) => [
    text,
    ...encodedForms(text),
    // A JSON document inside a JSON document, and one in base64: encoded twice.
    ...jsonForms(text).flatMap((form) => [...jsonForms(form), ...base64Forms(form)]),
  ]);
  return [...new Set(forms)].filter((form) => form.trim() !== '');
}

function encodedForms(text: string): readonly string[] {
  const url = encodeURIComponent(text);
  return [
    ...base64Forms(text),
    url,
    url.toLowerCase(),
    ...formForms(text),
    ...jsonForms(text),
    ...htmlForms(text),
  ];
}

function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text, 'utf8');
  const whole = [bytes.toString('base64'), bytes.toString('base64url')];
  const forms = [0, 1, 2].map((offset) => base64At(bytes, offset));
  return [...whole, ...forms]
    .filter((form) => form.length >= SHORTEST_BASE64)
    .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

/** The characters that stay the same wherever the bytes stand at this offset (modulo 3) of a longer text. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const start = Math.ceil((offset * 8) / 6);
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(start, whole);
}

/** `application/x-www-form-urlencoded`, and Python's and Go's stricter sets of safe characters. */
function formForms(text: string): readonly string[] {
  const form = new URLSearchParams([['', text]]).toString().slice(1);
  const strict = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return [form, strict];
}

function jsonForms(text: string): readonly string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  // Go's encoder also escapes these three.
  const go = plain.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`);
  return [plain, go, plain.replaceAll('/', '\\/')];
}

function htmlForms(text: string): readonly string[] {
  const basic = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quoted = basic.replaceAll('"', '&quot;');
  return [basic, quoted, quoted.replaceAll("'", '&#39;'), quoted.replaceAll("'", '&#x27;')];
}

type Range = readonly [from: number, to: number];

function occurrences(text: string, form: string): Range[] {
  const found: Range[] = [];
  for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
    found.push([at, at + form.length]);
  }
  return found;
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}
