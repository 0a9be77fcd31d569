import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { EnvironmentName } from '../../../programs/environment/config.ts';
import { ENVIRONMENTS } from '../../../programs/environment/config.ts';
import { REPOSITORY_ROOT } from '../../../tools/setup/locations.ts';
import type { LocalCloud } from '../../cloud.ts';
import { baseStack, shopEnvironments } from '../../world/environments.ts';
import type { LocalStack } from '../../world/environments.ts';
import { createOrganisation, createRepository } from '../../world/organisation.ts';
import type { Organisation, Repository } from '../../world/organisation.ts';
import { buildService, shopAppFile } from '../../world/shop.ts';
import type { Teller } from '../teller.ts';

const BUNDLE = 'dist/stack-runner/index.js';
const SOURCE = 'programs/stack-runner/index.ts';

/** The commit that all environments are made of. */
export const SHA = 'c0ffee'.padEnd(40, '0');

/** The shop's file with a path rule of its own for the api. */
export const APP_FILE = shopAppFile.replace(
  '    port: 3040\n',
  "    port: 3040\n    paths: ['/api/*']\n",
);

/** The same with the api on another port and without its path rule: what must not differ. */
export const BROKEN_APP_FILE = shopAppFile
  .replace('    port: 3040\n', '    port: 3050\n')
  .replace(
    '    environment:\n      ALLOWED_ORIGIN',
    "    environment:\n      PORT: '3050'\n      ALLOWED_ORIGIN",
  );

export interface EnvironmentsStage {
  readonly cloud: LocalCloud;
  readonly teller: Teller;
  readonly org: Organisation;
  readonly shop: Repository;
  readonly base: LocalStack;
  readonly stacks: Readonly<Record<EnvironmentName, LocalStack>>;
  /** Service -> digest, the same in every environment. */
  readonly images: Readonly<Record<string, string>>;
  readonly fromSource: boolean;
}

/** Everything that has to be ended, also after a fault in the middle of the set-up. */
export interface Endings {
  add(end: () => Promise<void>): void;
}

export interface StageOptions {
  readonly cloud: LocalCloud;
  readonly teller: Teller;
  /** Run the sources of stack runner and actions instead of the bundles. */
  readonly fromSource: boolean;
  /** Variables of the stack runners besides the cloud's. @default none */
  readonly env?: Readonly<Record<string, string>>;
  readonly endings: Endings;
}

/** Makes the base, pushes the images, and makes ready one stack per environment. */
export async function setStage(options: StageOptions): Promise<EnvironmentsStage> {
  const { cloud, teller, fromSource, endings, env = {} } = options;
  const entry = join(REPOSITORY_ROOT, fromSource ? SOURCE : BUNDLE);
  const runs = { entry, env, folder: join(cloud.stateDir, 'stack-runners') };
  const base = baseStack(cloud, runs);
  endings.add(() => base.end());
  const made = await teller.chapter(
    'Make the base: image repository, domain, its own network',
    () => base.up(),
  );
  teller.line(`${made.changes['create'] ?? 0} resources in ${cloud.region}.`);
  const org = createOrganisation(cloud);
  endings.add(() => rm(org.folder, { recursive: true, force: true }));
  const images = await teller.chapter('Push the images of the shop, once for all', () =>
    pushImages(org, teller),
  );
  const hostedZoneId = z.string().parse(made.outputs['hostedZoneId']);
  const stacks = shopEnvironments(cloud, runs, { images, sha: SHA, hostedZoneId }, APP_FILE);
  for (const name of ENVIRONMENTS) endings.add(() => stacks[name].end());
  const shop = createRepository(org, 'acme/shop', APP_FILE);
  return { cloud, teller, org, shop, base, stacks, images, fromSource };
}

async function pushImages(org: Organisation, teller: Teller): Promise<Record<string, string>> {
  const images: Record<string, string> = {};
  for (const service of ['web', 'api'] as const) {
    const reference = await buildService(org, service, 'v1');
    const digest = reference.slice(reference.indexOf('@') + 1);
    images[service] = digest;
    teller.line(`${service} ${digest}`);
  }
  return images;
}
