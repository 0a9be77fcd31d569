import { describe, expect, it } from '@jest/globals';
import { bool, list, map, obj, set, str } from '../schema/prop.ts';
import { fromMembers, toMembers } from './members.ts';

const shape = {
  name: str(),
  webAclId: str(),
  enabled: bool(),
  hosts: set(str()),
  rules: list(obj({ pathPattern: str(), empty: obj({}) })),
  labels: map(str()),
  arn: str().output(),
};
const props = {
  name: 'a',
  webAclId: 'w',
  enabled: false,
  hosts: ['a.dev'],
  rules: [{ pathPattern: '/', empty: {} }],
  labels: { team: 'x' },
};
const names = { webAclId: 'WebACLId' };

describe("properties in AWS's spelling", () => {
  it('have capitals, and names of their own where told', () => {
    expect(toMembers(shape, { ...props, arn: 'never an input' }, { names })).toEqual({
      Name: 'a',
      WebACLId: 'w',
      Enabled: false,
      Hosts: ['a.dev'],
      Rules: [{ PathPattern: '/', Empty: {} }],
      Labels: { team: 'x' },
    });
  });

  it('count their lists where AWS does', () => {
    expect(toMembers(shape, { hosts: ['a.dev'], rules: [] }, { counted: true })).toEqual({
      Hosts: { Quantity: 1, Items: ['a.dev'] },
      Rules: { Quantity: 0 },
    });
  });

  it.each([[{ names }], [{ names, counted: true }]])(
    'come back as they were, by %j',
    (spelling) => {
      expect(fromMembers(shape, toMembers(shape, props, spelling), spelling)).toEqual(props);
    },
  );

  it('leave out what the shape does not know and what AWS does not say', () => {
    expect(fromMembers(shape, { Name: 'a', Other: 1, Hosts: null })).toEqual({ name: 'a' });
  });
});
