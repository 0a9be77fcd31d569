import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseCommand } from './commands.ts';

const SHA = 'a1'.repeat(20);

describe('a command', () => {
  it.each([
    ['/preview deploy', { name: 'deploy', sha: null }],
    ['/preview deploy  ', { name: 'deploy', sha: null }],
    ['/preview\tdeploy', { name: 'deploy', sha: null }],
    ['/preview deploy\u00a0', { name: 'deploy', sha: null }],
    ['/preview deploy\r\nbecause I looked at it', { name: 'deploy', sha: null }],
    [`/preview deploy ${SHA}`, { name: 'deploy', sha: SHA }],
    ['/preview destroy', { name: 'destroy' }],
    ['/preview plan', { name: 'plan' }],
    ['/preview extend 3d', { name: 'extend', ttl: '3d' }],
    ['/preview extend 1h', { name: 'extend', ttl: '1h' }],
    ['/preview extend 30d', { name: 'extend', ttl: '30d' }],
  ])('%j is understood', (body, command) => {
    expect(parseCommand(body)).toEqual(command);
  });

  it.each([
    '',
    'deploy',
    ' /preview deploy',
    '> /preview deploy',
    '`/preview deploy`',
    'please /preview deploy',
    '/previews deploy',
    '/preview-deploy',
    '/PREVIEW deploy',
    'Hello\n/preview deploy',
    '\n/preview deploy',
    '\u202e/preview deploy',
    '//preview deploy',
  ])('%j is none', (body) => {
    expect(parseCommand(body)).toBeNull();
  });

  it.each([
    '/preview',
    '/preview launch',
    '/preview Deploy',
    '/preview deploy now',
    '/preview deploy main',
    `/preview deploy ${SHA.slice(0, 12)}`,
    `/preview deploy ${SHA.toUpperCase()}`,
    `/preview deploy ${SHA} ${SHA}`,
    '/preview destroy all',
    '/preview extend',
    '/preview extend 3',
    '/preview extend 3w',
    '/preview extend 31d',
    '/preview extend 59m',
    '/preview extend -3d',
    '/preview extend 3d 3d',
    '/preview deploy; rm -rf /',
    '/preview $(id)',
    '/preview ${{ secrets.APPROVAL }}',
    `/preview ${'x'.repeat(100_000)}`,
  ])('%.60j is refused, with what is allowed', (body) => {
    expect(parseCommand(body)).toMatchObject({
      name: 'invalid',
      problem: expect.stringMatching(/\.$/),
    });
  });

  it('never repeats what a stranger wrote', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 3 }), (text) => {
        const command = parseCommand(`/preview ${text}`);
        if (command?.name !== 'invalid') return;
        const same = parseCommand('/preview launch');
        const others = [
          '/preview extend',
          '/preview deploy x',
          '/preview plan x',
          '/preview destroy x',
          `/preview ${'x'.repeat(300)}`,
        ];
        expect([same, ...others.map(parseCommand)]).toContainEqual(command);
      }),
      { numRuns: 2000 },
    );
  });
});
