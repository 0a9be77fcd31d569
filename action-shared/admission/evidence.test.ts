import { describe, expect, it } from '@jest/globals';
import { boundToHead } from './binding.ts';
import { imagesOfArtifacts } from './build-artifacts.ts';
import { touchesPaths } from './paths.ts';

const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();

describe('a comment and the head', () => {
  it.each([
    { name: 'written after the push', runs: [10], is: true },
    { name: 'written before the push', runs: [30], is: false },
    { name: 'the commit came back after the comment', runs: [10, 30], is: false },
    { name: 'several runs of one push', runs: [10, 10, 11], is: true },
    { name: 'within the same second', runs: [20], is: 'unknown' },
    { name: 'no run at all', runs: [], is: 'unknown' },
  ])('$name: $is', ({ runs, is }) => {
    expect(boundToHead(at(20), runs.map(at))).toBe(is);
  });

  it.each([
    ['soon', [at(1)]],
    ['', [at(1)]],
    [at(20), ['soon']],
    [at(20), [at(1), '']],
  ])('cannot be told from times like %j and %j', (comment, runs) => {
    expect(boundToHead(comment, runs)).toBe('unknown');
  });
});

describe('changed files and patterns', () => {
  it.each([
    { files: ['apps/web/a.ts'], patterns: ['apps/**'], is: true },
    { files: ['apps'], patterns: ['apps/**'], is: false },
    { files: ['docs/a.md'], patterns: ['apps/**'], is: false },
    { files: ['a.ts'], patterns: ['**/*.ts'], is: true },
    { files: ['x/y/a.ts'], patterns: ['**/*.ts'], is: true },
    { files: ['x/a.ts'], patterns: ['*.ts'], is: false },
    { files: ['x/a.ts'], patterns: ['*'], is: false },
    { files: ['x/a.ts'], patterns: ['**'], is: true },
    { files: ['a1.ts'], patterns: ['a?.ts'], is: true },
    { files: ['a/.ts'], patterns: ['a?.ts'], is: false },
    { files: ['apps/a.md'], patterns: ['apps/**', '!**/*.md'], is: false },
    { files: ['apps/a.md', 'apps/a.ts'], patterns: ['apps/**', '!**/*.md'], is: true },
    { files: ['apps/keep.md'], patterns: ['apps/**', '!**/*.md', 'apps/keep.md'], is: true },
    { files: ['apps/a.ts'], patterns: ['!docs/**'], is: true },
    { files: ['docs/a.md'], patterns: ['!docs/**'], is: false },
    { files: [], patterns: ['**'], is: false },
    { files: ['a+b(c).ts'], patterns: ['a+b(c).ts'], is: true },
    { files: ['axb.ts'], patterns: ['a.b.ts'], is: false },
    { files: ['.github/workflows/x.yml'], patterns: ['**/*.yml'], is: true },
  ])('$files against $patterns: $is', ({ files, patterns, is }) => {
    expect(touchesPaths(files, patterns)).toBe(is);
  });
});

describe('images among artifacts', () => {
  const digits = 'ab'.repeat(32);
  it('are read from the names alone', () => {
    const names = [`macro-infra-image-web-sha256-${digits}`, 'macro-infra-digest-web', 'coverage'];
    expect(imagesOfArtifacts(names)).toEqual({ web: `sha256:${digits}` });
  });

  it.each([
    `macro-infra-image-web-sha256-${digits}0`,
    `macro-infra-image-web-sha256-${digits.slice(1)}`,
    `macro-infra-image-WEB-sha256-${digits}`,
    `macro-infra-image-__proto__-sha256-${digits}`,
    `macro-infra-image-web-md5-${digits}`,
    ` macro-infra-image-web-sha256-${digits}`,
  ])('%s is none', (name) => {
    expect(imagesOfArtifacts([name])).toBeNull();
  });
});
