import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Masker } from './masking.ts';

function masking(...secrets: readonly string[]): Masker {
  const masker = new Masker();
  for (const secret of secrets) masker.add(secret);
  return masker;
}

const SECRETS = [
  'hunter2hunter2',
  'p&ss<w>ord"quoted"\'x\'',
  'sl/ash+plus=equals==',
  'ünï¢ode-ключ-鍵',
  'back\\slash and space',
  '-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0BAQ\n-----END KEY-----',
  '{"type":"service_account","private_key":"abc\\ndef"}',
  'tab\tinside%41',
];

const ENCODINGS: Readonly<Record<string, (secret: string) => string>> = {
  plain: (secret) => secret,
  base64: (secret) => Buffer.from(secret).toString('base64'),
  base64url: (secret) => Buffer.from(secret).toString('base64url'),
  url: encodeURIComponent,
  form: (secret) => new URLSearchParams({ a: secret }).toString().slice(2),
  json: (secret) => JSON.stringify(secret).slice(1, -1),
  'json in json': (secret) => JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1),
  'json in base64': (secret) => Buffer.from(JSON.stringify(secret).slice(1, -1)).toString('base64'),
  html: (secret) => secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
};

describe('a masker', () => {
  const table = SECRETS.flatMap((secret) =>
    Object.keys(ENCODINGS).map((encoding) => ({ secret, encoding })),
  );
  it.each(table)('hides $secret as $encoding', ({ secret, encoding }) => {
    const encoded = ENCODINGS[encoding]?.(secret) ?? '';
    expect(masking(secret).mask(`before ${encoded} after`)).toBe('before *** after');
  });

  it.each([0, 1, 2, 3])('hides it in the base64 of a longer text, after %i bytes', (bytes) => {
    const whole = Buffer.from(`${'u'.repeat(bytes)}hunter2hunter2:tail`).toString('base64');
    const masked = masking('hunter2hunter2').mask(whole);
    const decoded = Buffer.from(masked.replaceAll('***', ''), 'base64').toString('latin1');
    expect(masked).toContain('***');
    expect(decoded).not.toContain('unter2hunter');
  });

  it('hides each line of a secret of several lines, but not its short ones', () => {
    const masker = masking('{\n"key": "value-one"\n}');
    expect(masker.mask('{ "key": "value-one" }')).toBe('{ *** }');
  });

  it('makes one mask of secrets that overlap', () => {
    expect(masking('abcdef', 'defghi').mask('x abcdefghi y')).toBe('x *** y');
    expect(masking('abc', 'abcdef').mask('abcdef')).toBe('***');
  });

  it.each(['', '  ', '\n'])('takes no empty secret: %j', (secret) => {
    expect(masking(secret).mask('a  b\nc')).toBe('a  b\nc');
  });

  it('never lets a secret through, whatever is around it', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 40 })
      .filter((text) => text.trim().length > 5);
    const check = fc.property(secret, fc.string(), fc.string(), (text, before, after) => {
      expect(
        masking(text)
          .mask(before + text + after)
          .replaceAll('***', ''),
      ).not.toContain(text);
    });
    fc.assert(check, { numRuns: 300 });
  });
});
