import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { SNS } from '@aws-sdk/client-sns';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { useCloud } from '../../../localcloud/provider/testing/use-cloud.ts';
import { byHand } from '../../../localcloud/world/by-hand.ts';
import { DriftWatch } from './drift-watch.ts';
import { Notifications } from './notifications.ts';

const TIMEOUT_MS = 600_000;
const ACCOUNT = '000000000000';
const live = useCloud();
const reader = { messages: [] as Message[], tokens: [] as string[], url: '' };
let server: Server;

const message = z.object({
  Type: z.string(),
  Token: z.string().optional(),
  Subject: z.string().nullish(),
  Message: z.string(),
});
type Message = z.infer<typeof message>;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const told = message.parse(JSON.parse(body));
      if (told.Token === undefined) reader.messages.push(told);
      else reader.tokens.push(told.Token);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address === 'object') reader.url = `http://127.0.0.1:${address?.port ?? 0}/`;
}, TIMEOUT_MS);
afterAll(() => {
  server.close();
});

const TopicArn = (): string => `arn:aws:sns:${live.cloud.region}:${ACCOUNT}:live-alarms`;

function program(): void {
  const tags = { 'macro-infra:stack': 'live' };
  const { topicArn } = new Notifications('alarms', { topicName: 'live-alarms', tags });
  new DriftWatch('drift', {
    ...{ functionName: 'live-shop-drift', roleName: 'live-shop-drift', prefix: 'live-shop-' },
    ...{ ids: [], deployers: [':assumed-role/live-deploy/'], topicArn, logRetentionDays: 7, tags },
  });
}

/** The reader of messages, as somebody who has confirmed. */
async function subscribe(): Promise<void> {
  const sns = new SNS(byHand(live.cloud));
  await sns.subscribe({ TopicArn: TopicArn(), Protocol: 'http', Endpoint: reader.url });
  const Token = await until('a token', () => Promise.resolve(reader.tokens[0]));
  await sns.confirmSubscription({ TopicArn: TopicArn(), Token });
}

/** EventBridge hears of calls only in a region whose CloudTrail is logging. */
async function trail(): Promise<void> {
  for (const [action, body] of [
    ['CreateTrail', { Name: 'all', S3BucketName: 'trail' }],
    ['StartLogging', { Name: 'all' }],
  ] as const) {
    const scope = `${ACCOUNT}/20260101/${live.cloud.region}/cloudtrail/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=x`;
    const type = { 'content-type': 'application/x-amz-json-1.1' };
    const headers = { authorization, ...type, 'x-amz-target': `CloudTrail_20131101.${action}` };
    const request = { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(live.cloud.gateway.url, request);
    expect({ action, status: answer.status }).toEqual({ action, status: 200 });
  }
}

async function deployer() {
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
  const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Statement: [statement] });
  const iam = new IAM(byHand(live.cloud));
  const { Role } = await iam.createRole({ RoleName: 'live-deploy', AssumeRolePolicyDocument });
  const asked = { RoleArn: Role?.Arn, RoleSessionName: 'job' };
  const { Credentials: found } = await new STS(byHand(live.cloud)).assumeRole(asked);
  return {
    accessKeyId: found?.AccessKeyId ?? '',
    secretAccessKey: found?.SecretAccessKey ?? '',
    sessionToken: found?.SessionToken ?? '',
  };
}

const group = (GroupName: string) => ({ GroupName, Description: 'by hand' });

/** How often the function has run, by its own log. */
async function runs(): Promise<number> {
  const logGroupName = '/aws/lambda/live-shop-drift';
  const { events = [] } = await new CloudWatchLogs(byHand(live.cloud)).filterLogEvents({
    logGroupName,
  });
  return events.filter((event) => event.message?.startsWith('REPORT') === true).length;
}

async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let left = 400; left > 0; left--) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(100);
  }
  throw new Error(`${what}: not seen`);
}

describe('the drift watch', () => {
  it(
    'tells of what somebody changes by hand, not of deployments and not of what is not its own',
    async () => {
      const stack = await live.stack();
      expect(await stack.up(program)).toMatchObject({ refusals: [], changes: { create: 11 } });
      await subscribe();
      const job = await deployer();
      await trail();

      await new EC2({ ...byHand(live.cloud), credentials: job }).createSecurityGroup(
        group('live-shop-api'),
      );
      const ec2 = new EC2(byHand(live.cloud));
      await ec2.createSecurityGroup(group('other'));
      const { GroupId } = await ec2.createSecurityGroup(group('live-shop-by-hand'));
      await until('three runs', async () => ((await runs()) >= 3 ? true : undefined));
      await until('a message', () => Promise.resolve(reader.messages[0]));

      expect(reader.messages).toHaveLength(1);
      const [told] = reader.messages;
      expect(told?.Subject).toBe('Changed by hand: live-shop-* (CreateSecurityGroup)');
      expect(told?.Message).toMatch(/^ec2.amazonaws.com CreateSecurityGroup at 20.* by arn:aws:/);
      expect(told?.Message).toContain('live-shop-by-hand');

      await ec2.deleteSecurityGroup({ GroupId });
      expect(await stack.destroy()).toMatchObject({ refusals: [], changes: { delete: 11 } });
    },
    TIMEOUT_MS,
  );
});
