import { DescribeSecretCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { UserError } from '../errors.ts';
import { explained, unlessNotFound } from './aws-errors.ts';

/** `GetParameters` takes at most so many names (SSM API reference). */
const PARAMETERS_PER_CALL = 10;

export interface SecretClients {
  secrets(): Promise<SecretsManagerClient>;
  ssm(): Promise<SSMClient>;
}

type Resolved = { readonly valueFrom: string } | { readonly problem: string };

/**
 * Turns the app file's references into what ECS takes as `valueFrom`: the secret's ARN with the id of
 * its current version (a rotated secret then is a changed task definition), or the parameter's ARN.
 * Values are never read.
 *
 * @param references `secretsmanager:name`, `secretsmanager:name#json-key`, `ssm:/path`.
 * @throws UserError that lists every reference which does not resolve.
 */
export async function resolveSecretReferences(
  references: readonly string[],
  clients: SecretClients,
): Promise<Record<string, string>> {
  const unique = [...new Set(references)];
  const parameters = await parameterArns(
    unique.filter((one) => one.startsWith('ssm:')).map((one) => one.slice('ssm:'.length)),
    clients,
  );
  const resolved = await Promise.all(
    unique.map(async (one) => [one, await resolveOne(one, parameters, clients)] as const),
  );
  const problems = resolved.flatMap(([one, result]) =>
    'problem' in result ? [`  ${one}: ${result.problem}`] : [],
  );
  if (problems.length > 0) {
    throw new UserError(
      [
        `secrets: ${problems.length} of ${unique.length} references in the app's file cannot be used:`,
        ...problems,
        'Create them in the region of the base or correct the names.',
      ].join('\n'),
    );
  }
  return Object.fromEntries(
    resolved.flatMap(([one, result]) => ('valueFrom' in result ? [[one, result.valueFrom]] : [])),
  );
}

async function resolveOne(
  reference: string,
  parameters: ReadonlyMap<string, string>,
  clients: SecretClients,
): Promise<Resolved> {
  const [store = '', ...rest] = reference.split(':');
  const name = rest.join(':');
  if (store === 'secretsmanager') return secretVersion(name, clients);
  if (store !== 'ssm') return { problem: 'allowed are secretsmanager:<name> and ssm:/<path>' };
  const valueFrom = parameters.get(name);
  return valueFrom === undefined ? { problem: 'there is no such parameter' } : { valueFrom };
}

async function secretVersion(name: string, clients: SecretClients): Promise<Resolved> {
  const [SecretId = '', jsonKey = ''] = name.split('#');
  const client = await clients.secrets();
  const found = await unlessNotFound(client.send(new DescribeSecretCommand({ SecretId }))).catch(
    (error: unknown) => {
      throw explained(`look up secret ${SecretId} (secretsmanager:DescribeSecret)`, error);
    },
  );
  if (found?.ARN === undefined) return { problem: 'there is no such secret' };
  if (found.DeletedDate !== undefined) return { problem: 'the secret is scheduled for deletion' };
  const current = Object.entries(found.VersionIdsToStages ?? {}).find(([, stages]) =>
    stages.includes('AWSCURRENT'),
  );
  if (current === undefined) return { problem: 'the secret has no value yet' };
  // ARN:json-key:version-stage:version-id (ECS, "Sensitive data in an environment variable").
  return { valueFrom: `${found.ARN}:${jsonKey}::${current[0]}` };
}

async function parameterArns(
  names: readonly string[],
  clients: SecretClients,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>();
  for (let from = 0; from < names.length; from += PARAMETERS_PER_CALL) {
    const Names = names.slice(from, from + PARAMETERS_PER_CALL);
    const client = await clients.ssm();
    const found = await client.send(new GetParametersCommand({ Names })).catch((error: unknown) => {
      throw explained(`look up parameters ${Names.join(', ')} (ssm:GetParameters)`, error);
    });
    for (const { Name, ARN } of found.Parameters ?? []) {
      if (Name !== undefined && ARN !== undefined) arns.set(Name, ARN);
    }
  }
  return arns;
}
