import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PulumiCommand } from '@pulumi/pulumi/automation/cmd.js';
import { LocalWorkspace } from '@pulumi/pulumi/automation/localWorkspace.js';
import { Stack } from '@pulumi/pulumi/automation/stack.js';
import type { PulumiFn } from '@pulumi/pulumi/automation/workspace.js';
import { enginePath } from '../../../tools/setup/locations.ts';
import type { LocalCloud } from '../../cloud.ts';
import { type EngineRun, watched } from './engine-run.ts';

/**
 * Declares resources with `@pulumi/aws`; what it returns is not looked at. Resources are made when it is
 * called, so import their classes outside of it.
 */
export type LiveProgram = () => unknown;

/** One stack on a local cloud. Every method runs the real engine; no failure is thrown. */
export interface LiveStack {
  plan(program: LiveProgram): Promise<EngineRun>;
  up(program: LiveProgram): Promise<EngineRun>;
  /** Takes over into the state what AWS has; `update` steps are drift, `delete` steps are gone. */
  refresh(): Promise<EngineRun>;
  destroy(): Promise<EngineRun>;
  /** Physical ids of what the state holds, by `<type> <name>`: `aws:ec2/vpc:Vpc main`. */
  ids(): Promise<Readonly<Record<string, string>>>;
}

export interface LiveOptions {
  /** For backend and workspace; a stack that is there is taken up again. Made if missing. */
  readonly folder: string;
  /** @default live */
  readonly project?: string;
  /** @default dev */
  readonly stack?: string;
  /** @default the cloud's */
  readonly region?: string;
  /** Twelve digits. @default the cloud's */
  readonly account?: string;
  /**
   * Home of the plugin to use: the referee's is made by `useReferee` of tools/referee/use-referee.ts.
   * @default the cloud's, which has the stand-in
   */
  readonly pulumiHome?: string;
}

/**
 * A stack of a cloud with programs of this process. An example:
 *
 *     const stack = await liveStack(cloud, { folder });
 *     expect(await stack.up(program)).toMatchObject({ refusals: [], changes: { create: 12 } });
 *     expect(await stack.refresh()).toMatchObject({ refusals: [], steps: [] });
 */
export async function liveStack(cloud: LocalCloud, options: LiveOptions): Promise<LiveStack> {
  const stack = await stackOf(cloud, options);
  const fn =
    (program: LiveProgram): PulumiFn =>
    async () => {
      await program();
    };
  return {
    plan: (program) =>
      watched((onEvent) => stack.preview({ program: fn(program), onEvent, color: 'never' })),
    up: (program) =>
      watched((onEvent) => stack.up({ program: fn(program), onEvent, color: 'never' })),
    refresh: () => watched((onEvent) => stack.refresh({ onEvent, color: 'never' })),
    destroy: () => watched((onEvent) => stack.destroy({ onEvent, color: 'never' })),
    ids: async () => idsOf((await stack.exportStack()).deployment),
  };
}

const deployment = z.object({
  resources: z
    .array(z.object({ urn: z.string(), type: z.string(), id: z.string().optional() }))
    .default([]),
});

function idsOf(exported: unknown): Record<string, string> {
  const entries = deployment.parse(exported).resources.flatMap(({ urn, type, id }) => {
    return id === undefined ? [] : [[`${type} ${urn.split('::').at(-1) ?? ''}`, id] as const];
  });
  return Object.fromEntries(entries);
}

async function stackOf(cloud: LocalCloud, options: LiveOptions): Promise<Stack> {
  const { folder, project = 'live', stack = 'dev', region = cloud.region } = options;
  const workDir = join(folder, 'work');
  mkdirSync(workDir, { recursive: true });
  const backend = `file://${folder}`;
  const workspace = await LocalWorkspace.create({
    workDir,
    pulumiCommand: await PulumiCommand.get({ root: engineRoot(folder), skipVersionCheck: true }),
    projectSettings: { name: project, runtime: 'nodejs', backend: { url: backend } },
    secretsProvider: 'passphrase',
    envVars: {
      ...cloud.env,
      ...(options.pulumiHome === undefined ? {} : { PULUMI_HOME: options.pulumiHome }),
      PULUMI_BACKEND_URL: backend,
      ...(options.account === undefined ? {} : { AWS_ACCESS_KEY_ID: options.account }),
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
    },
  });
  return Stack.createOrSelect(stack, workspace);
}

/** The Automation API looks for `bin/pulumi` under a root; the engine of the set-up lies elsewhere. */
function engineRoot(folder: string): string {
  const bin = join(folder, 'engine/bin');
  mkdirSync(bin, { recursive: true });
  rmSync(join(bin, 'pulumi'), { force: true });
  symlinkSync(enginePath(), join(bin, 'pulumi'));
  return join(folder, 'engine');
}
