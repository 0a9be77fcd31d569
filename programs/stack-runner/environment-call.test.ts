import { describe, expect, it } from '@jest/globals';
import type { StackAddress } from '../../action-shared/engine/protocol.ts';
import { commandSchema } from '../../action-shared/engine/protocol.ts';
import { committedValues } from '../environment/testing/stage.ts';
import type { ExportedStack } from './deployment-state.ts';
import { environmentConfigOf, secretValuesOf } from './environment-call.ts';
import type { EnvironmentCall } from './environment-call.ts';
import { assertUnprotected } from './protection.ts';

const APP = `app: shop
services:
  web: { port: 8080, secrets: { STRIPE_KEY: 'doppler:STRIPE_KEY' } }
`;
const address: StackAddress = {
  project: 'macro-infra-environment',
  stack: 'shop-staging',
  backendUrl: 'file:///x',
  secretsProvider: 'passphrase',
  region: 'us-west-2',
};

/** The call for staging of an app with one service. */
function call(values: Record<string, unknown> = {}): EnvironmentCall {
  const web = `sha256:${'a'.repeat(64)}`;
  return {
    name: 'environment',
    source: {
      environment: 'staging',
      app: { text: APP, fileName: 'macro-infra.yml', repositoryName: 'acme/shop' },
      file: 'Pulumi.staging.yaml',
      values: { ...committedValues('staging'), images: { web }, ...values },
      neighbours: [],
    },
    secretVariables: { 'doppler:STRIPE_KEY': 'SECRET_0' },
  };
}

describe('the call for an environment', () => {
  it('goes through the commands file whole, its secrets by the names of variables', () => {
    const command = { type: 'up', id: 'a', address, program: call(), refresh: false };
    const written: unknown = JSON.parse(JSON.stringify(command));
    expect(commandSchema.parse(written)).toEqual(command);
  });

  it('becomes the configuration of its stack file and the app’s file', () => {
    const config = environmentConfigOf(call(), address);
    expect(config).toMatchObject({ environment: 'staging', app: 'shop', region: 'us-west-2' });
    expect(config.services.map(({ name }) => name)).toEqual(['web']);
  });

  it.each([
    ['another region', { ...address, region: 'eu-west-1' }, 'region is us-west-2, but the engine'],
    ['another stack', { ...address, stack: 'shop-production' }, 'holds production: it cannot be'],
    ['no environment', { ...address, stack: 'shop-pr-7' }, 'shop-pr-7 is no permanent environment'],
  ])('is refused for %s', (_case, place, message) => {
    expect(() => environmentConfigOf(call(), place)).toThrow(message);
  });

  it('is refused with what is wrong in its values, by file and key', () => {
    expect(() => environmentConfigOf(call({ logDays: 31 }), address)).toThrow(
      /Pulumi\.staging\.yaml.*logDays: found 31/s,
    );
  });
});

describe('values from outside AWS', () => {
  it('are taken from the variables that the call names', () => {
    const env = { SECRET_0: 'sk_1', SECRET_1: 'other' };
    expect(secretValuesOf(call(), env)).toEqual({ 'doppler:STRIPE_KEY': 'sk_1' });
  });

  it('that are not there are told by reference and variable', () => {
    expect(() => secretValuesOf(call(), {})).toThrow('doppler:STRIPE_KEY (variable SECRET_0)');
  });
});

describe('the destroy of an environment', () => {
  const state = (protect: boolean): ExportedStack => ({
    version: 3,
    deployment: { resources: [{ urn: 'u', type: 'aws:ec2/vpc:Vpc', custom: true, protect }] },
  });
  const engine = (found: ExportedStack | null) => {
    const asked: string[] = [];
    const export_ = () => {
      asked.push('export');
      return Promise.resolve(found);
    };
    return { asked, engine: { export: export_ } };
  };

  it('is refused while it is protected, naming switch and file', async () => {
    await expect(assertUnprotected(address, engine(state(true)).engine)).rejects.toThrow(
      'shop-staging is protected (1 resource): set `protection: false` in Pulumi.staging.yaml',
    );
  });

  it.each([
    ['nothing protected', state(false)],
    ['no stack', null],
  ])('goes on with %s', async (_case, found) => {
    await expect(assertUnprotected(address, engine(found).engine)).resolves.toBeUndefined();
  });

  it('asks nothing of a preview', async () => {
    const { asked, engine: never } = engine(state(true));
    await assertUnprotected({ project: 'macro-infra-preview', stack: 'shop-pr-1' }, never);
    expect(asked).toEqual([]);
  });
});
