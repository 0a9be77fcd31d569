import { describe, expect, it } from '@jest/globals';
import { stackResources } from './stack-resources.ts';

const URN = 'urn:pulumi:dev::p::macro:network:Network$aws:ec2/vpc:Vpc::a::b';
const TYPE = 'aws:ec2/vpc:Vpc';
const one = {
  urn: URN,
  type: TYPE,
  id: 'vpc-1',
  inputs: { cidrBlock: 'x' },
  outputs: { arn: 'y' },
};
const read = {
  type: TYPE,
  name: 'a::b',
  id: 'vpc-1',
  inputs: { cidrBlock: 'x' },
  outputs: { arn: 'y' },
};

describe('stackResources', () => {
  it.each([
    ['the backend’s file', { version: 3, checkpoint: { latest: { resources: [one] } } }, [read]],
    ['an export', { version: 3, deployment: { resources: [one] } }, [read]],
    ['a stack without resources', { version: 3, checkpoint: { latest: null } }, []],
    [
      'a resource on its way out, and one that is only read',
      {
        deployment: {
          resources: [
            { ...one, delete: true },
            { ...one, external: true },
          ],
        },
      },
      [],
    ],
    [
      'a replacement, told in three steps',
      {
        steps: [
          { op: 'create-replacement', urn: URN, newState: one },
          { op: 'replace', urn: URN, newState: one },
          { op: 'delete-replaced', urn: URN, oldState: one },
        ],
      },
      [{ type: TYPE, name: 'a::b', inputs: { cidrBlock: 'x' }, outputs: { arn: 'y' } }],
    ],
    [
      'a recording',
      { resources: [{ type: TYPE, name: 'a' }] },
      [{ type: TYPE, name: 'a', inputs: {}, outputs: {} }],
    ],
  ])('reads %s', (_case, given, wanted) => {
    expect(stackResources(given)).toEqual(wanted);
  });

  it.each([null, 'text', {}, [], { steps: 'none' }, { resources: [1] }])(
    'takes %j for no stack',
    (given) => {
      expect(stackResources(given)).toBeNull();
    },
  );
});
