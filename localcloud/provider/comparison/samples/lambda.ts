import type { Sample } from './sample.ts';
import { OTHER_TAGS, TAGS } from './sample.ts';

const ROLE = 'arn:aws:iam::000000000000:role/r';
const RULE = 'arn:aws:events:us-east-1:000000000000:rule/drift';
const QUEUE = 'arn:aws:sqs:us-east-1:000000000000:q';

/** Functions from a bucket: an archive's hash is the engine's to make (archive.test.ts). */
export const LAMBDA: readonly Sample[] = [
  {
    token: 'aws:lambda/function:Function',
    inputs: {
      name: 'drift',
      role: ROLE,
      runtime: 'nodejs22.x',
      handler: 'index.handler',
      s3Bucket: 'code',
      s3Key: 'a.zip',
      packageType: 'Zip',
      description: 'watches',
      timeout: 10,
      memorySize: 128,
      architectures: ['x86_64'],
      environment: { variables: { A: 'b' } },
      deadLetterConfig: { targetArn: QUEUE },
      tracingConfig: { mode: 'PassThrough' },
      ephemeralStorage: { size: 512 },
      loggingConfig: { logFormat: 'Text', logGroup: '/aws/lambda/drift' },
      reservedConcurrentExecutions: 1,
      skipDestroy: false,
      ...TAGS,
    },
    others: {
      name: 'other',
      role: `${ROLE}2`,
      runtime: 'nodejs20.x',
      handler: 'index.other',
      s3Bucket: 'other',
      s3Key: 'b.zip',
      packageType: 'Image',
      description: 'looks',
      timeout: 20,
      memorySize: 256,
      architectures: ['arm64'],
      environment: { variables: { A: 'c' } },
      deadLetterConfig: { targetArn: `${QUEUE}2` },
      tracingConfig: { mode: 'Active' },
      ephemeralStorage: { size: 1024 },
      loggingConfig: { logFormat: 'Text', logGroup: '/aws/lambda/other' },
      reservedConcurrentExecutions: 2,
      skipDestroy: true,
      ...OTHER_TAGS,
    },
  },
  {
    token: 'aws:lambda/permission:Permission',
    inputs: {
      statementId: 'rule',
      function: 'drift',
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: RULE,
      sourceAccount: '000000000000',
      qualifier: 'live',
      eventSourceToken: 'token-1',
      principalOrgId: 'o-1234567890',
    },
    others: {
      statementId: 'other',
      function: 'other',
      action: 'lambda:GetFunction',
      principal: 'sns.amazonaws.com',
      sourceArn: `${RULE}2`,
      sourceAccount: '000000000001',
      qualifier: 'next',
      eventSourceToken: 'token-2',
      principalOrgId: 'o-1234567891',
    },
  },
  {
    token: 'aws:lambda/invocation:Invocation',
    inputs: {
      functionName: 'drift',
      input: '{"a":1}',
      lifecycleScope: 'CREATE_ONLY',
      qualifier: '1',
      terraformKey: 'tf',
      triggers: { again: '1' },
    },
    others: {
      functionName: 'other',
      input: '{"a":2}',
      lifecycleScope: 'CRUD',
      qualifier: '2',
      terraformKey: 'about',
      triggers: { again: '2' },
    },
  },
];
