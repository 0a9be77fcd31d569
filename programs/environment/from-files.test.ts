import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { compareEnvironments } from '../../action-shared/parity/compare.ts';
import { neutralGraph } from '../../action-shared/parity/neutral-graph.ts';
import { ENVIRONMENTS } from './config.ts';
import type { PermanentEnvironment as Config, EnvironmentName } from './config.ts';
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

describe('the committed environments beside each other', () => {
  const graphOf = async (environment: EnvironmentName, change = (values: Config) => values) => {
    const config = change(environmentFromFiles(environment, { folder: FOLDER, baseFolder }));
    const { resources } = await recordedEnvironment(config);
    return neutralGraph({ name: environment, config: { ...config }, resources });
  };
  const today = '2026-01-01';

  it('have parity: every difference is allowed', async () => {
    const graphs = [];
    for (const environment of ENVIRONMENTS) graphs.push(await graphOf(environment));
    expect(compareEnvironments(graphs, { today }).counts).toMatchObject({ broken: 0 });
  });

  it('have none when one has another port', async () => {
    const otherPort = (config: Config) => ({
      ...config,
      services: config.services.map((one) => ({
        ...one,
        port: one.port === 3040 ? 3050 : one.port,
      })),
    });
    const graphs = [await graphOf('staging'), await graphOf('production', otherPort)];
    expect(compareEnvironments(graphs, { today }).counts.broken).toBeGreaterThan(0);
  });
});
