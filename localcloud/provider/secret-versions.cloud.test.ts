import { SSM } from '@aws-sdk/client-ssm';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { secretValueFroms } from '../../programs/components/configuration/secrets.ts';
import { useReferee } from '../../tools/referee/use-referee.ts';
import { byHand } from '../world/by-hand.ts';
import { useCloud } from './testing/use-cloud.ts';

const TIMEOUT_MS = 300_000;
const live = useCloud();
const referee = useReferee('secret-versions.cloud.test.ts');

/** What a program finds of a secret that was written three times, and of a parameter. */
async function found(pulumiHome?: string) {
  const options = byHand(live.cloud);
  const secrets = new SecretsManager(options);
  const Name = `shop/${pulumiHome === undefined ? 'own' : 'real'}`;
  const { ARN: SecretId } = await secrets.createSecret({ Name, SecretString: '1' });
  await secrets.putSecretValue({ SecretId, SecretString: '2' });
  const { VersionId } = await secrets.putSecretValue({ SecretId, SecretString: '3' });
  const parameter = { Name: `/${Name}`, Type: 'SecureString' as const, Value: 'hidden' };
  await new SSM(options).putParameter(parameter);
  let seen: Readonly<Record<string, string>> = {};
  const stack = await live.stack(pulumiHome === undefined ? {} : { pulumiHome });
  const references = { KEY: `secretsmanager:${Name}#key`, TOKEN: `ssm:/${Name}` };
  const run = await stack.up(() => {
    secretValueFroms(references).apply((values) => {
      seen = values;
    });
  });
  const TOKEN = `arn:aws:ssm:${live.cloud.region}:000000000000:parameter/${Name}`;
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

  referee.it(
    "by HashiCorp's real AWS provider",
    async () => {
      const { run, seen, wanted } = await found(referee.home(live));
      expect(run.refusals).toEqual([]);
      expect(seen).toEqual(wanted);
    },
    TIMEOUT_MS,
  );
});
