import { join } from 'node:path';
import { parseAppFile } from '../../action-shared/config/app-file.ts';
import { parseImages } from '../../action-shared/config/images.ts';
import { resolvePreview } from '../../action-shared/config/resolve-preview.ts';
import { baseOutputsSchema } from '../../action-shared/documents/base-outputs.ts';
import type { PreviewPlan } from '../../action-shared/documents/plan.ts';
import type { ProgramCall, StackAddress } from '../../action-shared/engine/protocol.ts';
import { startStackRunner } from '../../action-shared/engine/stack-runner-client.ts';
import type { StackRunner } from '../../action-shared/engine/stack-runner-session.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { runOperation } from '../../localcloud/world/engine-run.ts';
import type { Done } from '../../localcloud/world/engine-run.ts';
import { localBaseValues } from '../../localcloud/world/organisation.ts';
import { shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';

export type { Done } from '../../localcloud/world/engine-run.ts';

export type ProgramName = 'base' | 'preview';
/** Calls of these programs; environments have their own, in localcloud/world/environments.ts. */
type Call = Exclude<ProgramCall, { name: 'environment' }>;

/** The two programs on a cloud, run by the bundled stack runner, or from sources (`E2E_SOURCES=true`). */
export interface Programs {
  readonly runner: StackRunner;
  address(program: ProgramName): StackAddress;
  up(program: Call): Promise<Done>;
  /** What `up` would do. */
  plan(program: Call): Promise<Done>;
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
    entry: join(
      REPOSITORY_ROOT,
      process.env['E2E_SOURCES'] === 'true'
        ? 'programs/stack-runner/index.ts'
        : 'dist/stack-runner/index.js',
    ),
    env: { ...process.env, ...cloud.env, ...env },
  });
  const address = (program: ProgramName) => stackAddress(cloud, program);
  const change = (type: 'up' | 'preview', program: Call) => {
    const place = { address: address(program.name), program };
    return runOperation(
      runner,
      type === 'up' ? { type, ...place, refresh: false } : { type, ...place },
    );
  };
  return {
    runner,
    address,
    up: (program) => change('up', program),
    plan: (program) => change('preview', program),
    refresh: (program) => runOperation(runner, { type: 'refresh', address: address(program) }),
    destroy: (program) =>
      runOperation(runner, { type: 'destroy', address: address(program), removeStack: true }),
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

/** The base of the local cloud, on two load balancers. */
export function baseCall(cloud: LocalCloud, values: Readonly<Record<string, unknown>> = {}): Call {
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

export function previewCall(plan: PreviewPlan): Call {
  return { name: 'preview', plan: { ...plan } };
}
