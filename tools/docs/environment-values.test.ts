import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { environmentValuesPage } from './environment-values.ts';

const page = environmentValuesPage(REPOSITORY_ROOT);
const rows = page.split('\n').filter((line) => line.startsWith('| `'));
const keys = rows.map((row) => /^\| `([^`]+)`/.exec(row)?.[1] ?? '');

/** Keys of a mapping and of the mappings in it: `network.cidr`. */
function keysIn(values: unknown, path = ''): readonly string[] {
  const record = z.record(z.string(), z.unknown()).safeParse(values);
  if (!record.success || Array.isArray(values)) return [];
  return Object.entries(record.data).flatMap(([key, value]) => [
    `${path}${key}`,
    ...keysIn(value, `${path}${key}.`),
  ]);
}

describe('docs/environment-values.md', () => {
  it.each(['dev', 'staging', 'production'])('has every value that %s sets', (environment) => {
    const file = join(REPOSITORY_ROOT, `programs/environment/Pulumi.${environment}.yaml`);
    const { config } = z
      .object({ config: z.record(z.string(), z.unknown()) })
      .parse(parse(readFileSync(file, 'utf8')));
    const set = keysIn(config['macro-infra-environment:values']);
    expect(set.length).toBeGreaterThan(30);
    const names = /^(overview)\./; // names of its own, not keys
    expect(set.filter((key) => !names.test(key) && !keys.includes(key))).toEqual([]);
  });

  it('says of each what is allowed, in words of its own', () => {
    for (const row of rows) expect(row).not.toMatch(/Invalid|expected|undefined/);
  });

  it('has what is in lists and under names too, each once', () => {
    expect(keys).toEqual(expect.arrayContaining(['network.peers[].cidr', 'services.<name>.cpu']));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('says what has to be given', () => {
    const required = keys.filter((_, index) => rows[index]?.includes('**required**'));
    expect(required).toEqual(
      expect.arrayContaining(['region', 'network.cidr', 'budget.monthlyUsd']),
    );
  });
});
