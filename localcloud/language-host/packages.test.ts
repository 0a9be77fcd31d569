import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import { dependenciesOf } from './packages.ts';
import { VERSION } from '../provider/service.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'macro-infra-packages-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function manifest(path: string, content: object): void {
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, path, 'package.json'), JSON.stringify(content));
}

it('finds the plugins that the programs need, in the versions that are installed', () => {
  const found = dependenciesOf(join(REPOSITORY_ROOT, 'programs/preview'));
  const plugins = found.flatMap(({ plugin }) => (plugin === null ? [] : [plugin]));
  expect(plugins).toEqual([{ name: 'aws', version: VERSION }]);
});

it('takes a name and version of the package where its plugin has none of its own', () => {
  manifest('.', { dependencies: { '@acme/cloud': '^1', plain: '*' } });
  manifest('node_modules/@acme/cloud', { version: '1.2.3', pulumi: { resource: true } });
  manifest('node_modules/plain', { version: '2.0.0' });
  expect(dependenciesOf(join(folder, 'deep/inside'))).toEqual([
    { name: '@acme/cloud', version: '1.2.3', plugin: { name: 'cloud', version: '1.2.3' } },
    { name: 'plain', version: '2.0.0', plugin: null },
  ]);
});

it('leaves out what is not installed', () => {
  manifest('.', { dependencies: { absent: '*' } });
  expect(dependenciesOf(folder)).toEqual([]);
});
