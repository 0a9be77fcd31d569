import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSM } from '@aws-sdk/client-ssm';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalCloud } from '../cloud.ts';
import type { LocalCloud } from '../cloud.ts';
import { secretValueFroms } from '../../programs/components/configuration/secrets.ts';
import { installReferee, locateReferee } from '../../tools/referee/locate.ts';
import { liveStack } from './testing/live.ts';

const TIMEOUT_MS = 300_000;
const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-secret-versions-'));
const referee = locateReferee(process.env);
let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ stateDir });
}, TIMEOUT_MS);
afterAll(async () => {
  await cloud.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, TIMEOUT_MS);

/** What a program finds of a secret that was written three times, and of a parameter. */
async function found(pulumiHome?: string) {
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'x' };
  const options = { endpoint: cloud.gateway.url, region: cloud.region, credentials };
  const secrets = new SecretsManager(options);
  const Name = `shop/${pulumiHome === undefined ? 'own' : 'real'}`;
  const { ARN: SecretId } = await secrets.createSecret({ Name, SecretString: '1' });
  await secrets.putSecretValue({ SecretId, SecretString: '2' });
  const { VersionId } = await secrets.putSecretValue({ SecretId, SecretString: '3' });
  const parameter = { Name: `/${Name}`, Type: 'SecureString' as const, Value: 'hidden' };
  await new SSM(options).putParameter(parameter);
  let seen: Readonly<Record<string, string>> = {};
  const folder = mkdtempSync(join(stateDir, 'stack-'));
  const home = pulumiHome === undefined ? {} : { pulumiHome };
  const stack = await liveStack(cloud, { folder, ...home });
  const references = { KEY: `secretsmanager:${Name}#key`, TOKEN: `ssm:/${Name}` };
  const run = await stack.up(() => {
    secretValueFroms(references).apply((values) => {
      seen = values;
    });
  });
  const TOKEN = `arn:aws:ssm:${cloud.region}:000000000000:parameter/${Name}`;
  return { run, seen, wanted: { KEY: `${SecretId ?? ''}:key::${VersionId ?? ''}`, TOKEN } };
}

describe('secrets that exist already are found with their current version', () => {
  it(
    'by the stand-in',
    async () => {
      const { run, seen, wanted } = await found();
      expect(run.refusals).toEqual([]);
      expect(seen).toEqual(wanted);
    },
    TIMEOUT_MS,
  );

  (typeof referee === 'string' ? it.skip : it)(
    "by HashiCorp's real AWS provider",
    async () => {
      if (typeof referee === 'string') return;
      const home = mkdtempSync(join(stateDir, 'referee-'));
      installReferee(referee, home);
      const { run, seen, wanted } = await found(home);
      expect(run.refusals).toEqual([]);
      expect(seen).toEqual(wanted);
    },
    TIMEOUT_MS,
  );
});
