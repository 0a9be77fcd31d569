import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StackNotFoundError } from '@pulumi/pulumi/automation/errors.js';
import { describe, expect, it } from '@jest/globals';
import type { ProgramCall } from '../../action-shared/engine/protocol.ts';
import { planOf } from '../../actions/sweep-previews/testing/world.ts';
import { listedStacks, partsOf, plainOutputs, writeScratchStack } from './other-stacks.ts';
import { previewStack } from './preview-stack.ts';

const plan = planOf({
  ...{ stack: 'shop-pr-42', number: 42, repository: 'acme/shop', region: 'eu-west-1' },
  expiresAt: Date.parse('2026-11-29T00:00:00Z'),
});
const call: ProgramCall = { name: 'preview', plan };
const watch = { onEvent: () => undefined, signal: new AbortController().signal };

/** What is asked of the engine, and every call that a program was made of. */
async function preview(error: Error | null, asked: ProgramCall = call) {
  const done: string[] = [];
  const made: ProgramCall[] = [];
  await previewStack(asked, watch, {
    engine: {
      preview: () => {
        done.push('preview');
        return error === null ? Promise.resolve() : Promise.reject(error);
      },
      outputsOf: (reference) => {
        done.push(`outputs of ${reference}`);
        return Promise.resolve({ vpcId: 'vpc-1' });
      },
    },
    programOf: (one) => {
      made.push(one);
      return Promise.resolve(() => Promise.resolve({}));
    },
    scratch: (needed) => {
      done.push(`scratch ${JSON.stringify(needed)}`);
      return Promise.resolve({ preview: () => Promise.resolve(void done.push('scratch preview')) });
    },
  }).catch((thrown: unknown) => done.push((thrown as Error).message));
  return { done, made };
}

describe('the preview of a stack', () => {
  it('is made on the stack itself', async () => {
    expect((await preview(null)).done).toEqual(['preview']);
  });

  it('of one that does not exist is made elsewhere, with what the program reads', async () => {
    const missing = new StackNotFoundError('no stack named');
    expect((await preview(missing)).done).toEqual([
      'preview',
      'outputs of organization/macro-infra-base/dev',
      'scratch {"organization/macro-infra-base/dev":{"vpcId":"vpc-1"}}',
      'scratch preview',
    ]);
  });

  it('of an environment that does not exist is made with its base and its peers', async () => {
    const peers = [{ name: 'dev', stack: 'acme/macro-infra-environment/shop-dev' }, { name: 'x' }];
    const values = { base: 'acme/macro-infra-base/dev', network: { cidr: '10.1.0.0/16', peers } };
    const app = { text: '', fileName: 'f', repositoryName: 'shop' };
    const source = { environment: 'staging', app, file: 'f', values, neighbours: [] };
    const missing = new StackNotFoundError('no stack named');
    const { done, made } = await preview(missing, { name: 'environment', source });
    expect(done.filter((one) => one.startsWith('outputs'))).toEqual([
      'outputs of acme/macro-infra-base/dev',
      'outputs of acme/macro-infra-environment/shop-dev',
    ]);
    expect(made.at(-1)).toMatchObject({
      source: {
        values: {
          base: 'organization/macro-infra-base/dev',
          network: {
            cidr: '10.1.0.0/16',
            peers: [{ stack: 'organization/macro-infra-environment/shop-dev' }, { name: 'x' }],
          },
        },
      },
    });
  });

  it('that fails otherwise fails', async () => {
    expect((await preview(new Error('the backend is away'))).done).toEqual([
      'preview',
      'the backend is away',
    ]);
  });
});

describe('other stacks', () => {
  it('are listed by their own names', () => {
    const text = JSON.stringify([
      { name: 'organization/macro-infra-preview/shop-pr-1', lastUpdate: '2026-11-21T10:00:00Z' },
      { name: 'shop-pr-2' },
    ]);
    expect(listedStacks(text)).toEqual([
      { stack: 'shop-pr-1', updatedAt: '2026-11-21T10:00:00Z' },
      { stack: 'shop-pr-2', updatedAt: null },
    ]);
  });

  it('tell no secret outputs', () => {
    expect(plainOutputs('{"a":1,"b":"[secret]"}')).toEqual({ a: 1 });
  });

  it('are named by their last two parts', () => {
    expect(partsOf('acme/macro-infra-base/dev')).toEqual({
      project: 'macro-infra-base',
      stack: 'dev',
    });
  });

  it('are written so that a stack reference finds their outputs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scratch-test-'));
    writeScratchStack(folder, 'organization/macro-infra-base/dev', { vpcId: 'vpc-1' });
    const file = join(folder, '.pulumi/stacks/macro-infra-base/dev.json');
    const written = readFileSync(file, 'utf8');
    rmSync(folder, { recursive: true });
    expect(JSON.parse(written)).toMatchObject({
      version: 3,
      checkpoint: { latest: { resources: [{ outputs: { vpcId: 'vpc-1' } }] } },
    });
  });
});
