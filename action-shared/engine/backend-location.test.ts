import { describe, expect, it } from '@jest/globals';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseBackendUrl } from './backend-location.ts';

const s3 = { kind: 's3', bucket: 'b', prefix: '', region: null, endpoint: null, pathStyle: false };

describe('a backend-url', () => {
  it.each([
    ['file:///var/state', { kind: 'file', root: '/var/state' }],
    ['file:///var/a%20b?no_tmp_dir=true', { kind: 'file', root: '/var/a b' }],
    ['file://~', { kind: 'file', root: homedir() }],
    ['file://~/state', { kind: 'file', root: join(homedir(), 'state') }],
    ['file://./state', { kind: 'file', root: resolve('state') }],
    ['s3://b', s3],
    ['s3://b/team/x/', { ...s3, prefix: 'team/x' }],
    [
      's3://b?region=eu-west-1&hostname_immutable=true&use_path_style=true',
      { ...s3, region: 'eu-west-1', pathStyle: true },
    ],
    [
      's3://b?endpoint=localhost:9000&disableSSL=true&s3ForcePathStyle=true',
      { ...s3, endpoint: 'http://localhost:9000', pathStyle: true },
    ],
    ['https://api.pulumi.com', { kind: 'cloud', url: 'https://api.pulumi.com' }],
  ])('%s is understood', (url, location) => {
    expect(parseBackendUrl(url)).toEqual(location);
  });

  it.each(['', 'gs://b', '/var/state', 'ftp://user:secret@x'])(
    '%j is refused, with what is allowed',
    (url) => {
      expect(() => parseBackendUrl(url)).toThrow(/^backend-url: .*Allowed: s3/);
      expect(() => parseBackendUrl(url)).not.toThrow(/secret/);
    },
  );
});
