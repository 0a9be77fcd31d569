import { describe, expect, it } from '@jest/globals';
import { validationNames, validationOption } from './certificate.ts';
import { ruleConditions } from './service-route.ts';
import { httpListenerArgs, NO_PREVIEW_TEXT } from './shared-load-balancer.ts';

describe('validationNames', () => {
  it('asks once for a name and its wildcard', () => {
    expect(validationNames(['*.a.dev', 'a.dev', '*.api.a.dev'])).toEqual(['a.dev', 'api.a.dev']);
  });
});

describe('validationOption', () => {
  const record = {
    resourceRecordName: '_x',
    resourceRecordType: 'CNAME',
    resourceRecordValue: '_y',
  };
  it('finds the record of a wildcard by its base name', () => {
    const options = [{ domainName: '*.a.dev', ...record }];
    expect(validationOption(options, 'a.dev')).toMatchObject(record);
  });
  it('says which name has none', () => {
    expect(() => validationOption([], 'a.dev')).toThrow('ACM gave no validation record for a.dev');
  });
});

describe('ruleConditions', () => {
  const host = { hostHeader: { values: ['pr-1.a.dev'] } };
  it.each([
    ['a host with every path', 'pr-1.a.dev', ['/*'], [host]],
    ['a host without paths', 'pr-1.a.dev', [], [host]],
    [
      'a host and a path',
      'pr-1.a.dev',
      ['/api/*'],
      [host, { pathPattern: { values: ['/api/*'] } }],
    ],
    ['no host, a path', null, ['/pr-1/*'], [{ pathPattern: { values: ['/pr-1/*'] } }]],
    ['no host, every path', null, ['/*'], [{ pathPattern: { values: ['/*'] } }]],
  ])('matches %s', (_case, name, paths, expected) => {
    expect(ruleConditions({ host: name, paths, targetGroupName: 'tg' })).toEqual(expected);
  });
  it('refuses more values than one rule takes, before anything is created', () => {
    const paths = ['/a', '/b', '/c', '/d', '/e'];
    expect(() => ruleConditions({ host: 'h', paths, targetGroupName: 'pr-1-shop-api-tg' })).toThrow(
      'pr-1-shop-api-tg: 5 paths and 1 host; a listener rule takes 5 together',
    );
  });
});

describe('httpListenerArgs', () => {
  const ports = { http: 8080, https: 8443 };
  it('redirects to the HTTPS port where there is a certificate', () => {
    const args = httpListenerArgs({ ports, certificateArn: 'arn:cert', tags: {} }, 'arn:lb');
    expect(args).toMatchObject({
      port: 8080,
      protocol: 'HTTP',
      defaultActions: [
        { type: 'redirect', redirect: { port: '8443', protocol: 'HTTPS', statusCode: 'HTTP_301' } },
      ],
    });
  });
  it('answers itself that no preview lives here where there is none', () => {
    const args = httpListenerArgs({ ports, certificateArn: null, tags: {} }, 'arn:lb');
    expect(args.defaultActions).toEqual([
      {
        type: 'fixed-response',
        fixedResponse: {
          contentType: 'text/plain',
          statusCode: '404',
          messageBody: NO_PREVIEW_TEXT,
        },
      },
    ]);
  });
  it('has an answer within the 1,024 characters that AWS allows', () => {
    expect(NO_PREVIEW_TEXT.length).toBeLessThanOrEqual(1024);
  });
});
