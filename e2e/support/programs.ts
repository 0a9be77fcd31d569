import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import { parseImages } from '../../action-shared/config/images.ts';
import { resolvePreview } from '../../action-shared/config/resolve-preview.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { Message, ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { startStackRunner } from '../../action-shared/engine/stack-runner-client.ts';
import type { StackRunner } from '../../action-shared/engine/stack-runner-session.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { localBaseValues } from '../../localcloud/world/organisation.ts';
import { shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../../tools/setup/locations.ts';
import { E2E_TIMEOUT_MS } from './stage.ts';

/** What one run of the engine did: operations with their counts, those that kept things left out. */
export interface Done {
  readonly changes: Readonly<Record<string, number>>;
  /** `create aws:ecs/cluster:Cluster name`, components and the stack left out. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The two programs on a cloud, run by the bundled stack runner. */
export interface Programs {
  readonly runner: StackRunner;
  address(program: 'base' | 'preview'): StackAddress;
  up(program: ProgramCall): Promise<Done>;
  refresh(program: 'base' | 'preview'): Promise<Done>;
  destroy(program: 'base' | 'preview'): Promise<Done>;
}

export const STACKS = { base: 'dev', preview: 'shop-pr-7' } as const;

/** A stack runner for the file that calls it; usable inside its tests, ended with the file. */
export function usePrograms(cloud: () => LocalCloud): Programs {
  let runner: StackRunner | undefined;
  beforeAll(() => {
    runner = startStackRunner({
      folder: mkdtempSync(join(tmpdir(), 'macro-infra-programs-')),
      entry: join(REPOSITORY_ROOT, 'dist/stack-runner/index.js'),
      env: { ...process.env, ...cloud().env },
    });
  });
  afterAll(async () => {
    await runner?.end();
  }, E2E_TIMEOUT_MS);
  const running = (): StackRunner => {
    if (runner === undefined) throw new Error('the stack runner is there inside tests only');
    return runner;
  };
  const address = (program: 'base' | 'preview') => stackAddress(cloud(), program);
  return {
    get runner() {
      return running();
    },
    address,
    up: (program) =>
      run(running(), { type: 'up', address: address(program.name), program, refresh: false }),
    refresh: (program) => run(running(), { type: 'refresh', address: address(program) }),
    destroy: (program) =>
      run(running(), { type: 'destroy', address: address(program), removeStack: true }),
  };
}

function stackAddress({ env, region }: LocalCloud, program: 'base' | 'preview'): StackAddress {
  return {
    project: `macro-infra-${program}`,
    stack: STACKS[program],
    backendUrl: env['PULUMI_BACKEND_URL'] ?? '',
    secretsProvider: 'passphrase',
    region,
  };
}

async function run(
  runner: StackRunner,
  operation: Parameters<StackRunner['request']>[0],
): Promise<Done> {
  const messages: Message[] = [];
  const result = await runner.request(operation, { onMessage: (one) => messages.push(one) });
  if (result.type !== 'succeeded') throw new Error(`${operation.type} was answered otherwise`);
  const steps = messages
    .filter((one) => one.type === 'resource')
    .filter((one) => one.phase === 'done' && one.resourceType.startsWith('aws:'))
    .map((one) => `${one.operation} ${one.resourceType} ${one.name}`);
  const { same: _, ...changes } = result.changes;
  return { changes, steps: steps.toSorted(), outputs: result.outputs };
}

/** The base of the local cloud, on two load balancers. */
export function baseCall(
  cloud: LocalCloud,
  values: Readonly<Record<string, unknown>> = {},
): ProgramCall {
  const { region } = cloud;
  return { name: 'base', config: { ...localBaseValues(cloud), region, shards: 2, ...values } };
}

/**
 * The preview of pull request 7 of the shop, on the second load balancer, where it needs records of its
 * own too.
 *
 * @param previous Plan it was last deployed with; null for a first deployment.
 */
export function previewPlan(
  cloud: LocalCloud,
  outputs: Readonly<Record<string, unknown>>,
  images: string,
  previous: PreviewPlan | null = null,
  appFile = shopAppFile,
): PreviewPlan {
  const baseOutputs: BaseOutputs = baseOutputsSchema.parse(outputs);
  const [first = ''] = baseOutputs.loadBalancers.map(({ arn }) => arn);
  return resolvePreview({
    appFile: parseAppFile(appFile, { fileName: 'macro-infra.yml', repositoryName: 'shop' }),
    policyFile: null,
    number: 7,
    sha: 'a'.repeat(40),
    repository: 'acme/shop',
    region: cloud.region,
    baseName: 'dev',
    stackReference: 'organization/macro-infra-base/dev',
    baseOutputs,
    images: parseImages(images),
    capacity: { [first]: { priorities: [], targetGroups: 100 } },
    previous,
    secretValues: {},
    now: Date.UTC(2026, 0, 1),
  });
}

export function previewCall(plan: PreviewPlan): ProgramCall {
  return { name: 'preview', plan: { ...plan } };
}

/** Text of a stack's checkpoint in the `file://` backend. */
export function checkpointFile(cloud: LocalCloud, program: 'base' | 'preview'): string {
  const stacks = join(cloud.stateDir, 'state/.pulumi/stacks');
  return join(stacks, `macro-infra-${program}`, `${STACKS[program]}.json`);
}

export function readCheckpoint(cloud: LocalCloud, program: 'base' | 'preview'): string {
  return readFileSync(checkpointFile(cloud, program), 'utf8');
}
