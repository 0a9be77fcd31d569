import { cloudfrontOperation } from './operations/cloudfront.ts';
import { restOperation } from './operations/rest-json.ts';
import { route53Operation } from './operations/route53.ts';
import { s3Operation } from './operations/s3.ts';
import type { RawRequest } from './raw-request.ts';

/** Wire format of a service, which decides how errors look. */
export type Protocol = 'ec2' | 'query' | 'json' | 's3' | 'route53' | 'rest' | 'rest-xml';

/** What the gateway knows of a request before it is answered. */
export interface AwsCall {
  /** AWS's signing name: `ecs`, `elasticloadbalancing`, `s3`, ... */
  readonly service: string;
  /** Operation as AWS names it: `CreateService`. */
  readonly action: string;
  readonly protocol: Protocol;
  readonly region: string;
  readonly accessKeyId: string;
  readonly userAgent: string;
  /** Parameters of the query protocols (flattened) or the parsed JSON document; empty for REST, but for CloudFront. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The resource the call names, as far as it names one: an ARN, an id, a name, `bucket/key`. */
  readonly resource: string;
  /** Whether AWS's state can change by it. */
  readonly write: boolean;
}

const READ_ACTION =
  /^(Get|List|Describe|Head|BatchGet|BatchCheck|Filter|Lookup|Simulate|Search|Select|AssumeRole)/;

/** Names the service, operation and resource of a request; undefined when it is not an AWS call. */
export function identify(request: RawRequest): AwsCall | undefined {
  const scope = webIdentityScope(request) ?? credentialScope(request);
  if (!scope) return undefined;
  const { service, action, protocol, params } = operationOf(scope.service, request);
  return {
    service,
    action,
    protocol,
    region: scope.region,
    accessKeyId: scope.accessKeyId,
    userAgent: header(request, 'user-agent'),
    params,
    resource: protocol === 's3' ? s3Resource(request) : resourceOf(params, request),
    write: !READ_ACTION.test(action),
  };
}

/** Whether a request's body is to be streamed: object bytes, which nothing here needs to read. */
export function streams(request: RawRequest): boolean {
  return request.method === 'PUT' && credentialScope(request)?.service === 's3';
}

/** SigV4 names key, region and service in the header or, for presigned URLs, in the query. */
function credentialScope(request: RawRequest) {
  const signed = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
  const query = decodeURIComponent(/X-Amz-Credential=([^&]+)/.exec(request.url)?.[1] ?? '');
  const found =
    signed.exec(header(request, 'authorization')) ?? signed.exec(`Credential=${query}`) ?? [];
  const [, accessKeyId, region, service] = found;
  if (accessKeyId === undefined || region === undefined || service === undefined) return undefined;
  return { accessKeyId, region, service };
}

/** Whoever shows a web identity signs nothing: the role says whose account it is. */
function webIdentityScope(request: RawRequest) {
  const { body = '' } = request;
  if (!body.includes('AssumeRoleWithWebIdentity')) return undefined;
  const params = new URLSearchParams(body);
  if (params.get('Action') !== 'AssumeRoleWithWebIdentity') return undefined;
  const [, , , , account = ''] = (params.get('RoleArn') ?? '').split(':');
  return { accessKeyId: account, region: 'us-east-1', service: 'sts' };
}

function operationOf(service: string, request: RawRequest) {
  if (service === 's3') return { service, ...s3Operation(request), params: {} };
  if (service === 'route53') return { service, ...route53Operation(request), params: {} };
  if (service === 'cloudfront') return { service, ...cloudfrontOperation(request) };
  const rest = restOperation(service, request);
  if (rest !== undefined) {
    return { service, action: rest, protocol: 'rest' as const, params: {} };
  }
  const target = header(request, 'x-amz-target');
  if (target !== '') {
    const action = target.slice(target.lastIndexOf('.') + 1);
    return { service, action, protocol: 'json' as const, params: jsonDocument(request.body) };
  }
  const rpc = /\/operation\/(\w+)$/.exec(path(request));
  if (rpc?.[1] !== undefined) {
    return { service, action: rpc[1], protocol: 'rest' as const, params: {} };
  }
  return queryOperation(service, request);
}

function queryOperation(service: string, request: RawRequest) {
  const text = request.body !== undefined && request.body !== '' ? request.body : query(request);
  const params = Object.fromEntries(new URLSearchParams(text));
  const { Action: action } = params;
  if (action === undefined) {
    const named = `${request.method} ${path(request)}`;
    return { service, action: named, protocol: 'rest' as const, params: {} };
  }
  const protocol: Protocol = service === 'ec2' ? 'ec2' : 'query';
  return { service, action, protocol, params };
}

function jsonDocument(body: string | undefined): Record<string, unknown> {
  try {
    const document: unknown = JSON.parse(body ?? '');
    return isRecord(document) ? document : {};
  } catch {
    return {}; // the emulator answers a broken document with its own error
  }
}

/** Narrows outside data to an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NAMING_PARAMETERS = [
  'service', 'serviceName', 'cluster', 'clusterName', 'taskDefinition', 'family', 'task',
  'AlarmName', 'DashboardName',
  'repositoryName', 'logGroupName', 'SecretId', 'CertificateArn', 'DomainName', 'RoleName',
  'LoadBalancerArn', 'ListenerArn', 'RuleArn', 'TargetGroupArn', 'GroupId', 'SubnetId', 'VpcId',
  'resourceArn', 'ResourceArn', 'ResourceId', 'Name', 'GroupName',
]; // prettier-ignore

function resourceOf(params: Readonly<Record<string, unknown>>, request: RawRequest): string {
  const cluster = text(params['cluster']);
  const service = text(params['service']) || text(params['serviceName']);
  if (cluster !== '' && service !== '' && !service.startsWith('arn:')) {
    return `${cluster}/${service}`;
  }
  for (const name of NAMING_PARAMETERS) if (text(params[name]) !== '') return text(params[name]);
  const listed = Object.entries(params).find(([key]) => /(Id|Arn|Name)s?(\.\w+)*\.1$/.test(key));
  if (listed) return text(listed[1]);
  const list = Object.values(params).find((value) => Array.isArray(value) && text(value[0]) !== '');
  if (Array.isArray(list)) return list.map(text).filter(Boolean).join(',');
  return Object.keys(params).length === 0 ? path(request) : '';
}

/** A string parameter; anything else counts as not given. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function s3Resource(request: RawRequest): string {
  return decodeURIComponent(path(request)).replace(/^\//, '');
}

function header(request: RawRequest, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

function path(request: RawRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function query(request: RawRequest): string {
  return request.url.includes('?') ? request.url.slice(request.url.indexOf('?') + 1) : '';
}
