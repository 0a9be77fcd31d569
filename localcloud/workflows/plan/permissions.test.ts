import { describe, expect, it } from '@jest/globals';
import { exceeding, permissionsOf, readOnly, tokenPermissions } from './permissions.ts';

describe('permissions', () => {
  it.each([
    [{}, {}],
    [{ contents: 'read', checks: 'none' }, { contents: 'read' }],
    [undefined, undefined],
  ])('of %j are %j', (template, expected) => {
    expect(permissionsOf(template)).toEqual(expected);
  });

  it('that read everything are no identity', () => {
    expect(permissionsOf('read-all')).not.toHaveProperty('id-token');
    expect(permissionsOf('write-all')).toMatchObject({ 'id-token': 'write', contents: 'write' });
  });

  it('exceed what the caller gives where they ask for more', () => {
    const wanted = { contents: 'write', checks: 'read', actions: 'read' } as const;
    expect(exceeding(wanted, { contents: 'read', actions: 'write' })).toEqual([
      "is requesting 'contents: write', but is only allowed 'contents: read'",
      "is requesting 'checks: read', but is only allowed 'checks: none'",
    ]);
  });

  it('of a fork read at most', () => {
    expect(readOnly({ contents: 'write', 'id-token': 'write', checks: 'read' })).toEqual({
      contents: 'read',
      checks: 'read',
    });
  });

  it('of a token hold what the API knows, and metadata', () => {
    expect(tokenPermissions({ contents: 'read', models: 'read' })).toEqual({
      contents: 'read',
      metadata: 'read',
    });
  });
});
