import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SAMPLES } from './samples/index.ts';

const REFEREE =
  process.env['REFEREE'] ?? fileURLToPath(new URL('../../../../shared/referee', import.meta.url));

async function realProvider(): Promise<string | undefined> {
  if (process.env['TF_AWS_PROVIDER'] !== undefined) return process.env['TF_AWS_PROVIDER'];
  const binaries = '/opt/tf-plugins/**/terraform-provider-aws_v5.100.*';
  for await (const found of glob(binaries)) return found;
  return undefined;
}

const binary = existsSync(join(REFEREE, 'provider.mjs')) ? await realProvider() : undefined;
const where = binary === undefined ? it.skip : it;

describe("HashiCorp's AWS provider 5.100.0", () => {
  where.each(Object.keys(SAMPLES))(
    'gives the verdicts on %s that are committed',
    async (subject) => {
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--no-warnings', fileURLToPath(new URL('./real.ts', import.meta.url)), subject],
        { env: { ...process.env, REFEREE, TF_AWS_PROVIDER: binary }, maxBuffer: 2 ** 24 },
      );
      const committed = new URL(`./expected/${subject}.json`, import.meta.url);
      expect(JSON.parse(stdout)).toEqual(JSON.parse(readFileSync(committed, 'utf8')));
    },
    120_000,
  );
});
