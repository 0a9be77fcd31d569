import type { Fault, Props } from '../../schema/prop.ts';
import { resource } from '../../resource.ts';
import {
  FUNCTION_SHAPE,
  codeRequest,
  configurationRequest,
  functionFrom,
} from './function-shape.ts';
import { must, unless } from '../../aws.ts';
import { type TagMap, changeTags } from '../tags.ts';
import type { Aws } from '../../aws.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const CODE = ['code', 's3Bucket', 's3Key', 's3ObjectVersion', 'imageUri', 'architectures'] as const;
const CONFIGURATION = [
  ...(['role', 'runtime', 'handler', 'description', 'timeout', 'memorySize'] as const),
  ...(['environment', 'layers', 'deadLetterConfig', 'vpcConfig', 'tracingConfig'] as const),
  ...(['ephemeralStorage', 'loggingConfig', 'kmsKeyArn', 'imageConfig'] as const),
] as const;

export const lambdaFunction = resource({
  token: 'aws:lambda/function:Function',
  autoName: { property: 'name', max: 64 },
  shape: FUNCTION_SHAPE,
  faults: functionFaults,
  async create(aws, wanted, made) {
    const lambda = await aws.lambda();
    await lambda.createFunction({
      ...configurationRequest(wanted),
      FunctionName: wanted.name,
      Role: wanted.role,
      PackageType: wanted.packageType as 'Zip',
      Code: codeRequest(wanted),
      Architectures: wanted.architectures as ['arm64'] | undefined,
      Publish: wanted.publish,
      Tags: wanted.tags,
    });
    made(wanted.name);
    await settled(aws, wanted.name);
    if (wanted.reservedConcurrentExecutions >= 0)
      await setConcurrency(aws, wanted.name, wanted.reservedConcurrentExecutions);
    return wanted.name;
  },
  async read(aws, id, state) {
    const lambda = await aws.lambda();
    const it = await unless(NOT_FOUND, lambda.getFunction({ FunctionName: id }));
    return it && functionFrom(it, aws.region, state.publish ?? false);
  },
  async update(aws, { id, state, wanted, changed }) {
    const lambda = await aws.lambda();
    if (changed(...CONFIGURATION)) {
      const request = configurationRequest(wanted, state);
      await lambda.updateFunctionConfiguration({ ...request, FunctionName: id, Role: wanted.role });
      await settled(aws, id);
    }
    if (changed(...CODE, 'sourceCodeHash')) {
      const Architectures = wanted.architectures as ['arm64'] | undefined;
      const Publish = wanted.publish;
      const code = { ...codeRequest(wanted), Architectures, Publish };
      await lambda.updateFunctionCode({ ...code, FunctionName: id });
      await settled(aws, id);
    }
    if (changed('reservedConcurrentExecutions'))
      await setConcurrency(aws, id, wanted.reservedConcurrentExecutions);
    if (changed('tags')) await retag(aws, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    if (state.skipDestroy) return;
    await unless(NOT_FOUND, (await aws.lambda()).deleteFunction({ FunctionName: id }));
  },
});

function functionFaults(inputs: Props): Fault[] {
  const has = (key: string): boolean => inputs[key] !== undefined;
  const sources = ['code', 's3Bucket', 'imageUri'].filter(has);
  const missing = ['handler', 'runtime'].filter((key) => !has(key));
  return [
    ...(sources.length === 1
      ? []
      : [{ property: 'code', reason: 'exactly one of code, s3Bucket, imageUri is required' }]),
    ...(has('s3Bucket') && !has('s3Key')
      ? [{ property: 's3Key', reason: 'required with s3Bucket' }]
      : []),
    ...(inputs['packageType'] === 'Zip'
      ? missing.map((property) => ({ property, reason: 'required where packageType is Zip' }))
      : []),
  ];
}

/** Waits until the last change of the function is done. @throws with AWS's reason when it failed */
async function settled(aws: Aws, FunctionName: string): Promise<void> {
  const lambda = await aws.lambda();
  await aws.until(`function ${FunctionName}`, async () => {
    const it = await lambda.getFunctionConfiguration({ FunctionName });
    if (it.State === 'Failed' || it.LastUpdateStatus === 'Failed') {
      const reason = it.StateReason ?? it.LastUpdateStatusReason ?? 'no reason given';
      throw new Error(`function ${FunctionName}: ${reason}`);
    }
    return it.State === 'Pending' || it.LastUpdateStatus === 'InProgress' ? undefined : true;
  });
}

async function setConcurrency(aws: Aws, FunctionName: string, wanted: number): Promise<void> {
  const lambda = await aws.lambda();
  await (wanted < 0
    ? lambda.deleteFunctionConcurrency({ FunctionName })
    : lambda.putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions: wanted }));
}

async function retag(aws: Aws, Resource: string, before?: TagMap, after?: TagMap): Promise<void> {
  const lambda = await aws.lambda();
  await changeTags(before, after, {
    untag: (TagKeys) => lambda.untagResource({ Resource, TagKeys }),
    tag: (Tags) => lambda.tagResource({ Resource, Tags }),
  });
}
