import { CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { byHand } from '../localcloud/world/by-hand.ts';
import { runJob } from '../localcloud/world/job.ts';
import type { JobResult } from '../localcloud/world/job.ts';
import { createRepository, JOB_PERMISSIONS } from '../localcloud/world/organisation.ts';
import type { Repository } from '../localcloud/world/organisation.ts';
import { buildImage, serviceProgram } from './support/image.ts';
import { everythingBelow, leaksIn, withoutMaskCommands } from './support/planted.ts';
import { E2E_TIMEOUT_MS, useStage } from './support/stage.ts';

jest.setTimeout(E2E_TIMEOUT_MS);

const PEM = [
  '-----BEGIN PRIVATE KEY-----',
  'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDPLANTEDKEYLINE1',
  'q2w3e4r5t6z7u8i9o0pPLANTEDKEYLINE2yXcVbNm1A2S3D4F5G6H7J8K9L0',
  '-----END PRIVATE KEY-----',
].join('\n');

/** Secrets of the jobs themselves: in the environment or an input of every job. */
const ofTheJob = {
  'github-token': 'ghs_plantedTokenOfTheJob0123456789abcdef',
  GITHUB_TOKEN: 'ghp_plantedTokenOfTheEnvironment456789',
  PULUMI_CONFIG_PASSPHRASE: 'planted passphrase/with+"signs" & <angles>?',
  PULUMI_ACCESS_TOKEN: 'pul-planted0123456789abcdef0123456789',
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDKEY123456',
  AWS_SECRET_ACCESS_KEY: 'wJalr/XUtn+FEMI/K7MDENG+bPxRfiCYPLANTEDKEY',
  AWS_SESSION_TOKEN: 'FwoGZXIvYXdzEPLANTED//////////wEaDKsession+token==',
};
/** Secrets of the application: variable -> value. They are known to AWS alone. */
const ofTheApp = {
  PLAIN: 'planted-plain-value-1f3a9c',
  MARKDOWN: '**planted**_|`markdown`|_<b>',
  QUOTED: 'planted "quoted" \\back\\slashed\\ value',
  UNICODE: 'plänted-ünïcode-☃-wert',
  DATABASE_URL: 'postgres://shop:pl%40nted-w0rd@db.internal:5432/shop?ssl=true',
  PRIVATE_KEY: PEM,
  JSON_PART: 'planted-part-of-a-document-77',
  SSM_SECURE: 'planted-ssm-secure-string-9e8d',
  SSM_PLAIN: 'planted ssm string with spaces',
  SSM_LINES: 'planted first line of two\nplanted second line of two',
};
/** What the health check sends. */
const ofTheHeaders = {
  BEARER: 'planted-bearer-0123456789',
  BASIC: 'planted-basic-password',
  COOKIE: 'planted-session-cookie-5',
};
const planted: Readonly<Record<string, string>> = { ...ofTheJob, ...ofTheApp, ...ofTheHeaders };

const appFile = `app: vault
services:
  api:
    port: 3040
    host: 'vault-{number}.{domain}'
    health: /
    primary: true
    environment: { LOG_LEVEL: debug }
    secrets:
      PLAIN: secretsmanager:vault/plain
      MARKDOWN: secretsmanager:vault/markdown
      QUOTED: secretsmanager:vault/quoted
      UNICODE: secretsmanager:vault/unicode
      DATABASE_URL: secretsmanager:vault/database
      PRIVATE_KEY: secretsmanager:vault/key
      JSON_PART: 'secretsmanager:vault/document#part'
      SSM_SECURE: ssm:/vault/secure
      SSM_PLAIN: ssm:/vault/plain
      SSM_LINES: ssm:/vault/lines
`;

const NAMES = JSON.stringify(Object.keys(ofTheApp));
/** Prints the whole environment, and its secrets in five encodings. */
const PRINTS = `const secrets = ${NAMES}.map((name) => process.env[name] ?? name + ' IS MISSING');
console.log('plain ' + secrets.join(' '));
console.log('base64 ' + secrets.map((one) => Buffer.from(one).toString('base64')).join(' '));
console.log('url ' + secrets.map(encodeURIComponent).join('&'));
console.log('json ' + JSON.stringify(process.env));
console.log('whole ' + Buffer.from(JSON.stringify(secrets)).toString('base64'));`;

const stage = useStage({ base: false });
const results: JobResult[] = [];
let vault: Repository;
let number = 0;

/** Runs a job with every secret where jobs have theirs, and keeps all that came of it. */
async function job(
  action: string,
  inputs: Readonly<Record<string, string>>,
  about: number | null = number,
): Promise<JobResult> {
  const { 'github-token': token, ...env } = ofTheJob;
  const result = await runJob(stage.org, {
    action,
    inputs,
    repository: vault,
    number: about,
    token,
    env,
  });
  results.push(result);
  return result;
}

const deploy = async (program: string): Promise<JobResult> =>
  job('deploy-preview', { images: `api=${await buildImage(stage.org, program)}` });

const comments = (): string =>
  stage.cloud.github
    .comments({ repo: vault.name, number })
    .map(({ body }) => body)
    .join('\n');

beforeAll(async () => {
  await plantInAws();
  stage.cloud.github.createToken({
    kind: 'installation',
    permissions: { ...JOB_PERMISSIONS },
    token: ofTheJob['github-token'],
  });
  vault = createRepository(stage.org, 'acme/vault', appFile);
  const opened = { repo: vault.name, title: 'Keep secrets', branch: 'keep', author: 'ada' };
  number = stage.cloud.github.openPullRequest(opened).number;
  const base = await job('ensure-base-stack', { 'base-config': stage.org.baseConfig }, null);
  expect(base.conclusion).toBe('success');
});

afterAll(() => {
  for (const { tempDir } of results) rmSync(tempDir, { recursive: true, force: true });
});

describe('20 secrets, each in 5 encodings', () => {
  it('are that many', () => {
    expect(Object.keys(planted)).toHaveLength(20);
    const print = JSON.stringify(planted);
    expect(leaksIn(print, planted).filter((leak) => leak.endsWith('JSON-escaped'))).toHaveLength(
      20,
    );
  });

  it('stay hidden when the application answers with one as its version', async () => {
    const leaky = serviceProgram("{ 'x-app-version': process.env.PLAIN }", PRINTS);
    const deployed = await deploy(leaky);
    expect(deployed.conclusion).toBe('success');
    expect(comments()).toContain('| **api** | 🟢 healthy |');
    expect(leaksIn(comments(), planted)).toEqual([]);
  });

  it('stay hidden when a container prints its environment and crashes, and the lines are shown', async () => {
    stage.cloud.github.push({ repo: vault.name, number });
    const failed = await deploy(`${PRINTS}\nconsole.log('cannot start');\nprocess.exit(7);`);
    expect(failed.conclusion).toBe('failure');
    expect(comments()).toMatch(/^plain \*\*\*/m);
    expect(comments()).toMatch(/^base64 (\*\*\* ?)+$/m);
    expect(comments()).toMatch(/^url (\*\*\*&?)+$/m);
    expect(comments()).toMatch(/^json .*"PLAIN":"\*\*\*"/m);
    expect(comments()).toContain('cannot start');
    expect(comments()).not.toContain('IS MISSING');
    expect(leaksIn(comments(), planted)).toEqual([]);
  });

  it('were really printed by the container', async () => {
    expect(leaksIn(await containerLogs(), ofTheApp)).toEqual(
      expect.arrayContaining(
        Object.keys(ofTheApp).flatMap((name) => [`${name} in base64`, `${name} in URL-escaped`]),
      ),
    );
  });

  it('keep lines back when they cannot be masked, and the comment says why', async () => {
    stage.cloud.github.push({ repo: vault.name, number });
    const { faults } = stage.cloud.gateway;
    faults.add({
      service: 'secretsmanager',
      action: 'GetSecretValue',
      kind: 'expired-token',
      times: 99,
    });
    const failed = await deploy(`${PRINTS}\nconsole.log('no room');\nprocess.exit(8);`);
    faults.clear();
    expect(failed.conclusion).toBe('failure');
    expect(comments()).toMatch(
      /\(not shown, because its secrets could not be masked: .*See log group/,
    );
    expect(comments()).not.toContain('no room');
    expect(leaksIn(comments(), planted)).toEqual([]);
  });

  it('stay hidden when an application repeats the headers of a health check', async () => {
    const echo = serviceProgram('request.headers').replace(
      `'{"status":"ok"}'`,
      'JSON.stringify(request.headers)',
    );
    stage.cloud.github.push({ repo: vault.name, number });
    const { outputs } = await deploy(echo);
    const basic = Buffer.from(`ada:${ofTheHeaders.BASIC}`).toString('base64');
    for (const header of [
      `Authorization: Bearer ${ofTheHeaders.BEARER}`,
      `Authorization: Basic ${basic}`,
      `Cookie: a=1; session=${ofTheHeaders.COOKIE}`,
      `X-Plain: ${ofTheHeaders.BASIC}`,
    ]) {
      const checked = await job('health-check', {
        urls: outputs['url'] ?? '',
        headers: header,
        'expected-body': 'not in it',
        'max-attempts': '2',
      });
      expect(checked.log).toContain('with another body');
      expect(checked.outputs['status']).toBe('unhealthy');
    }
  });

  it('stay hidden when a job puts its own token into the comment', async () => {
    const body = `Token ${ofTheJob['github-token']}, passphrase ${ofTheJob.PULUMI_CONFIG_PASSPHRASE}`;
    for (const inputs of [{ state: 'skipped' }, { section: 'notes' }]) {
      const written = await job('post-preview-comment', { ...inputs, body });
      expect(written.conclusion).toBe('success');
      expect(leaksIn(comments(), planted)).toEqual([]);
    }
  });

  it('are nowhere: log, outputs, state for post, messages, summaries, comments, deployments, stack state', async () => {
    const cleaned = await job('cleanup-preview', {});
    expect(cleaned.outputs['status']).toBe('destroyed');
    const { cloud } = stage;
    const places: Readonly<Record<string, string>> = {
      ...Object.fromEntries(results.flatMap((result, at) => placesOf(result, at))),
      comments: comments(),
      deployments: JSON.stringify(cloud.github.deployments({ repo: vault.name })),
      'stack state': everythingBelow(join(cloud.stateDir, 'state')),
      'calls of GitHub': JSON.stringify(cloud.github.calls()),
    };
    const leaks = Object.entries(places).map(([place, text]) => [place, leaksIn(text, planted)]);
    expect(leaks.filter(([, found]) => found?.length !== 0)).toEqual([]);
  });
});

/** What a job left, each place by its name. */
function placesOf(result: JobResult, at: number): [string, string][] {
  const { rawLog, log, outputs, state, env, summary, annotations, tempDir } = result;
  return [
    [`raw log ${at}`, withoutMaskCommands(rawLog)],
    [`log ${at}`, log],
    [`outputs ${at}`, Object.values({ ...outputs, ...state, ...env }).join('\n')],
    [`summary ${at}`, summary],
    [
      `annotations ${at}`,
      annotations.map(({ message, title }) => `${message}\n${title}`).join('\n'),
    ],
    // Commands and messages of the stack runner, and the runner's own files as they were written.
    [`files ${at}`, everythingBelow(tempDir)],
  ];
}

async function plantInAws(): Promise<void> {
  const secrets = new SecretsManagerClient(byHand(stage.cloud));
  const ssm = new SSMClient(byHand(stage.cloud));
  const document = JSON.stringify({ part: ofTheApp.JSON_PART, other: 'planted-other-part' });
  const values = {
    plain: ofTheApp.PLAIN,
    markdown: ofTheApp.MARKDOWN,
    quoted: ofTheApp.QUOTED,
    unicode: ofTheApp.UNICODE,
    database: ofTheApp.DATABASE_URL,
    key: ofTheApp.PRIVATE_KEY,
    document,
  };
  for (const [name, SecretString] of Object.entries(values)) {
    await secrets.send(new CreateSecretCommand({ Name: `vault/${name}`, SecretString }));
  }
  const put = (Name: string, Value: string, Type: 'String' | 'SecureString') =>
    ssm.send(new PutParameterCommand({ Name, Value, Type }));
  await put('/vault/secure', ofTheApp.SSM_SECURE, 'SecureString');
  await put('/vault/plain', ofTheApp.SSM_PLAIN, 'String');
  await put('/vault/lines', ofTheApp.SSM_LINES, 'SecureString');
}

/** What the containers of the service printed, as AWS keeps it. */
async function containerLogs(): Promise<string> {
  const logs = new CloudWatchLogsClient(byHand(stage.cloud));
  const logGroupName = `pr-${number}-vault-api-logs`;
  const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return (events ?? []).map(({ message }) => message ?? '').join('\n');
}
