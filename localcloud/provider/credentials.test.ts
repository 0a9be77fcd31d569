import { describe, expect, it } from '@jest/globals';
import { asRoles, assumedRoles } from './credentials.ts';

const roleArn = 'arn:aws:iam::111122223333:role/peering';

describe('assumeRoles', () => {
  it.each<[string, unknown, RegExp]>([
    ['a role without ARN', [{}], /assumeRoles\[0\.roleArn\]/],
    ['something that is no ARN of a role', [{ roleArn: 'peering' }], /expected the ARN of a role/],
    [
      'a setting nobody knows',
      [{ roleArn, nmae: 'x' }],
      /assumeRoles\[0\]: Unrecognized key.*nmae/,
    ],
    ['a duration without a unit', [{ roleArn, duration: '900' }], /expected a duration such as/],
  ])('refuses %s', (_case, setting, words) => {
    expect(() => assumedRoles(setting)).toThrow(words);
  });

  it('names the session pulumi, where the program does not', () => {
    expect(assumedRoles([{ roleArn }])).toEqual([{ roleArn, sessionName: 'pulumi' }]);
  });

  it('leaves clients as they are without roles', () => {
    const config = { region: 'eu-west-1', maxAttempts: 1 };
    expect(asRoles(config, assumedRoles(undefined))).toEqual(config);
  });
});
