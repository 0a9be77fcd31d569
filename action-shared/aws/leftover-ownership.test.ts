import { describe, expect, it } from '@jest/globals';
import { kindOfArn, typeOfArn } from './arn-kinds.ts';
import { belongs, nameStart } from './leftover-ownership.ts';
import type { LeftoverTarget } from './leftover-target.ts';

const target: LeftoverTarget = {
  app: 'shop',
  number: 42,
  environment: 'pr-42',
  stack: 'shop-pr-42',
  plan: null,
  listenerArns: [],
};

describe('whose a resource is', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['the stack’s own tag', { 'macro-infra:stack': 'shop-pr-42' }, true],
    [
      'another stack’s tag',
      { 'macro-infra:stack': 'shop-admin-pr-42', App: 'shop', PullRequest: '42' },
      false,
    ],
    ['app and pull request', { App: 'shop', PullRequest: '42' }, true],
    ['app and environment', { App: 'shop', Environment: 'pr-42' }, true],
    ['another app with the same number', { App: 'shop-admin', PullRequest: '42' }, false],
    ['another pull request of the app', { App: 'shop', PullRequest: '4' }, false],
    ['no tags at all', {}, false],
  ])('is told by %s', (_name, tags, expected) => {
    expect(belongs(target, 'pr-42-shop-admin-tg', tags)).toBe(expected);
  });

  it('looks for cut names by a start that is cut as well', () => {
    const long = { ...target, app: 'abcdefghijklmnopqrst', environment: 'pr-12345' };
    expect(nameStart(long, 32)).toBe('pr-12345-abcdefghijklmnop');
    expect(nameStart(target, 32)).toBe('pr-42-shop');
  });
});

describe('an ARN', () => {
  it.each([
    [
      'arn:aws:ecs:eu-west-1:1:cluster/pr-42-shop-cluster',
      'ecs:cluster',
      'aws ecs delete-cluster --cluster pr-42-shop-cluster',
    ],
    [
      'arn:aws:ecs:eu-west-1:1:service/c/web',
      'ecs:service',
      'aws ecs delete-service --force --cluster c --service web',
    ],
    [
      'arn:aws:ec2:eu-west-1:1:security-group/sg-1',
      'ec2:security-group',
      'aws ec2 delete-security-group --group-id sg-1',
    ],
    [
      'arn:aws:logs:eu-west-1:1:log-group:/a/b:*',
      'logs:log-group',
      'aws logs delete-log-group --log-group-name /a/b',
    ],
    [
      'arn:aws:ssm:eu-west-1:1:parameter/a/b',
      'ssm:parameter',
      'aws ssm delete-parameter --name /a/b',
    ],
  ])('%s is a %s and has its command', (arn, type, command) => {
    expect(typeOfArn(arn)).toBe(type);
    expect(kindOfArn(arn)?.remove(arn)).toBe(command);
  });

  it.each([
    ['arn:aws:s3:::bucket', 's3'],
    ['arn:aws:dynamodb:eu-west-1:1:table/x', 'dynamodb:table'],
  ])('%s of a foreign kind is called %s', (arn, type) => {
    expect(typeOfArn(arn)).toBe(type);
    expect(kindOfArn(arn)).toBeNull();
  });
});
