import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { startStackRunner } from '../../action-shared/engine/stack-runner-client.ts';
import type { LocalCloud } from '../../localcloud/cloud.ts';
import { byHand } from '../../localcloud/world/by-hand.ts';
import { runJob } from '../../localcloud/world/job.ts';
import type { JobRequest, JobResult } from '../../localcloud/world/job.ts';
import {
  createOrganisation,
  createRepository,
  localBaseValues,
} from '../../localcloud/world/organisation.ts';
import type { Organisation, Repository } from '../../localcloud/world/organisation.ts';
import { buildShop, shopAppFile } from '../../localcloud/world/shop.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { recordedCalls } from './recorded.ts';
import type { RecordedCall, RoleName } from './recorded.ts';

const BUCKET = 'macro-infra-state';
const SECRET = 'shop/preview/key';
const PARAMETER = '/shop/preview/level';

/** The example's app file with a secret and a parameter, which need permissions of their own. */
const APP_FILE = `${shopAppFile.trimEnd()}
    secrets:
      SHOP_KEY: 'secretsmanager:${SECRET}'
      SHOP_LEVEL: 'ssm:${PARAMETER}'
`;

/** The same with everything changed that a service's resources can have changed. */
const CHANGED_APP_FILE = APP_FILE.replace('health: /healthz', 'health: /')
  .replace('{number}.{domain}', '{number}-web.{domain}')
  .replace('    port: 3040', '    port: 3041\n    cpu: 512\n    memory: 1024')
  .replace("ALLOWED_ORIGIN: '{web.url}'", "ALLOWED_ORIGIN: '{web.url}'\n      PORT: '3041'");

interface Scene {
  readonly org: Organisation;
  readonly repository: Repository;
  readonly backendUrl: string;
  readonly number: number;
  readonly log: (line: string) => void;
}

/**
 * Lives everything the two roles do, on a local cloud with its state in S3, and gives the AWS
 * operations that were called in each part.
 */
export async function recordLife(
  cloud: LocalCloud,
  log: (line: string) => void,
): Promise<RecordedCall[]> {
  await prepareAccount(cloud);
  const org = createOrganisation(cloud);
  try {
    const repository = createRepository(org, 'acme/shop', APP_FILE);
    const { number } = cloud.github.openPullRequest({
      repo: repository.name,
      title: 'Live',
      branch: 'live',
      author: 'ada',
    });
    const region = `region=${cloud.region}`;
    const backendUrl = `s3://${BUCKET}?${region}&hostname_immutable=true&use_path_style=true`;
    return await liveThrough({ org, repository, backendUrl, number, log });
  } finally {
    rmSync(org.folder, { recursive: true, force: true });
  }
}

async function liveThrough(scene: Scene): Promise<RecordedCall[]> {
  const calls: RecordedCall[] = [];
  const part = async (role: RoleName, phase: string, body: () => Promise<unknown>) => {
    const { gateway } = scene.org.cloud;
    gateway.resetCalls();
    scene.log(`${role}: ${phase}`);
    await body();
    calls.push(...recordedCalls(role, phase, gateway.calls()));
  };
  await part('base', 'create the base', () => base(scene));
  await part('base', 'find it current', () => base(scene));
  await part('base', 'change its values', () => changeBase(scene));
  const first = await buildShop(scene.org, 'v1'); // pushed by the build's own credentials
  const second = await buildShop(scene.org, 'v2');
  const exits = await buildShop(scene.org, 'v3', { api: 'exits' });
  await part('preview', 'create a preview', () => deploy(scene, first, 'success'));
  await part('preview', 'update it', () => deploy(scene, second, 'success'));
  await part('preview', "change the app's file", () => changeAppFile(scene, second));
  await part('preview', 'fail and go back', () => deploy(scene, exits, 'failure'));
  await part('preview', 'clean up', () => cleanUp(scene));
  await part('preview', 'heal after a lost runner', () => loseRunner(scene, second));
  await part('preview', 'clean up', () => cleanUp(scene));
  await part('base', 'destroy the base', () => destroyBase(scene));
  return calls;
}

