import { describe, expect, it } from '@jest/globals';
import { parseImages } from './images.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;

describe('parseImages', () => {
  it.each([
    [
      'lines',
      `web=r/web@${DIGEST}\n\n# comment\n api = r:1 `,
      { web: `r/web@${DIGEST}`, api: 'r:1' },
    ],
    ['a JSON object', `{"web":"r/web@${DIGEST}"}`, { web: `r/web@${DIGEST}` }],
    ['a registry with a port', 'web=localhost:5000/web:1', { web: 'localhost:5000/web:1' }],
    ['a tag and a digest', `web=r/web:1@${DIGEST}`, { web: `r/web:1@${DIGEST}` }],
  ])('takes %s', (_case, text, expected) => {
    expect(parseImages(text)).toEqual(expected);
  });

  it.each([
    ['nothing', '', 'images: found nothing'],
    ['a line without =', 'web', 'line 1: found "web"'],
    ['neither tag nor digest', 'web=repo', 'web: found "repo"'],
    ['a registry’s port only', 'web=localhost:5000/web', 'web: found "localhost:5000/web"'],
    ['a short digest', 'web=r@sha256:abc', 'web: found "r@sha256:abc"'],
    ['white space', 'web=r :1', 'web: found "r :1"'],
    ['a service twice', 'web=r:1\nweb=r:2', 'web: found more than one image'],
    ['broken JSON', '{"web":', 'JSON: found "{\\"web\\":"'],
    ['a JSON number', '{"web":1}', 'web: found 1'],
    ['an empty object', '{}', 'images: found nothing'],
  ])('refuses %s', (_case, text, expected) => {
    expect(() => parseImages(text)).toThrow(expected);
  });

  it('tells every fault at once', () => {
    expect(() => parseImages('web\napi=x')).toThrow('images: 2 problems');
  });
});
