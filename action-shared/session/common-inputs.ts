import type { InputReader } from '../runner/inputs.ts';
import type { RunContext } from '../runner/context.ts';
import { SLUG_FORM } from '../naming/slug.ts';

/** Where a stack's state is and how its secrets are kept. */
export interface Backend {
  readonly url: string;
  readonly secretsProvider: string;
}

/** What every action that works on a stack is told. */
export interface CommonInputs {
  readonly token: string;
  /** Null: from the app's file, else the repository's name. */
  readonly app: string | null;
  readonly configFile: string;
  /** Null: from the app's file, else `dev`. */
  readonly base: string | null;
  readonly region: string;
  readonly backend: Backend;
  readonly pulumiVersion: string;
  readonly timeoutSeconds: number;
  /** `owner/name`. */
  readonly repository: string;
  readonly links: { readonly run: string; readonly logs: string };
}

/** Where inputs come from, beside the reader. */
export interface InputSources {
  readonly env: NodeJS.ProcessEnv;
  readonly context: RunContext;
}

/** GitHub numbers pull requests with 32 bits. */
export const PULL_REQUEST_NUMBER = { min: 1, max: 2_147_483_647 } as const;

/** Longest a job may run on GitHub's own runners is 360 minutes; ten are left for `post`. */
const MAX_TIMEOUT_MINUTES = 350;

/** Reads the common inputs; each of them is allowed to be missing in an action that has none of it. */
export function readCommonInputs(reader: InputReader, sources: InputSources): CommonInputs {
  const { env, context } = sources;
  const minutes = reader.integer('timeout-minutes', { min: 1, max: MAX_TIMEOUT_MINUTES });
  return {
    token: reader.secret('github-token', { required: true }),
    app: reader.text('app', SLUG_FORM) || null,
    configFile: reader.text('config-file') || '.github/macro-infra.yml',
    base: reader.text('base', SLUG_FORM) || null,
    region: readRegion(reader, env),
    backend: readBackend(reader, env),
    pulumiVersion: reader.text('pulumi-version', {
      required: true,
      pattern: /^\d+\.\d+\.\d+$/,
      allowed: 'a version like `3.259.0`',
    }),
    timeoutSeconds: minutes * 60,
    repository: context.repository,
    links: { run: context.runUrl, logs: context.runUrl },
  };
}

/** The pull request the run is about; null when neither input nor event tells. */
export function readOptionalNumber(reader: InputReader, context: RunContext): number | null {
  return reader.optionalInteger('pr-number', PULL_REQUEST_NUMBER) ?? context.prNumber;
}

/** The pull request the run is about. */
export function readNumber(reader: InputReader, context: RunContext): number {
  const number = readOptionalNumber(reader, context);
  if (number === null) {
    reader.problem('pr-number', '', 'a number; the event is not about a pull request');
  }
  return number ?? 0;
}

/** The region: the input's, else the environment's. */
export function readRegion(reader: InputReader, env: NodeJS.ProcessEnv): string {
  const allowed = 'an AWS region like `eu-west-1` (or AWS_REGION in the environment)';
  const form = /^[a-z]{2}(-[a-z]+)+-\d$/;
  const region = reader.text('region', { pattern: form, allowed });
  if (region !== '') return region;
  const fromEnvironment = env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? '';
  if (!form.test(fromEnvironment)) reader.problem('region', fromEnvironment, allowed);
  return fromEnvironment;
}

/** Where the state is: the input's address, else the environment's. */
export function readBackendUrl(reader: InputReader, env: NodeJS.ProcessEnv): string {
  const allowed =
    '`s3://bucket`, `file:///path` or `https://...` (or PULUMI_BACKEND_URL in the environment)';
  const form = /^(s3|file|https?):\/\/./;
  const given = reader.text('backend-url', { pattern: form, allowed });
  const url = given === '' ? (env['PULUMI_BACKEND_URL'] ?? '') : given;
  if (given === '' && !form.test(url)) reader.problem('backend-url', url, allowed);
  return url;
}

function readBackend(reader: InputReader, env: NodeJS.ProcessEnv): Backend {
  const url = readBackendUrl(reader, env);
  const secretsProvider = reader.text('secrets-provider', {
    required: true,
    pattern: /^(passphrase|awskms:\/\/.+)$/,
    allowed: '`passphrase` or `awskms://...`',
  });
  const hasPassphrase =
    env['PULUMI_CONFIG_PASSPHRASE'] !== undefined ||
    env['PULUMI_CONFIG_PASSPHRASE_FILE'] !== undefined;
  if (secretsProvider === 'passphrase' && !url.startsWith('http') && !hasPassphrase) {
    reader.problem(
      'secrets-provider',
      secretsProvider,
      '`passphrase` only with PULUMI_CONFIG_PASSPHRASE in the environment',
    );
  }
  return { url, secretsProvider };
}

/**
 * How one stack names another: the engine's own backends know a single organisation by that very word,
 * Pulumi Cloud the real one (`PULUMI_ORG`, else the repository's owner).
 */
export function stackReference(
  inputs: Pick<CommonInputs, 'backend' | 'repository'>,
  env: NodeJS.ProcessEnv,
  project: string,
  stack: string,
): string {
  const cloud = inputs.backend.url.startsWith('http');
  const owner = inputs.repository.slice(0, inputs.repository.indexOf('/'));
  const organization = cloud ? (env['PULUMI_ORG'] ?? owner) : 'organization';
  return `${organization}/${project}/${stack}`;
}
