import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { ENVIRONMENTS } from './config.ts';
import { environmentFromFiles } from './from-files.ts';
import { recordedEnvironment } from './recorded.ts';
import { FOLDER } from './testing/stage.ts';

const baseFolder = join(FOLDER, '../base');
const empty = mkdtempSync(join(tmpdir(), 'macro-infra-files-'));
afterAll(() => rmSync(empty, { recursive: true, force: true }));

describe('environmentFromFiles', () => {
  it.each(ENVIRONMENTS)('reads %s from the repository, and its graph is recorded', async (name) => {
    const config = environmentFromFiles(name, { folder: FOLDER, baseFolder });
    const { resources } = await recordedEnvironment(config);
    expect(resources.filter(({ type }) => type.startsWith('aws:')).length).toBeGreaterThan(140);
  });

  it('is the same recording each time', async () => {
    const config = environmentFromFiles('staging', { folder: FOLDER, baseFolder });
    const record = async () => {
      const { resources } = await recordedEnvironment(config);
      return resources.map((one) => JSON.stringify(one)).toSorted();
    };
    expect(await record()).toEqual(await record());
  });

  it('says which file is missing, is no stack file, or names no app', () => {
    const read = () => environmentFromFiles('dev', { folder: empty, baseFolder });
    expect(read).toThrow('Pulumi.dev.yaml does not exist in');
    const write = (text: string) => writeFileSync(join(empty, 'Pulumi.dev.yaml'), text);
    write('- a list');
    expect(read).toThrow('Pulumi.dev.yaml is no stack file');
    write('a: [');
    expect(read).toThrow('Pulumi.dev.yaml: ');
    write('config: {}');
    expect(read).toThrow(
      "Pulumi.dev.yaml names no app's file: set macro-infra-environment:appFile",
    );
    write('config: { macro-infra-environment:appFile: nowhere.yml }');
    expect(read).toThrow('nowhere.yml does not exist');
  });
});