async function prepareAccount(cloud: LocalCloud): Promise<void> {
  const config = byHand(cloud);
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const secrets = new SecretsManagerClient(config);
  await secrets.send(new CreateSecretCommand({ Name: SECRET, SecretString: 'a-key' }));
  const parameters = new SSMClient(config);
  await parameters.send(
    new PutParameterCommand({ Name: PARAMETER, Value: 'info', Type: 'String' }),
  );
  for (const client of [s3, secrets, parameters]) client.destroy();
}

async function base(scene: Scene): Promise<void> {
  const inputs = { 'base-config': scene.org.baseConfig, attempts: '1' };
  expectEnd(await run(scene, { action: 'ensure-base-stack', inputs, number: null }), 'success');
}

/** A NAT gateway, flow logs, endpoints, a further certificate name, other tags on everything. */
async function changeBase(scene: Scene): Promise<void> {
  const { cloud, baseConfig } = scene.org;
  const values = localBaseValues(cloud);
  const certificateDomains = ['*.localhost', '*.api.localhost', '*.web.localhost'];
  const changed = { ...values, certificateDomains, nat: 'one', imagesKept: 100 };
  const watched = { flowLogDays: 7, endpoints: ['logs'], costCenter: 'Platform' };
  writeFileSync(baseConfig, stringify({ ...changed, ...watched }));
  await base(scene);
}

async function changeAppFile(scene: Scene, images: string): Promise<void> {
  const inputs = { images, ttl: '2d' };
  const request = { action: 'deploy-preview', inputs, appFile: CHANGED_APP_FILE };
  expectEnd(await run(scene, request), 'success');
}

async function deploy(scene: Scene, images: string, wanted: 'success' | 'failure'): Promise<void> {
  scene.org.cloud.github.push({ repo: scene.repository.name, number: scene.number });
  expectEnd(await run(scene, { action: 'deploy-preview', inputs: { images } }), wanted);
}

async function cleanUp(scene: Scene): Promise<void> {
  const { github } = scene.org.cloud;
  github.closePullRequest({ repo: scene.repository.name, number: scene.number });
  const job = await run(scene, { action: 'cleanup-preview', inputs: {}, eventAction: 'closed' });
  expectEnd(job, 'success');
  github.reopenPullRequest({ repo: scene.repository.name, number: scene.number });
}

/** A machine that is lost in the middle of creating, and the run that finds what it left. */
async function loseRunner(scene: Scene, images: string): Promise<void> {
  const lost = new AbortController();
  let created = 0;
  const onLine = (line: string) => {
    if (/^\s*\+ aws:/.test(line) && (created += 1) === 4) lost.abort();
  };
  const request = { action: 'deploy-preview', inputs: { images }, kill: lost.signal, onLine };
  expectEnd(await run(scene, request), 'killed');
  await deploy(scene, images, 'success');
}

/** Nobody's job: a person does it with the base's role when the base is given up. */
async function destroyBase({ org: { cloud }, backendUrl }: Scene): Promise<void> {
  const folder = mkdtempSync(join(cloud.stateDir, 'destroy-'));
  const entry = join(REPOSITORY_ROOT, 'dist/stack-runner/index.js');
  const runner = startStackRunner({ folder, entry, env: { ...process.env, ...cloud.env } });
  await runner.request({
    type: 'destroy',
    address: {
      project: 'macro-infra-base',
      stack: 'dev',
      backendUrl,
      secretsProvider: 'passphrase',
      region: cloud.region,
    },
    removeStack: true,
  });
  await runner.end();
}

function run(
  { org, repository, backendUrl, number }: Scene,
  request: Omit<JobRequest, 'repository' | 'number'> & { readonly number?: null },
): Promise<JobResult> {
  const env = { PULUMI_BACKEND_URL: backendUrl };
  return runJob(org, { repository, env, number, ...request });
}

function expectEnd(job: JobResult, wanted: JobResult['conclusion']): void {
  if (job.conclusion === wanted) return;
  throw new Error(`a job ended as ${job.conclusion}, not ${wanted}:\n${job.log.slice(-3000)}`);
}
