import { describe, expect, it } from '@jest/globals';
import { secretsInHeader } from './header-secrets.ts';

describe('what of a header must not be shown', () => {
  const basic = Buffer.from('ada:correct-horse').toString('base64');
  it.each([
    ['a token after its scheme', 'Bearer tok-0123456789', ['tok-0123456789']],
    ['a password and its login', `Basic ${basic}`, ['ada:correct-horse', 'correct-horse', basic]],
    ['a cookie', 'a=1; session=0123456789', ['0123456789']],
    ['a key of its own', 'k3y', ['k3y']],
  ])('is %s, and the whole', (_case, value, parts) => {
    expect(secretsInHeader(value)).toEqual(expect.arrayContaining([value, ...parts]));
  });

  it('is no word that any text has', () => {
    expect(secretsInHeader('Bearer tok-0123456789')).not.toContain('Bearer');
  });
});
