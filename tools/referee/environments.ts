import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PulumiCommand } from '@pulumi/pulumi/automation/cmd.js';
import type { EngineEvent } from '@pulumi/pulumi/automation/events.js';
import { LocalWorkspace } from '@pulumi/pulumi/automation/localWorkspace.js';
import { Stack } from '@pulumi/pulumi/automation/stack.js';
import { ENVIRONMENT_PROJECT, permanentStack } from '../../action-shared/naming/permanent-names.ts';
import { errorMessage } from '../../action-shared/errors.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import type { EnvironmentConfig } from '../../programs/environment/config.ts';
import type { SecretValues } from '../../programs/environment/parts/secrets.ts';
import { environmentProgram } from '../../programs/environment/program.ts';
import { writeScratchStack } from '../../programs/stack-runner/other-stacks.ts';
import { enginePath } from '../setup/locations.ts';

/** What one run of the engine did with an environment, components left out. */
export interface EnvironmentRun {
  /** Operation -> resources: `{ create: 148 }`; what stays the same is left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** `update aws:ec2/networkAcl:NetworkAcl staging-shop (egress, ingress)`, sorted. */
  readonly steps: readonly string[];
  /** Names of resources that the engine would not delete, sorted. */
  readonly protected: readonly string[];
  /** What the provider refused or could not do: resource and reason. */
  readonly refusals: readonly string[];
  readonly seconds: number;
}

/** One environment in a backend of its own, by whatever provider the cloud's PULUMI_HOME holds. */
export interface EnvironmentOnCloud {
  plan(): Promise<EnvironmentRun>;
  up(): Promise<EnvironmentRun>;
  refresh(): Promise<EnvironmentRun>;
  destroy(): Promise<EnvironmentRun>;
}

/** Outputs of a base and of another environment, as far as an environment reads them. */
const BASE_OUTPUTS = {
  contract: 1,
  repositoryUrl: '000000000000.dkr.ecr.eu-west-1.amazonaws.com/macro-infra',
};
const PEER_OUTPUTS = { vpcId: 'vpc-0a1b2c3d', routeTableIds: ['rtb-0a1b2c3d', 'rtb-1a1b2c3d'] };

/**
 * @param folder For backend and workspace; one per environment.
 * @param secretValues Of `doppler:` references.
 */
export async function environmentOn(
  cloud: LocalCloud,
  config: EnvironmentConfig,
  folder: string,
  secretValues: SecretValues = {},
): Promise<EnvironmentOnCloud> {
  const stack = await stackOf(cloud, config, folder);
  const program = () => Promise.resolve({ ...environmentProgram(config, secretValues) });
  const options = (onEvent: (event: EngineEvent) => void) => ({ onEvent, color: 'never' }) as const;
  return {
    plan: () => watched((onEvent) => stack.preview({ program, ...options(onEvent) })),
    up: () => watched((onEvent) => stack.up({ program, ...options(onEvent) })),
    refresh: () => watched((onEvent) => stack.refresh(options(onEvent))),
    destroy: () => watched((onEvent) => stack.destroy(options(onEvent))),
  };
}

async function stackOf(
  cloud: LocalCloud,
  config: EnvironmentConfig,
  folder: string,
): Promise<Stack> {
  const workDir = join(folder, 'work');
  mkdirSync(workDir, { recursive: true });
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await PulumiCommand.get({ root: engineRoot(folder), skipVersionCheck: true }),
    projectSettings: {
      name: ENVIRONMENT_PROJECT,
      runtime: 'nodejs',
      backend: { url: `file://${folder}` },
    },
    secretsProvider: 'passphrase',
    envVars: {
      ...cloud.env,
      PULUMI_BACKEND_URL: `file://${folder}`,
      AWS_REGION: config.region,
      AWS_DEFAULT_REGION: config.region,
    },
  });
  const stack = await Stack.createOrSelect(
    permanentStack(config.app, config.environment),
    workspace,
  );
  if (config.base !== null) writeScratchStack(folder, config.base, BASE_OUTPUTS);
  for (const peer of config.network.peers)
    if (peer.stack !== undefined) writeScratchStack(folder, peer.stack, PEER_OUTPUTS);
  return stack;
}

/** The Automation API looks for `bin/pulumi` under a root; the engine of the set-up lies elsewhere. */
function engineRoot(folder: string): string {
  const bin = join(folder, 'engine/bin');
  mkdirSync(bin, { recursive: true });
  symlinkSync(enginePath(), join(bin, 'pulumi'));
  return join(folder, 'engine');
}

async function watched(
  act: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<EnvironmentRun> {
  const events: EngineEvent[] = [];
  const started = performance.now();
  const failure = await act((event) => events.push(event)).then(
    () => null,
    (error: unknown) => errorMessage(error),
  );
  const seconds = (performance.now() - started) / 1000;
  const refusals = events.flatMap(refusal);
  const told = failure !== null && refusals.length === 0 ? [failure] : refusals;
  const steps = events.flatMap(step);
  const kept = events.flatMap(protectedName);
  const names = steps.map((one) => one.slice(0, one.indexOf(' ')));
  const changes = Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
  );
  return { changes, steps: steps.toSorted(), protected: kept.toSorted(), refusals: told, seconds };
}

function step({ resourcePreEvent }: EngineEvent): readonly string[] {
  const found = resourcePreEvent?.metadata;
  if (found === undefined || !found.type.startsWith('aws:')) return [];
  if (['same', 'read', 'refresh'].includes(found.op)) return [];
  const changed = Object.keys(found.detailedDiff ?? {});
  const properties = changed.length === 0 ? '' : ` (${changed.join(', ')})`;
  return [`${found.op} ${found.type} ${found.urn.split('::').at(-1) ?? ''}${properties}`];
}

function protectedName({ resourcePreEvent }: EngineEvent): readonly string[] {
  const found = resourcePreEvent?.metadata;
  if (found?.new?.protect !== true || !found.type.startsWith('aws:')) return [];
  return [`${found.type.split(':').at(-1) ?? ''} ${found.urn.split('::').at(-1) ?? ''}`];
}

function refusal({ diagnosticEvent }: EngineEvent): readonly string[] {
  if (diagnosticEvent?.severity !== 'error') return [];
  const resource = diagnosticEvent.urn?.split('::').slice(2).join(' ') ?? '';
  const text = diagnosticEvent.message.replace(/<\{%.*?%\}>/g, '').trim();
  return [`${resource}: ${text}`.slice(0, 1000)];
}
