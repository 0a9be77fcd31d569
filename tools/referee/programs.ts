import { join } from 'node:path';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import { parseImages } from '../../action-shared/config/images.ts';
import { resolvePreview } from '../../action-shared/config/resolve-preview.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { Message, ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { startStackRunner } from '../../action-shared/engine/stack-runner-client.ts';
import type {
  OperationRequest,
  StackRunner,
} from '../../action-shared/engine/stack-runner-session.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { localBaseValues } from '../../localcloud/world/organisation.ts';
import { shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

/** What one run of the engine did; what stayed the same is left out. */
export interface Done {
  /** Operation -> number of resources; a replacement counts once. */
  readonly changes: Readonly<Record<string, number>>;
  /** `create aws:ecs/cluster:Cluster name`, components and the stack left out, sorted. */
  readonly steps: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

export type ProgramName = 'base' | 'preview';

/** The two programs on a cloud, run by the bundled stack runner. */
export interface Programs {
  readonly runner: StackRunner;
  address(program: ProgramName): StackAddress;
  up(program: ProgramCall): Promise<Done>;
  /** What `up` would do. */
  plan(program: ProgramCall): Promise<Done>;
  refresh(program: ProgramName): Promise<Done>;
  destroy(program: ProgramName): Promise<Done>;
}

export const STACKS = { base: 'dev', preview: 'shop-pr-7' } as const;

/** @param folder Where the stack runner and its client leave their messages. */
export function programsOn(
  cloud: LocalCloud,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Programs {
  const runner = startStackRunner({
    folder,
    entry: join(REPOSITORY_ROOT, 'dist/stack-runner/index.js'),
    env: { ...process.env, ...cloud.env, ...env },
  });
  const address = (program: ProgramName) => stackAddress(cloud, program);
  const change = (type: 'up' | 'preview', program: ProgramCall) => {
    const place = { address: address(program.name), program };
    return run(runner, type === 'up' ? { type, ...place, refresh: false } : { type, ...place });
  };
  return {
    runner,
    address,
    up: (program) => change('up', program),
    plan: (program) => change('preview', program),
    refresh: (program) => run(runner, { type: 'refresh', address: address(program) }),
    destroy: (program) =>
      run(runner, { type: 'destroy', address: address(program), removeStack: true }),
  };
}

function stackAddress({ env, region }: LocalCloud, program: ProgramName): StackAddress {
  return {
    project: `macro-infra-${program}`,
    stack: STACKS[program],
    backendUrl: env['PULUMI_BACKEND_URL'] ?? '',
    secretsProvider: 'passphrase',
    region,
  };
}

async function run(runner: StackRunner, operation: OperationRequest): Promise<Done> {
  const messages: Message[] = [];
  const result = await runner.request(operation, { onMessage: (one) => messages.push(one) });
  if (result.type !== 'succeeded') throw new Error(`${operation.type} was answered otherwise`);
  const steps = messages
    .filter((one) => one.type === 'resource')
    .filter((one) => one.phase === 'done' && one.resourceType.startsWith('aws:'))
    .map((one) => `${one.operation} ${one.resourceType} ${one.name}`);
  const changes = Object.entries(result.changes).filter(([operation]) => operation !== 'same');
  return { changes: Object.fromEntries(changes), steps: steps.toSorted(), outputs: result.outputs };
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
 * @param outputs The base's.
 * @param previous Plan it was last deployed with; null for a first deployment.
 */
export function previewPlan(
  cloud: LocalCloud,
  outputs: Readonly<Record<string, unknown>>,
  images: string,
  previous: PreviewPlan | null = null,
  appFile = shopAppFile,
): PreviewPlan {
  const baseOutputs = baseOutputsSchema.parse(outputs);
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

/** The shop's file with its api on port 3050 instead of 3040. */
export const appFileOnOtherPort = shopAppFile
  .replace('port: 3040', 'port: 3050')
  .replace('ALLOWED_ORIGIN:', "PORT: '3050'\n      ALLOWED_ORIGIN:");

export function previewCall(plan: PreviewPlan): ProgramCall {
  return { name: 'preview', plan: { ...plan } };
}
