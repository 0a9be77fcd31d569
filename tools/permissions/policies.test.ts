import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { iamActions, unseenActions } from './iam.ts';
import { notAllowed, policyOf } from './policies.ts';
import type { Policy } from './policies.ts';
import { merged, recordedCalls, recordedSchema, ROLES } from './recorded.ts';
import type { RoleName } from './recorded.ts';
import { scopesOf } from './scopes.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(join(REPOSITORY_ROOT, 'docs/policies', file), 'utf8'));
const recorded = recordedSchema.parse(read('recorded-calls.json'));
const committed: Readonly<Record<RoleName, Policy>> = {
  base: read('base.json') as Policy,
  preview: read('preview.json') as Policy,
};

/** Characters of a customer managed policy, white space aside (IAM quotas). */
const POLICY_CHARACTERS = 6144;

describe('the committed policies', () => {
  it.each(ROLES)('of %s is what its recorded calls make it', (role) => {
    expect(committed[role]).toEqual(policyOf(role, recorded.calls));
  });
  it('allow every recorded call', () => {
    expect(recorded.calls.length).toBeGreaterThan(100);
    expect(notAllowed(recorded.calls, committed)).toEqual([]);
  });
  it.each(ROLES)('of %s fits into one managed policy', (role) => {
    expect(JSON.stringify(committed[role]).length).toBeLessThanOrEqual(POLICY_CHARACTERS);
  });
  it.each(ROLES)('of %s grants no whole service', (role) => {
    const actions = committed[role].Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });
  it('let the preview role write nothing on everything but what AWS cannot narrow', () => {
    const wide = committed.preview.Statement.filter(({ Resource }) => Resource.includes('*'));
    const writing = wide
      .flatMap(({ Action }) => Action)
      .filter((action) => !/:(Describe|List|Get)/.test(action));
    expect(writing).toEqual(['ecs:DeregisterTaskDefinition']);
  });
  it('let the preview role change nothing of the base', () => {
    const actions = committed.preview.Statement.flatMap(({ Action }) => Action);
    const own = /LoadBalancer$|Listener$|Vpc$|Subnet$|HostedZone$|Repository$|Certificate$/;
    const changing = actions.filter((action) => !/:(Describe|List|Get)/.test(action));
    expect(changing.filter((action) => own.test(action))).toEqual([]);
  });
});

describe('IAM actions of an operation', () => {
  it.each([
    ['ecs', 'CreateService', ['ecs:CreateService']],
    ['tagging', 'GetResources', ['tag:GetResources']],
    ['s3', 'ListObjectsV2', ['s3:ListBucket']],
    ['s3', 'HeadObject', ['s3:GetObject']],
    ['s3', 'CopyObject', ['s3:GetObject', 's3:PutObject']],
  ])('%s %s needs %j', (service, action, expected) => {
    expect(iamActions({ service, action })).toEqual(expected);
  });
  it('adds what a creation with tags is asked for, unless the log shows it', () => {
    const of = (...seen: string[]) => unseenActions(seen).map(({ action }) => action);
    expect(of('logs:CreateLogGroup')).toEqual(['logs:TagResource', 'logs:UntagResource']);
    expect(of('logs:CreateLogGroup', 'logs:TagResource')).toEqual(['logs:UntagResource']);
    expect(of('logs:DescribeLogGroups')).toEqual([]);
  });
});

describe('scopes', () => {
  it('refuse an action that nobody has decided on', () => {
    expect(() => scopesOf('preview', 'rds:DeleteDBInstance')).toThrow(
      'preview calls rds:DeleteDBInstance: say in scopes.ts on what it may',
    );
  });
  it('never let a secret be read as a mere look', () => {
    const sids = (action: string) => scopesOf('preview', action).map(({ sid }) => sid);
    expect(sids('secretsmanager:GetSecretValue')).toEqual(['Secrets']);
    expect(sids('ssm:GetParameters')).toEqual(['Secrets']);
  });
  it('let a security group be tagged only while it is made, or when it is ours', () => {
    const conditions = scopesOf('preview', 'ec2:CreateTags').map(({ condition }) => condition);
    expect(conditions).toHaveLength(2);
    expect(conditions).not.toContain(undefined);
  });
});

describe('recorded calls', () => {
  const call = (service: string, action: string) =>
    ({ service, action }) as Parameters<typeof recordedCalls>[2][number];
  it('are kept once per role and operation with all their phases', () => {
    const first = recordedCalls('base', 'a', [call('s3', 'GetObject'), call('s3', 'GetObject')]);
    const second = recordedCalls('base', 'b', [call('s3', 'GetObject')]);
    expect(merged([...first, ...second])).toEqual([
      { role: 'base', service: 's3', action: 'GetObject', phases: ['a', 'b'] },
    ]);
  });
});
