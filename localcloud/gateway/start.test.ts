import { DescribeClustersCommand, ECSClient } from '@aws-sdk/client-ecs';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Behaviour } from './behaviour.ts';
import type { FaultRequest } from './faults.ts';
import { startGateway, type Gateway } from './start.ts';

/** A counterpart that answers everything and notes what reached it. */
const behaviour: Behaviour = {
  rules: [
    {
      service: 'ecs',
      actions: ['DeleteCluster'],
      check: () => ({ code: 'ClusterContainsServicesException', message: 'no' }),
    },
  ],
  smoothings: [
    {
      service: 'ecs',
      actions: ['ListClusters'],
      rewrite: (_call, body) => body.replace('seen', 'smoothed'),
    },
  ],
};

let folder = '';
let upstream: Server;
let gateway: Gateway;
let received: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-'));
  received = [];
  upstream = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
    request.on('end', () => {
      received.push(`${request.method ?? ''} ${request.url ?? ''} ${body.length}`);
      const missing = request.headers['x-amz-target']?.includes('DescribeServices') === true;
      response.writeHead(missing ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(missing ? '{"__type":"ClusterNotFoundException"}' : '{"clusterArns":["seen"]}');
    });
  });
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const address = upstream.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  gateway = await startGateway({
    upstream: `http://127.0.0.1:${port}`,
    callLogFile: join(folder, 'calls.jsonl'),
    behaviour,
    log: () => undefined,
  });
});

afterEach(async () => {
  await gateway.stop();
  upstream.closeAllConnections();
  await new Promise((resolve) => upstream.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

function options() {
  return {
    endpoint: gateway.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: '111122223333', secretAccessKey: 'very-secret' },
    maxAttempts: 1,
  };
}

async function ecs(action: string): Promise<string> {
  const authorization =
    'AWS4-HMAC-SHA256 Credential=111122223333/20260101/eu-west-1/ecs/aws4_request, Signature=0';
  const headers = { authorization, 'x-amz-target': `AmazonEC2ContainerService.${action}` };
  try {
    const response = await fetch(gateway.url, { method: 'POST', headers, body: '{}' });
    return `${response.status} ${await response.text()}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('the gateway', () => {
  it('passes calls through and writes each as one line, without bodies or secrets', async () => {
    const s3 = new S3Client({ ...options(), forcePathStyle: true });
    await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: 'top secret body' }));
    await ecs('DescribeServices');
    const calls = gateway
      .calls()
      .map(({ service, action, outcome, write }) => [service, action, outcome, write]);
    expect(calls).toEqual([
      ['s3', 'PutObject', { status: 200 }, true],
      ['ecs', 'DescribeServices', { status: 400, error: 'ClusterNotFoundException' }, false],
    ]);
    await gateway.stop();
    const file = readFileSync(join(folder, 'calls.jsonl'), 'utf8');
    expect(file.trimEnd().split('\n')).toHaveLength(2);
    expect(file).not.toMatch(/secret/);
  });

  it('answers calls since a moment and forgets them on reset', async () => {
    await ecs('ListClusters');
    const url = `${gateway.url}/_gateway/calls?since=2999-01-01T00:00:00.000Z`;
    expect(await (await fetch(url)).json()).toEqual({ calls: [] });
    await fetch(`${gateway.url}/_gateway/calls/reset`, { method: 'POST' });
    expect(gateway.calls()).toEqual([]);
  });

  it('refuses by rule without asking the emulator, and smooths what it answers', async () => {
    expect(await ecs('DeleteCluster')).toMatch(/^400 .*ClusterContainsServicesException/);
    expect(received).toEqual([]);
    expect(gateway.calls()[0]?.outcome).toEqual({
      status: 400,
      error: 'ClusterContainsServicesException',
      refused: true,
    });
    expect(await ecs('ListClusters')).toBe('200 {"clusterArns":["smoothed"]}');
  });

  it('leaves other paths alone and does not log them', async () => {
    const response = await fetch(`${gateway.url}/_alb/shared/`);
    expect(response.status).toBe(200);
    expect(received).toEqual(['GET /_alb/shared/ 0']);
    expect(gateway.calls()).toEqual([]);
  });

  it('answers 502 and keeps running when the emulator is gone', async () => {
    upstream.closeAllConnections();
    await new Promise((resolve) => upstream.close(resolve));
    expect(await ecs('ListClusters')).toMatch(/^502 the emulator did not answer/);
    expect(await (await fetch(`${gateway.url}/_gateway/health`)).json()).toEqual({ status: 'ok' });
  });
});

describe('an injected fault', () => {
  const kinds: readonly [FaultRequest['kind'], RegExp, number][] = [
    ['500', /^500 .*InternalServerException/, 0],
    ['503', /^503 .*ServiceUnavailableException/, 0],
    ['throttle', /^400 .*ThrottlingException/, 0],
    ['expired-token', /^400 .*ExpiredTokenException/, 0],
    ['reset-before', /fetch failed/, 0],
    ['reset-after', /fetch failed/, 1],
    ['malformed', /^200 <\?xml/, 1],
    ['latency', /^200 .*smoothed/, 1],
  ];
  it.each(kinds)(
    'of kind %s answers %s with %i calls carried out',
    async (kind, answer, reached) => {
      gateway.faults.add({ service: 'ecs', action: 'ListClusters', kind, ms: 1 });
      expect(await ecs('ListClusters')).toMatch(answer);
      expect(received).toHaveLength(reached);
      expect(gateway.calls()[0]?.outcome.fault).toBe(kind);
      expect(await ecs('ListClusters')).toMatch(/^200 .*smoothed/);
    },
  );

  it('hangs until the caller gives up, and carries nothing out', async () => {
    gateway.faults.add({ kind: 'hang' });
    const signal = AbortSignal.timeout(50);
    const authorization = 'AWS4-HMAC-SHA256 Credential=1/20260101/eu-west-1/ecs/aws4_request';
    const call = fetch(gateway.url, { headers: { authorization }, signal });
    await expect(call).rejects.toThrow(/timeout/);
    expect(received).toEqual([]);
  });

  it('hits the nth matching call, as often as asked, set over HTTP', async () => {
    const fault = { service: 'ecs', action: 'ListClusters', kind: '500', nth: 2, times: 2 };
    const url = `${gateway.url}/_gateway/faults`;
    const set = await fetch(url, { method: 'POST', body: JSON.stringify(fault) });
    expect(set.status).toBe(201);
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push((await ecs('ListClusters')).slice(0, 3));
    expect(answers).toEqual(['200', '500', '500', '200']);
    await fetch(url, { method: 'DELETE' });
    expect(gateway.faults.list()).toEqual([]);
  });

  it('is refused with its field named when it is wrong', async () => {
    const url = `${gateway.url}/_gateway/faults`;
    const answer = await fetch(url, { method: 'POST', body: '{"kind":"flood"}' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/kind/);
  });

  it('is read by each SDK as the error it stands for', async () => {
    gateway.faults.add({ kind: 'throttle', times: 4 });
    const names: string[] = [];
    const note = (error: Error) => void names.push(error.name);
    const s3 = new S3Client({ ...options(), forcePathStyle: true });
    await new ECSClient(options()).send(new DescribeClustersCommand({})).catch(note);
    await new EC2Client(options()).send(new DescribeVpcsCommand({})).catch(note);
    await new ElasticLoadBalancingV2Client(options())
      .send(new DescribeRulesCommand({}))
      .catch(note);
    await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })).catch(note);
    expect(names).toEqual([
      'ThrottlingException',
      'RequestLimitExceeded',
      'Throttling',
      'SlowDown',
    ]);
  });
});
