import { describe, expect, it } from '@jest/globals';
import { baseFingerprint, certificateDomains, parseBaseConfig } from './base.ts';

const parse = (values: Record<string, unknown>) =>
  parseBaseConfig({ region: 'eu-west-1', ...values }, 'dev.yaml');

describe('parseBaseConfig', () => {
  it('needs no more than a region', () => {
    expect(parse({})).toEqual({
      name: 'dev',
      region: 'eu-west-1',
      cidr: '10.0.0.0/16',
      zones: 2,
      nat: 'none',
      domain: null,
      flowLogDays: null,
      endpoints: null,
      hostedZoneId: null,
      certificateDomains: null,
      listenerPorts: { http: 80, https: 443 },
      shards: 1,
      deletionProtection: false,
      imageRepository: 'macro-infra',
      imagesKept: 500,
      database: null,
      limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] },
      costCenter: 'Development',
      repository: 'macro-infra',
    });
  });

  it('fills in what a part leaves out', () => {
    const config = parse({ listenerPorts: { https: 8443 }, limits: { maxServices: 2 } });
    expect(config.listenerPorts).toEqual({ http: 80, https: 8443 });
    expect(config.limits).toMatchObject({ maxCpu: 1024, maxServices: 2 });
  });

  it('fills in the previews’ database, which nobody has unless it is asked for', () => {
    expect(parse({ database: {} }).database).toEqual({
      capacity: { min: 0, max: 4 },
      backupDays: 1,
      extensions: [],
    });
  });

  it.each([
    [{ capacity: { min: 8, max: 4 } }, '`min` must not be above `max`'],
    [{ capacity: { min: 0.3 } }, 'database.capacity.min'],
    [{ backupDays: 36 }, 'database.backupDays'],
    [{ extensions: ['vector"; DROP'] }, 'must be the name of an extension'],
    [{ size: 'big' }, 'Unrecognized key'],
  ])('refuses the database %j', (database, message) => {
    expect(() => parse({ database })).toThrow(message);
  });

  it('lists every problem at once, with the file', () => {
    const values = { cidr: '10.0.0.1/16', zones: 5, nat: 'two', domain: 'Example', extra: 1 };
    const attempt = () => parse(values);
    expect(attempt).toThrow('dev.yaml');
    for (const path of ['cidr:', 'zones:', 'nat:', 'domain:', 'extra'])
      expect(attempt).toThrow(path);
  });

  it.each([
    ['a region that is none', { region: 'europe' }, 'must be an AWS region'],
    ['octets above 255', { cidr: '10.300.0.0/16' }, 'must be a network address'],
    ['a range too small to carve', { cidr: '10.0.0.0/24' }, 'between /16 and /22'],
    ['a name that makes names too long', { name: 'a'.repeat(17) }, 'name:'],
    ['one port for both', { listenerPorts: { http: 80, https: 80 } }, 'http and https must differ'],
    ['names without a domain', { certificateDomains: ['*.a.dev'] }, 'needs a `domain`'],
    ['a zone without a domain', { hostedZoneId: 'Z1' }, 'needs a `domain`'],
    [
      'names outside the domain',
      { domain: 'a.dev', certificateDomains: ['*.b.dev'] },
      '*.b.dev is not within a.dev',
    ],
    ['days that flow logs cannot be kept', { flowLogDays: 2 }, 'must be null, or one of 1, 3, 5'],
    ['an endpoint that nobody needs', { endpoints: ['sqs'] }, 'must be one of ecr.api'],
    ['an endpoint twice', { endpoints: ['sts', 'sts'] }, 'must differ'],
    ['a repository name ECR refuses', { imageRepository: 'My Images' }, 'imageRepository:'],
  ])('refuses %s', (_case, values, message) => {
    expect(() => parse(values)).toThrow(message);
  });

  it.each([null, 'text', 42])('refuses %s in place of values', (values) => {
    expect(() => parseBaseConfig(values, 'dev.yaml')).toThrow('(top level)');
  });
});

describe('certificateDomains', () => {
  it.each([
    [{}, []],
    [{ domain: 'a.dev' }, ['*.a.dev']],
    [
      { domain: 'a.dev', certificateDomains: ['*.a.dev', '*.api.a.dev', '*.a.dev'] },
      ['*.a.dev', '*.api.a.dev'],
    ],
  ])('of %j are %j', (values, expected) => {
    expect(certificateDomains(parse(values))).toEqual(expected);
  });
});

describe('baseFingerprint', () => {
  it('is the same whatever the order of the values', () => {
    const one = parse({ name: 'dev', domain: 'a.dev' });
    const other = parse({ domain: 'a.dev', name: 'dev' });
    expect(baseFingerprint(one)).toBe(baseFingerprint(other));
  });
  it('changes with any value', () => {
    const variants = [{}, { shards: 2 }, { domain: 'a.dev' }, { limits: { maxCpu: 512 } }];
    const prints = variants.map((values) => baseFingerprint(parse(values)));
    expect(new Set(prints).size).toBe(variants.length);
  });
});
