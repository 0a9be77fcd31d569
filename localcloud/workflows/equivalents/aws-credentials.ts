import { AssumeRoleWithWebIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { UserError, errorMessage } from '../../../action-shared/errors.ts';
import type { EquivalentCall } from './equivalent.ts';

/** GitHub's own default for AWS (aws-actions/configure-aws-credentials, `audience`). */
const DEFAULT_AUDIENCE = 'sts.amazonaws.com';

/** `aws-actions/configure-aws-credentials` by OIDC. */
export async function configureAwsCredentials(call: EquivalentCall): Promise<void> {
  const region = call.input('aws-region');
  const role = call.input('role-to-assume');
  if (region === '') throw new UserError('Input required and not supplied: aws-region');
  if (role === '') throw new UserError('role-to-assume is missing: only OIDC is known here.');
  const token = await identityToken(call, call.input('audience') || DEFAULT_AUDIENCE);
  const credentials = await assume(call, region, role, token);
  call.exportVariable('AWS_DEFAULT_REGION', region);
  call.exportVariable('AWS_REGION', region);
  for (const [name, value] of Object.entries(credentials)) {
    call.mask(value);
    call.exportVariable(name, value);
  }
  call.log(`Authenticated as ${role}`);
}

const answerSchema = z.object({ value: z.string() });

async function identityToken({ env, signal }: EquivalentCall, audience: string): Promise<string> {
  const url = env['ACTIONS_ID_TOKEN_REQUEST_URL'];
  const bearer = env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
  if (url === undefined || bearer === undefined) {
    throw new UserError(
      'Credentials could not be loaded: unable to get ACTIONS_ID_TOKEN_REQUEST_URL. Give the job "id-token: write"; the pull requests of forks cannot have it.',
    );
  }
  const response = await fetch(`${url}&audience=${encodeURIComponent(audience)}`, {
    headers: { authorization: `bearer ${bearer}` },
    signal,
  });
  if (!response.ok) {
    throw new UserError(`GitHub gave no OIDC token: ${response.status} ${await response.text()}`);
  }
  return answerSchema.parse(await response.json()).value;
}

async function assume(
  call: EquivalentCall,
  region: string,
  role: string,
  token: string,
): Promise<Readonly<Record<string, string>>> {
  const { cloud, signal } = call;
  const policy = call.input('inline-session-policy');
  const sts = new STSClient({
    endpoint: cloud.awsEndpoint,
    region,
    // Not signed: the token is the proof. The client wants some credentials all the same.
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
  });
  try {
    const answer = await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: role,
        RoleSessionName: call.input('role-session-name') || 'GitHubActions',
        WebIdentityToken: token,
        DurationSeconds: Number(call.input('role-duration-seconds') || '3600'),
        ...(policy === '' ? {} : { Policy: policy }),
      }),
      { abortSignal: signal },
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = answer.Credentials ?? {};
    return {
      AWS_ACCESS_KEY_ID: AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: SessionToken ?? '',
    };
  } catch (cause) {
    throw new UserError(`Could not assume role with OIDC: ${errorMessage(cause)}`, { cause });
  } finally {
    sts.destroy();
  }
}
