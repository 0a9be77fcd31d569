import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { UserError } from '../../action-shared/errors.ts';
import { startLocalCloud } from '../../localcloud/cloud.ts';
import { REPOSITORY_ROOT } from '../setup/locations.ts';
import { recordLife } from './life.ts';
import { permissionsPage } from './page.ts';
import { policyOf } from './policies.ts';
import { merged, recordedSchema, ROLES } from './recorded.ts';
import type { Recorded } from './recorded.ts';

const USAGE = `Usage: node tools/permissions/main.ts [--record] [--referee DIR]
Writes docs/permissions.md and docs/policies/*.json from docs/policies/recorded-calls.json.
  --record       live a life on the local cloud first and record its AWS calls anew
  --referee DIR  live a second one with HashiCorp's AWS provider (DIR/install.sh PULUMI_HOME makes the
                 engine use it; TF_AWS_PROVIDER names the binary) and keep the calls of both
`;

const RECORDED = 'docs/policies/recorded-calls.json';
const STAND_IN = "the local cloud's stand-in for the AWS plugin";
const REAL = "HashiCorp's AWS provider 5.100.0, which the official AWS plugin is made of";

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      record: { type: 'boolean', default: false },
      referee: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const recorded = values.record ? await record(values.referee) : readRecorded();
  const policies = ROLES.map(
    (role) => [`docs/policies/${role}.json`, json(policyOf(role, recorded.calls))] as const,
  );
  const pages = [
    [RECORDED, json(recorded)] as const,
    ...policies,
    ['docs/permissions.md', permissionsPage(recorded)] as const,
  ];
  for (const [file, text] of pages) await write(file, text);
}

function readRecorded(): Recorded {
  return recordedSchema.parse(JSON.parse(readFileSync(join(REPOSITORY_ROOT, RECORDED), 'utf8')));
}

async function record(referee: string | undefined): Promise<Recorded> {
  const providers = [STAND_IN];
  const calls = [...(await lifeWith(null))];
  if (referee !== undefined) {
    providers.push(REAL);
    calls.push(...(await lifeWith(referee)));
  }
  return { providers, calls: merged(calls) };
}

async function lifeWith(referee: string | null): ReturnType<typeof recordLife> {
  const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-permissions-'));
  const cloud = await startLocalCloud({ stateDir });
  try {
    if (referee !== null) installReferee(referee, cloud.pulumiHome);
    return await recordLife(cloud, (line) => void process.stdout.write(`${line}\n`));
  } finally {
    await cloud.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function installReferee(folder: string, pulumiHome: string): void {
  const env = { REFEREE_NODE_MODULES: join(REPOSITORY_ROOT, 'node_modules'), ...process.env };
  const install = join(folder, 'install.sh');
  const child = spawnSync(install, [pulumiHome], { env, encoding: 'utf8' });
  if (child.status === 0) return;
  throw new UserError(
    `--referee: ${install} does not work: ${child.error?.message ?? child.stderr}`,
  );
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

async function write(file: string, text: string): Promise<void> {
  const path = join(REPOSITORY_ROOT, file);
  const parser = file.endsWith('.md') ? 'markdown' : 'json';
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, await format(text, { parser, printWidth: 100, singleQuote: true }));
  process.stdout.write(`written: ${file}\n`);
}

try {
  await main();
} catch (error) {
  const text = error instanceof UserError ? error.message : String((error as Error).stack);
  process.stderr.write(`permissions: ${text}\n`);
  process.exitCode = 1;
}
