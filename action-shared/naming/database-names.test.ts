import { describe, expect, it } from '@jest/globals';
import { databaseNames } from './database-names.ts';
import { SLUG_PATTERN } from './slug.ts';

/** PostgreSQL manual 4.1.1: NAMEDATALEN - 1. */
const IDENTIFIER_MAX_BYTES = 63;
const PREVIEWS = 20_000;

/** The same previews in every run. */
function previews(): readonly { readonly app: string; readonly number: number }[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const signs = ['a', 'b', 'p', 'r', '-', '1', '2', '-pr-', 'pg-'];
  const slug = () =>
    `${'abpz'.charAt(next(4))}${Array.from({ length: next(8) }, () => signs[next(9)]).join('')}`;
  return Array.from({ length: PREVIEWS }, () => ({
    app: slug().slice(0, 20),
    number: next(3) === 0 ? 1 + next(9) : 1 + next(2 ** 31 - 1),
  }));
}

describe('databaseNames', () => {
  it('are the documented ones', () => {
    expect(databaseNames('my-shop', 42)).toEqual({
      name: 'my_shop_pr_42',
      role: 'preview_my_shop_pr_42',
      secretName: 'preview/my_shop_pr_42',
    });
  });

  it('are identifiers that PostgreSQL takes without quotes, whatever the app', () => {
    const wrong = previews().filter(({ app, number }) => {
      const { name, role } = databaseNames(app, number);
      const fit = [name, role].every(
        (one) => /^[a-z][a-z0-9_]*$/.test(one) && Buffer.byteLength(one) <= IDENTIFIER_MAX_BYTES,
      );
      return !SLUG_PATTERN.test(app) || !fit || role.startsWith('pg_');
    });
    expect(wrong).toEqual([]);
  });

  it('never meet: two previews have two databases, two roles and two secrets', () => {
    const owners = new Map<string, string>();
    const met = previews().flatMap(({ app, number }) => {
      const { name, role, secretName } = databaseNames(app, number);
      return [name, role, secretName].filter((one) => {
        const owner = `${app}#${number}`;
        const other = owners.get(one) ?? owner;
        owners.set(one, owner);
        return other !== owner;
      });
    });
    expect(met).toEqual([]);
  });
});
