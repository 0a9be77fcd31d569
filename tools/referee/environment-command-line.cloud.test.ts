import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { beforeAll, expect, it } from '@jest/globals';
import { useCloud } from '../../localcloud/provider/testing/use-cloud.ts';
import { committedValues, FOLDER } from '../../programs/environment/testing/stage.ts';
import type { Values } from '../../programs/environment/testing/stage.ts';
import { writeScratchStack } from '../../programs/stack-runner/other-stacks.ts';
import { useReferee } from './use-referee.ts';

/** `pulumi preview` in programs/environment, as a person runs it, under the real provider. */
const TIMEOUT_MS = 240_000;
const live = useCloud();
const referee = useReferee('environment-command-line.cloud.test.ts');
let backend: string;
const sources = () =>
  readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => [name, readFileSync(join(FOLDER, name), 'utf8')]);
const before = sources();

beforeAll(async () => {
  referee.install(live.cloud.pulumiHome);
  backend = live.folder('backend');
  const elsewhere = live.folder('init');
  // `stack init` writes beside the Pulumi.yaml it finds.
  const project = 'name: macro-infra-environment\nruntime: nodejs\n';
  writeFileSync(join(elsewhere, 'Pulumi.yaml'), project);
  await pulumi(elsewhere, 'stack', 'init', 'dev');
  const repositoryUrl = '000000000000.dkr.ecr.eu-west-1.amazonaws.com/macro-infra';
  const outputs = { contract: 1, repositoryUrl };
  writeScratchStack(backend, 'organization/macro-infra-base/dev', outputs);
}, TIMEOUT_MS);

/** Not `spawnSync`: the cloud it talks to lives in this process. */
async function pulumi(cwd: string, ...args: readonly string[]) {
  const env = {
    ...{ ...process.env, ...live.cloud.env },
    ...{ PULUMI_BACKEND_URL: `file://${backend}`, AWS_REGION: 'eu-west-1' },
  };
  const all = [...args, '--non-interactive', '--color=never'];
  const child = spawn('pulumi', all, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  const [out, err, status] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
  return { status, text: `${out}${err}` };
}

function preview(values: Values) {
  const file = join(live.folder('config'), 'Pulumi.dev.yaml');
  const config = {
    'macro-infra-environment:appFile': '../../examples/shop/.github/macro-infra.yml',
    'macro-infra-environment:values': values,
  };
  writeFileSync(file, JSON.stringify({ config }));
  return pulumi(FOLDER, 'preview', '--stack', 'dev', '--config-file', file);
}

referee.describe('an environment from the command line', () => {
  it(
    'is planned from its stack file',
    async () => {
      const { status, text } = await preview(committedValues('dev'));
      expect(text).toMatch(/\+ 1\d\d to create/);
      expect(status).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'is refused in lines that name file, key, value and what is allowed, all at once',
    async () => {
      const images = {};
      const { status, text } = await preview({ ...committedValues('dev'), logDays: 31, images });
      expect(text).toContain('error: Pulumi.dev.yaml: 3 problems');
      expect(text).toContain('- logDays: found 31; allowed: days that CloudWatch Logs takes');
      expect(text).toContain('- images.api: found nothing; allowed: the digest that runs');
      expect(text).not.toContain('unhandled');
      expect(status).not.toBe(0);
    },
    TIMEOUT_MS,
  );

  it('changes no file of its folder', () => {
    expect(sources()).toEqual(before);
  });
});
