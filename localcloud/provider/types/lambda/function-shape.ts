import type {
  FunctionCode,
  FunctionConfiguration,
  GetFunctionResponse,
  Runtime,
} from '@aws-sdk/client-lambda';
import { TAGS } from '../../resource.ts';
import {
  type TypeOf,
  type Values,
  bool,
  list,
  map,
  num,
  obj,
  set,
  str,
} from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import { archive, zipFile } from './archive.ts';

const RUNTIME = /^(dotnet|dotnetcore|go|java|nodejs|provided|python|ruby)[\d.]*[a-z]*[\d.]*$/;

const loggingConfig = obj({
  logFormat: str().oneOf('Text', 'JSON').required(),
  logGroup: str().computed(),
  applicationLogLevel: str().oneOf('TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'),
  systemLogLevel: str().oneOf('DEBUG', 'INFO', 'WARN'),
});

/** Inputs and outputs of a function. */
export const FUNCTION_SHAPE = {
  name: str()
    .matches(/^[\w-]{1,64}$/, '1 to 64 letters, digits, _ and -')
    .required()
    .replaces(),
  role: arn().required(),
  packageType: str().oneOf('Zip', 'Image').defaultTo('Zip').replaces(),
  runtime: str().matches(RUNTIME, 'a runtime such as nodejs22.x'),
  handler: str().matches(/^.{0,128}$/, 'at most 128 characters'),
  code: archive().local(),
  s3Bucket: str().local(),
  s3Key: str().local(),
  s3ObjectVersion: str().local(),
  imageUri: str(),
  imageConfig: obj({ commands: list(str()), entryPoints: list(str()), workingDirectory: str() }),
  sourceCodeHash: str().computed().local(),
  description: str().matches(/^[\s\S]{0,256}$/, 'at most 256 characters'),
  timeout: num().between(1, 900).defaultTo(3),
  memorySize: num().between(128, 32_768).defaultTo(128),
  architectures: list(str().oneOf('x86_64', 'arm64')).computed(),
  environment: obj({ variables: map(str()) }),
  layers: list(arn()),
  deadLetterConfig: obj({ targetArn: arn().required() }),
  vpcConfig: obj({
    subnetIds: set(str()).required(),
    securityGroupIds: set(str()).required(),
    ipv6AllowedForDualStack: bool().defaultTo(false),
    vpcId: str().output(),
  }),
  tracingConfig: obj({ mode: str().oneOf('Active', 'PassThrough').required() }).computed(),
  ephemeralStorage: obj({ size: num().between(512, 10_240).computed() }).computed(),
  loggingConfig: loggingConfig.computed(),
  kmsKeyArn: arn(),
  publish: bool().local().defaultTo(false),
  reservedConcurrentExecutions: num()
    .between(-1, 2 ** 31)
    .defaultTo(-1),
  skipDestroy: bool().local().defaultTo(false),
  ...TAGS,
  arn: str().output(),
  invokeArn: str().output(),
  qualifiedArn: str().output(),
  qualifiedInvokeArn: str().output(),
  version: str().output(),
  lastModified: str().output(),
  codeSha256: str().output(),
  sourceCodeSize: num().output(),
  signingJobArn: str().output(),
  signingProfileVersionArn: str().output(),
} as const;
type Wanted = Values<typeof FUNCTION_SHAPE>;

/** What was there and is no longer wanted has to be said empty: what is left out stays. */
type Before = Partial<Record<keyof Wanted, unknown>>;

/** The configuration as Lambda is told it, whole; `before` is the state at an update. */
export function configurationRequest(wanted: Wanted, before: Before = {}) {
  const { vpcConfig: vpc, imageConfig: image } = wanted;
  const emptied = <E>(key: keyof Wanted, empty: E): E | undefined =>
    wanted[key] === undefined && before[key] !== undefined ? empty : undefined;
  return {
    Runtime: wanted.runtime as Runtime | undefined,
    Handler: wanted.handler,
    Description: wanted.description ?? emptied('description', ''),
    Timeout: wanted.timeout,
    MemorySize: wanted.memorySize,
    Environment: wanted.environment
      ? { Variables: { ...wanted.environment.variables } }
      : emptied('environment', { Variables: {} }),
    Layers: wanted.layers ? [...wanted.layers] : emptied('layers', []),
    DeadLetterConfig: wanted.deadLetterConfig
      ? { TargetArn: wanted.deadLetterConfig.targetArn }
      : emptied('deadLetterConfig', { TargetArn: '' }),
    VpcConfig: vpc
      ? {
          SubnetIds: [...vpc.subnetIds],
          SecurityGroupIds: [...vpc.securityGroupIds],
          Ipv6AllowedForDualStack: vpc.ipv6AllowedForDualStack,
        }
      : emptied('vpcConfig', { SubnetIds: [], SecurityGroupIds: [] }),
    TracingConfig: wanted.tracingConfig && { Mode: wanted.tracingConfig.mode as 'Active' },
    EphemeralStorage: wanted.ephemeralStorage && { Size: wanted.ephemeralStorage.size },
    LoggingConfig: wanted.loggingConfig && loggingRequest(wanted.loggingConfig),
    KMSKeyArn: wanted.kmsKeyArn ?? emptied('kmsKeyArn', ''),
    ImageConfig: image
      ? {
          Command: image.commands && [...image.commands],
          EntryPoint: image.entryPoints && [...image.entryPoints],
          WorkingDirectory: image.workingDirectory,
        }
      : emptied('imageConfig', {}),
  };
}

