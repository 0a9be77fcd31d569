import { GetBucketPolicyCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import type { Rule } from '../behaviour.ts';
import { isRecord, text } from '../call.ts';
import type { Emulator } from '../emulator.ts';

/** The load balancers' own principal, and the accounts that older policies name instead of it. */
const DELIVERY =
  /^logdelivery\.elasticloadbalancing\.amazonaws\.com$|^(arn:aws:iam::)?\d{12}(:root)?$/;

/**
 * Access logs go to a bucket that is there and lets load balancers write. Source: Elastic Load Balancing
 * guide, "Access logs for your Application Load Balancer".
 */
export const accessLogsBucket: Rule = {
  service: 'elasticloadbalancing',
  actions: ['ModifyLoadBalancerAttributes'],
  check: async (call, aws) => {
    const given = attributesOf(call.params);
    const bucket = given.get('access_logs.s3.bucket') ?? '';
    if (given.get('access_logs.s3.enabled') !== 'true' || bucket === '') return undefined;
    const code = 'InvalidConfigurationRequest';
    if (!(await found(aws.s3.send(new HeadBucketCommand({ Bucket: bucket })))))
      return { code, message: `The bucket '${bucket}' does not exist` };
    if (await writable(bucket, aws)) return undefined;
    const message = `Access Denied for bucket: ${bucket}. Please check S3bucket permission`;
    return { code, message };
  },
};

function attributesOf(params: Readonly<Record<string, unknown>>): Map<string, string> {
  const pairs = Object.entries(params).flatMap(([key, value]): [string, string][] => {
    const index = /^Attributes\.member\.(\d+)\.Key$/.exec(key)?.[1];
    if (index === undefined) return [];
    return [[text(value), text(params[`Attributes.member.${index}.Value`])]];
  });
  return new Map(pairs);
}

async function found<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const gone = error instanceof Error && /^(NotFound|NoSuchBucket(Policy)?)$/.test(error.name);
    if (gone) return undefined;
    throw error;
  }
}

async function writable(bucket: string, aws: Emulator): Promise<boolean> {
  const answer = await found(aws.s3.send(new GetBucketPolicyCommand({ Bucket: bucket })));
  const document: unknown = JSON.parse(answer?.Policy ?? '{}');
  const statements = isRecord(document) ? listed(document['Statement']).filter(isRecord) : [];
  return statements.some(
    (each) =>
      each['Effect'] === 'Allow' &&
      principalsOf(each['Principal']).some((name) => DELIVERY.test(name)) &&
      listed(each['Action']).some((action) => /^(s3:)?(\*|Put\*|PutObject)$/i.test(text(action))),
  );
}

function principalsOf(principal: unknown): string[] {
  if (!isRecord(principal)) return [];
  return [...listed(principal['Service']), ...listed(principal['AWS'])].map(text);
}

function listed(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}
