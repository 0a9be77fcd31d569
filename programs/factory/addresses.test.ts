import { describe, expect, it } from '@jest/globals';
import { entranceOf, originOf } from './addresses.ts';

const usual = { http: 80, https: 443 };
const own = { http: 8080, https: 8443 };

describe('originOf', () => {
  it.each([
    ['HTTPS with a domain', 'a.dev', usual, 'https://shop.a.dev'],
    ['HTTP without one', null, usual, 'http://shop.a.dev'],
    ['a port of its own for HTTPS', 'a.dev', own, 'https://shop.a.dev:8443'],
    ['a port of its own for HTTP', null, own, 'http://shop.a.dev:8080'],
    ['HTTPS on HTTP’s usual port', 'a.dev', { http: 81, https: 80 }, 'https://shop.a.dev:80'],
  ])('is %s', (_case, domain, ports, origin) => {
    expect(originOf(entranceOf(domain, ports), 'shop.a.dev')).toBe(origin);
  });
});