function loggingRequest(wanted: TypeOf<typeof loggingConfig>) {
  return {
    LogFormat: wanted.logFormat as 'Text',
    LogGroup: wanted.logGroup,
    ApplicationLogLevel: wanted.applicationLogLevel as 'INFO' | undefined,
    SystemLogLevel: wanted.systemLogLevel as 'INFO' | undefined,
  };
}

/** Where the code comes from: an archive becomes a ZIP file. */
export function codeRequest(wanted: Wanted): FunctionCode {
  if (wanted.code !== undefined) return { ZipFile: zipFile(wanted.code) };
  if (wanted.imageUri !== undefined) return { ImageUri: wanted.imageUri };
  const { s3Bucket: S3Bucket, s3Key: S3Key, s3ObjectVersion: S3ObjectVersion } = wanted;
  return { S3Bucket, S3Key, S3ObjectVersion };
}

/** The function as the state has it. */
export function functionFrom(answer: GetFunctionResponse, region: string, published: boolean) {
  const it = answer.Configuration ?? {};
  const arn = it.FunctionArn ?? '';
  const version = published ? (it.Version ?? '$LATEST') : '$LATEST';
  return {
    ...configurationFrom(it),
    name: it.FunctionName,
    role: it.Role,
    packageType: it.PackageType ?? 'Zip',
    imageUri: answer.Code?.ImageUri,
    architectures: it.Architectures,
    reservedConcurrentExecutions: answer.Concurrency?.ReservedConcurrentExecutions ?? -1,
    tags: answer.Tags ?? {},
    arn,
    invokeArn: invokeArn(region, arn),
    qualifiedArn: `${arn}:${version}`,
    qualifiedInvokeArn: invokeArn(region, `${arn}:${version}`),
    version,
    lastModified: it.LastModified,
    codeSha256: it.CodeSha256,
    sourceCodeSize: it.CodeSize,
    signingJobArn: it.SigningJobArn,
    signingProfileVersionArn: it.SigningProfileVersionArn,
  };
}

function configurationFrom(it: FunctionConfiguration) {
  const { VpcConfig: vpc, LoggingConfig: logging } = it;
  const image = it.ImageConfigResponse?.ImageConfig;
  const variables = it.Environment?.Variables;
  const layers = (it.Layers ?? []).flatMap(({ Arn }) => (Arn === undefined ? [] : [Arn]));
  return {
    runtime: it.Runtime,
    handler: text(it.Handler),
    description: text(it.Description),
    timeout: it.Timeout ?? 3,
    memorySize: it.MemorySize ?? 128,
    ...(variables && Object.keys(variables).length > 0 ? { environment: { variables } } : {}),
    ...(layers.length > 0 ? { layers } : {}),
    ...(text(it.DeadLetterConfig?.TargetArn) === undefined
      ? {}
      : { deadLetterConfig: { targetArn: it.DeadLetterConfig?.TargetArn ?? '' } }),
    ...(vpc?.SubnetIds?.length
      ? {
          vpcConfig: {
            subnetIds: vpc.SubnetIds,
            securityGroupIds: vpc.SecurityGroupIds ?? [],
            ipv6AllowedForDualStack: vpc.Ipv6AllowedForDualStack ?? false,
            vpcId: vpc.VpcId,
          },
        }
      : {}),
    tracingConfig: { mode: it.TracingConfig?.Mode ?? 'PassThrough' },
    ephemeralStorage: { size: it.EphemeralStorage?.Size ?? 512 },
    ...(logging && {
      loggingConfig: {
        logFormat: logging.LogFormat ?? 'Text',
        logGroup: logging.LogGroup,
        applicationLogLevel: logging.ApplicationLogLevel,
        systemLogLevel: logging.SystemLogLevel,
      },
    }),
    kmsKeyArn: text(it.KMSKeyArn),
    ...(image && {
      imageConfig: {
        commands: image.Command,
        entryPoints: image.EntryPoint,
        workingDirectory: image.WorkingDirectory,
      },
    }),
  };
}

/** Lambda says "" for nothing. */
function text(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function invokeArn(region: string, functionArn: string): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${functionArn}/invocations`;
}
