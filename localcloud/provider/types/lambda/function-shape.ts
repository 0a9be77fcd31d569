import type {
  FunctionCode,
  FunctionConfiguration,
  GetFunctionResponse,
  Runtime,
} from '@aws-sdk/client-lambda';
import { zipFile, type Archive } from './archive.ts';

/** Of a function's inputs, what Lambda takes as its configuration. */
export interface WantedConfiguration {
  readonly runtime?: string | undefined;
  readonly handler?: string | undefined;
  readonly description?: string | undefined;
  readonly timeout: number;
  readonly memorySize: number;
  readonly environment?:
    { readonly variables?: Readonly<Record<string, string>> | undefined } | undefined;
  readonly layers?: readonly string[] | undefined;
  readonly deadLetterConfig?: { readonly targetArn: string } | undefined;
  readonly vpcConfig?:
    | {
        readonly subnetIds: readonly string[];
        readonly securityGroupIds: readonly string[];
        readonly ipv6AllowedForDualStack: boolean;
      }
    | undefined;
  readonly tracingConfig?: { readonly mode: string } | undefined;
  readonly ephemeralStorage?: { readonly size?: number | undefined } | undefined;
  readonly loggingConfig?: LoggingConfig | undefined;
  readonly kmsKeyArn?: string | undefined;
  readonly imageConfig?: ImageConfig | undefined;
}

interface LoggingConfig {
  readonly logFormat: string;
  readonly logGroup?: string | undefined;
  readonly applicationLogLevel?: string | undefined;
  readonly systemLogLevel?: string | undefined;
}

interface ImageConfig {
  readonly commands?: readonly string[] | undefined;
  readonly entryPoints?: readonly string[] | undefined;
  readonly workingDirectory?: string | undefined;
}

/** What was there and is no longer wanted has to be said empty: what is left out stays. */
type Before = Partial<Record<keyof WantedConfiguration, unknown>>;

export function configurationRequest(wanted: WantedConfiguration, before: Before = {}) {
  const { vpcConfig: vpc, imageConfig: image } = wanted;
  const emptied = <E>(key: keyof WantedConfiguration, empty: E): E | undefined =>
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

function loggingRequest(wanted: LoggingConfig) {
  return {
    LogFormat: wanted.logFormat as 'Text',
    LogGroup: wanted.logGroup,
    ApplicationLogLevel: wanted.applicationLogLevel as 'INFO' | undefined,
    SystemLogLevel: wanted.systemLogLevel as 'INFO' | undefined,
  };
}

interface WantedCode {
  readonly code?: Archive | undefined;
  readonly s3Bucket?: string | undefined;
  readonly s3Key?: string | undefined;
  readonly s3ObjectVersion?: string | undefined;
  readonly imageUri?: string | undefined;
}

/** Where the code comes from: an archive becomes a ZIP file. */
export function codeRequest(wanted: WantedCode): FunctionCode {
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
