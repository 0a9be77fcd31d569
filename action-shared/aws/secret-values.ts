import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { GetParametersCommand } from '@aws-sdk/client-ssm';
import { explained } from './aws-errors.ts';
import type { SecretClients } from './secret-references.ts';

/** A shorter value cannot be told from other text; masking it would blank a log and hide nothing. */
const SHORTEST_VALUE = 4;

/**
 * Values behind a task definition's `valueFrom`s, to be masked in what a container printed; they must
 * not be kept or shown. A secret that is a JSON document gives its parts too: an application prints
 * the password it took out, not the document.
 *
 * @param valueFroms `ARN:json-key:stage:version` of Secrets Manager, or a parameter's ARN.
 * @throws AWS's error, with the permission that is needed, when one of them cannot be read.
 */
export async function secretValues(
  valueFroms: readonly string[],
  clients: SecretClients,
): Promise<string[]> {
  const unique = [...new Set(valueFroms)];
  const values = await Promise.all(
    unique.map((one) =>
      one.split(':')[2] === 'ssm' ? parameterValues(one, clients) : secretValue(one, clients),
    ),
  );
  return [...new Set(values.flat().flatMap(withParts))].filter(
    (value) => value.length >= SHORTEST_VALUE,
  );
}

async function secretValue(valueFrom: string, clients: SecretClients): Promise<string[]> {
  const parts = valueFrom.split(':');
  const SecretId = parts.slice(0, 7).join(':');
  const VersionId = parts[9] ?? '';
  const client = await clients.secrets();
  const request = { SecretId, ...(VersionId === '' ? {} : { VersionId }) };
  const found = await client.send(new GetSecretValueCommand(request)).catch((error: unknown) => {
    throw explained(`read secret ${SecretId} for masking (secretsmanager:GetSecretValue)`, error);
  });
  const binary = found.SecretBinary;
  return [found.SecretString ?? (binary ? Buffer.from(binary).toString('utf8') : '')];
}

async function parameterValues(arn: string, clients: SecretClients): Promise<string[]> {
  const path = arn.slice(arn.indexOf(':parameter/') + ':parameter/'.length);
  // The ARNs of the parameters `name` and `/name` are the same.
  const Names = path.includes('/') ? [`/${path}`] : [path, `/${path}`];
  const client = await clients.ssm();
  const found = await client
    .send(new GetParametersCommand({ Names, WithDecryption: true }))
    .catch((error: unknown) => {
      throw explained(`read parameter ${path} for masking (ssm:GetParameters)`, error);
    });
  return (found.Parameters ?? []).map(({ Value = '' }) => Value);
}

/** A value and, where it is a JSON document, the texts and numbers in it. */
function withParts(value: string): string[] {
  const parts = leaves(parsed(value));
  return [value, ...parts];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // most secrets are no JSON
  }
}

function leaves(value: unknown): string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(leaves);
}
