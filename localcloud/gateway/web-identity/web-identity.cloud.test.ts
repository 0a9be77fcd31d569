import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pythonPath } from '../../../tools/setup/locations.ts';
import { startGitHub, type LocalGitHub } from '../../github/server.ts';
import { startMiniStack, type MiniStack } from '../../ministack/start.ts';
import { startGateway, type Gateway } from '../start.ts';

const folder = mkdtempSync(join(tmpdir(), 'web-identity-'));
const running: { ministack?: MiniStack; gateway?: Gateway; github?: LocalGitHub } = {};

beforeAll(async () => {
  running.ministack = await startMiniStack({ python: pythonPath(), stateDir: folder });
  const callLogFile = join(folder, 'calls.jsonl');
  running.gateway = await startGateway({ upstream: running.ministack.url, callLogFile });
  running.github = await startGitHub();
  running.github.createRepository({ name: 'acme/shop' });
}, 60_000);

afterAll(async () => {
  await running.github?.stop();
  await running.gateway?.stop();
  await running.ministack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function started<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('not started');
  return part;
}

const host = (): string => started(running.github).issuer.replace('http://', '');

function iam(account: string): IAMClient {
  const credentials = { accessKeyId: account, secretAccessKey: 'x' };
  return new IAMClient({
    endpoint: started(running.gateway).url,
    region: 'eu-west-1',
    credentials,
  });
}

/** A role that jobs of the environment `preview` may assume; gives its ARN. */
async function createRole(account: string): Promise<string> {
  const document = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: `arn:aws:iam::${account}:oidc-provider/${host()}` },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: { [`${host()}:aud`]: 'sts.amazonaws.com' },
          StringLike: { [`${host()}:sub`]: 'repo:acme@*/shop@*:environment:preview' },
        },
      },
    ],
  };
  const AssumeRolePolicyDocument = JSON.stringify(document);
  const input = { RoleName: 'preview', AssumeRolePolicyDocument };
  const { Role } = await iam(account).send(new CreateRoleCommand(input));
  return Role?.Arn ?? '';
}

/** A token of a job in this environment. */
async function tokenOf(environment: string, audience = 'sts.amazonaws.com'): Promise<string> {
  const github = started(running.github);
  const { runId } = github.createRun({ repo: 'acme/shop', event: 'schedule', job: null });
  const place = { runId, jobId: github.addJob({ runId, key: 'deploy' }).jobId };
  await github.requestEnvironment({ ...place, environment });
  const permissions = { 'id-token': 'write' } as const;
  github.createToken({ kind: 'installation', permissions, job: place });
  return github.idToken({ ...place, audience });
}

async function assume(RoleArn: string, WebIdentityToken: string): Promise<string> {
  const { url: endpoint } = started(running.gateway);
  const region = 'eu-west-1';
  const sts = new STSClient({ endpoint, region, maxAttempts: 1 });
  const input = { RoleArn, WebIdentityToken, RoleSessionName: 'run-1' };
  try {
    const { Credentials } = await sts.send(new AssumeRoleWithWebIdentityCommand(input));
    const credentials = {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
    };
    const session = new STSClient({ endpoint, region, credentials });
    return (await session.send(new GetCallerIdentityCommand({}))).Arn ?? '';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

describe('a role', () => {
  it('is given to the job that its trust policy names, and is then who calls', async () => {
    const role = await createRole('222233334444');
    expect(await assume(role, await tokenOf('preview'))).toBe(
      'arn:aws:sts::222233334444:assumed-role/preview/run-1',
    );
    const call = started(running.gateway)
      .calls()
      .find((one) => one.action === 'AssumeRoleWithWebIdentity');
    expect(JSON.stringify(call)).not.toContain('eyJ');
  });

  it('is refused to another environment, to another audience and where there is none', async () => {
    const role = await createRole('222233335555');
    const denied = /^AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity/;
    expect(await assume(role, await tokenOf('production'))).toMatch(denied);
    expect(await assume(role, await tokenOf('preview', 'other'))).toMatch(denied);
    const none = 'arn:aws:iam::222233335555:role/none';
    expect(await assume(none, await tokenOf('preview'))).toMatch(denied);
    expect(await assume(role, 'not.a.token')).toMatch(/^InvalidIdentityToken/);
    expect(await assume('arn:aws:iam::1:role/x', await tokenOf('preview'))).toMatch(
      /^ValidationError/,
    );
  });

  it("takes only the provider's audiences where the provider is made", async () => {
    const account = '222233336666';
    const role = await createRole(account);
    const made = { Url: `https://${host()}`, ClientIDList: ['sts.amazonaws.com'] };
    await iam(account).send(new CreateOpenIDConnectProviderCommand(made));
    expect(await assume(role, await tokenOf('preview', 'other'))).toMatch(
      /^InvalidIdentityToken\w*: Incorrect token audience/,
    );
    expect(await assume(role, await tokenOf('preview'))).toMatch(/^arn:aws:sts::/);
  });
});
