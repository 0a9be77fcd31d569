import { describe, expect, it } from '@jest/globals';
import { baseFingerprint, parseBaseConfig } from '../../action-shared/config/base.ts';
import type { BaseOutputs } from '../../action-shared/documents/base-outputs.ts';
import type { StackSnapshot } from '../../action-shared/engine/protocol.ts';
import type { EnsureBaseInputs } from './inputs.ts';
import { run } from './run.ts';
import type { EnsureBaseDeps } from './run.ts';

const config = parseBaseConfig(
  { name: 'dev', region: 'eu-west-1', domain: 'preview.test' },
  'test',
);

const inputs: EnsureBaseInputs = {
  token: 'token',
  configFile: '',
  region: 'eu-west-1',
  backend: { url: 'file:///state', secretsProvider: 'passphrase' },
  pulumiVersion: '3.259.0',
  timeoutSeconds: 1800,
  repository: 'acme/infra',
  links: { run: '', logs: '' },
  base: 'dev',
  config,
  attempts: 3,
  mode: 'ensure',
};

const outputs: BaseOutputs = {
  ...{ contract: 1, environment: 'dev', app: 'base', urls: {}, url: '', region: 'eu-west-1' },
  vpcId: 'vpc-1',
  publicSubnetIds: ['subnet-1', 'subnet-2'],
  privateSubnetIds: [],
  loadBalancers: ['one', 'two'].map((name) => ({
    name,
    arn: `arn:${name}`,
    dnsName: `${name}.test`,
    zoneId: 'Z1',
    httpListenerArn: 'arn:http',
    httpPort: 80,
    httpsListenerArn: 'arn:https',
    httpsPort: 443,
    securityGroupId: 'sg-1',
  })),
  domain: 'preview.test',
  hostedZoneId: 'Z2',
  certificateDomains: ['*.preview.test'],
  repositoryUrl: 'registry.test/apps',
  limits: { maxCpu: 1024, maxMemory: 2048, maxServices: 5, secrets: [] },
  assignPublicIp: true,
  fingerprint: baseFingerprint(config),
};

const none: StackSnapshot = { exists: false, outputs: {}, resourceCount: 0, pending: [] };
const current: StackSnapshot = { exists: true, outputs, resourceCount: 29, pending: [] };

function stage(snapshots: readonly StackSnapshot[], failures = 0) {
  const done: string[] = [];
  const rest = [...snapshots];
  const snapshot = (): Promise<StackSnapshot> => {
    const next = rest.length > 1 ? rest.shift() : rest[0];
    return Promise.resolve(next ?? none);
  };
  let left = failures;
  const deps: EnsureBaseDeps = {
    log: () => undefined,
    warn: (line) => void done.push(`warn ${line}`),
    group: (title, body) => (done.push(title), body()),
    signal: new AbortController().signal,
    sleep: (milliseconds) => Promise.resolve(void done.push(`wait ${milliseconds / 1000} s`)),
    random: () => 0.5,
    snapshot,
    open: () => {
      done.push('lease');
      return Promise.resolve({
        snapshot,
        up: () => {
          left -= 1;
          return left >= 0 ? Promise.reject(new Error('Throttling.')) : Promise.resolve(29);
        },
        [Symbol.asyncDispose]: () => Promise.resolve(void done.push('release')),
      });
    },
    targetGroups: () => Promise.resolve([90, 0]),
  };
  return { deps, done };
}

describe('a base', () => {
  it('that is current costs no engine run, and tells its room', async () => {
    const { deps, done } = stage([current]);
    const report = await run(inputs, deps);
    expect(report).toMatchObject({
      changed: false,
      capacityLeft: 110,
      reason: 'The base is current.',
    });
    expect(report.capacity[0]).toEqual({ name: 'one', used: 90, limit: 100 });
    expect(done).toEqual([]);
  });

  it('that is missing is made', async () => {
    const { deps, done } = stage([none, none, current]);
    expect((await run(inputs, deps)).changed).toBe(true);
    expect(done).toEqual(['lease', 'Update base dev, attempt 1 of 3', 'release']);
  });

  it('that another run has made meanwhile is taken as it is', async () => {
    const { deps, done } = stage([none, current]);
    await run(inputs, deps);
    expect(done).toEqual(['lease', 'release']);
  });

  it('that fails is tried again after growing pauses', async () => {
    const { deps, done } = stage([none, none, current], 2);
    expect((await run(inputs, deps)).changed).toBe(true);
    expect(done.filter((one) => one.startsWith('wait'))).toEqual(['wait 60 s', 'wait 90 s']);
  });

  it('that fails at every attempt is an error that says why', async () => {
    const { deps, done } = stage([none], 9);
    await expect(run(inputs, deps)).rejects.toThrow(
      'The base dev could not be brought up to date in 3 attempts: Throttling.',
    );
    expect(done.at(-1)).toBe('release');
  });

  it.each([
    ['is missing', none, 'The base dev does not exist.'],
    ['is older', { ...current, outputs: { ...outputs, fingerprint: 'base-0-x' } }, 'is older'],
    ['is incomplete', { ...current, outputs: {} }, 'is incomplete'],
    [
      'was left half-way',
      {
        ...current,
        pending: [{ urn: 'urn', type: 't', operation: 'creating', id: null, inputs: {} }],
      },
      'unfinished operations',
    ],
  ])('that %s is refused by `verify`, which changes nothing', async (_case, snapshot, why) => {
    const { deps, done } = stage([snapshot]);
    await expect(run({ ...inputs, mode: 'verify' }, deps)).rejects.toThrow(why);
    expect(done).toEqual([]);
  });
});
