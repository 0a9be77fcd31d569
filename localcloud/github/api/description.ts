import { readFileSync } from 'node:fs';
import addFormats from 'ajv-formats';
import { OpenAPIBackend } from 'openapi-backend';
import type { Document } from 'openapi-backend';
import { z } from 'zod';
import { isOperationId } from '../operations.ts';
import type { OperationId } from '../operations.ts';
import { asJsonSchema } from './json-schema.ts';
import type { FieldError } from './reply.ts';

export interface ApiRequest {
  readonly method: string;
  /** Below the API's address, undecoded, with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: unknown;
}

/** What a validator found in one place. */
export interface Fault {
  readonly place: 'path' | 'query' | 'body';
  readonly error: FieldError;
}

/** GitHub's description of the operations of this slice, as questions. */
export interface Description {
  readonly operationIds: readonly OperationId[];
  route(request: ApiRequest): { id: OperationId; params: Record<string, string> } | null;
  /** What is wrong with a request; empty: nothing. */
  requestFaults(request: ApiRequest, id: OperationId): readonly Fault[];
  /** What is wrong with an answer of ours, one line each; empty: nothing. */
  responseFaults(body: unknown, id: OperationId, status: number): readonly string[];
}

const slice = new URL('../openapi.json', import.meta.url);

let loaded: Promise<Description> | undefined;

/** Reads the committed slice, once per process. Validators are compiled at first use. */
export function loadDescription(): Promise<Description> {
  return (loaded ??= load());
}

async function load(): Promise<Description> {
  const document = asJsonSchema(JSON.parse(readFileSync(slice, 'utf8'))) as Document;
  const backend = new OpenAPIBackend({
    definition: document,
    quick: true,
    coerceTypes: true,
    // The slice is GitHub's: to check and to optimise it would cost seconds at every start.
    ajvOpts: { allErrors: true, logger: false, validateSchema: false, code: { optimize: false } },
    customizeAjv: (ajv) => {
      addFormats.default(ajv);
      ajv.addFormat('uri', isUriOrEmpty);
      return ajv;
    },
  });
  await backend.init();
  for (const operation of backend.getOperations()) refuseUnknownFields(operation.requestBody);
  const ids = backend.getOperations().flatMap((one) => one.operationId ?? []);
  return {
    operationIds: ids.filter(isOperationId),
    route: (request) => route(backend, request),
    requestFaults: (request, id) => requestFaults(backend, request, id),
    responseFaults: (body, id, status) => responseFaults(backend, body, id, status),
  };
}

/** GitHub writes `""` where a URL was not given, and calls the field a URI all the same. */
function isUriOrEmpty(text: string): boolean {
  return text === '' || URL.canParse(text);
}

const bodySchema = z.object({
  content: z.object({ 'application/json': z.object({ schema: z.looseObject({}) }) }),
});

/** GitHub takes no notice of most unknown fields; here a misspelt one shall be found. */
function refuseUnknownFields(requestBody: unknown): void {
  const found = bodySchema.safeParse(requestBody);
  if (!found.success || typeof requestBody !== 'object' || requestBody === null) return;
  const content = Reflect.get(requestBody, 'content') as Record<string, { schema: object }>;
  const schema = content['application/json']?.schema;
  if (schema === undefined || !('properties' in schema)) return;
  if ('oneOf' in schema || 'anyOf' in schema || 'additionalProperties' in schema) return;
  Object.assign(schema, { additionalProperties: false });
}

function route(backend: OpenAPIBackend, request: ApiRequest): ReturnType<Description['route']> {
  const operation = backend.matchOperation(toBackend(request));
  const id = operation?.operationId;
  if (operation === undefined || id === undefined || !isOperationId(id)) return null;
  const parsed = backend.router.parseRequest(toBackend(request), operation);
  const params: unknown = parsed.params;
  const texts = Object.entries(params ?? {}).map(([key, value]) => [key, String(value)] as const);
  return { id, params: Object.fromEntries(texts) };
}

function requestFaults(backend: OpenAPIBackend, request: ApiRequest, id: OperationId): Fault[] {
  const { errors } = backend.validateRequest(toBackend(request), id);
  return (errors ?? []).filter(isTrue).map((error) => {
    const [, where = '', ...inner] = error.instancePath.split('/');
    const params = error.params as Record<string, unknown>;
    const named = params['missingProperty'] ?? params['additionalProperty'];
    const field = [...inner, ...(typeof named === 'string' ? [named] : [])].join('.');
    const missing = error.keyword === 'required';
    return {
      place: where === 'path' || where === 'query' ? where : 'body',
      error: {
        resource: id,
        field: field === '' || field === 'requestBody' ? 'body' : field,
        code: missing ? 'missing_field' : 'invalid',
        message: error.message ?? 'is not valid',
      },
    };
  });
}

/** The description calls `created` of runs a date-time; its own prose, and GitHub, take ranges. */
function isTrue({ instancePath, keyword }: { instancePath: string; keyword: string }): boolean {
  return !(instancePath === '/query/created' && keyword === 'format');
}

function responseFaults(
  backend: OpenAPIBackend,
  body: unknown,
  id: OperationId,
  status: number,
): string[] {
  const documented = backend.getOperation(id)?.responses ?? {};
  if (status < 400 && status !== 304 && !(String(status) in documented)) {
    return [`status ${status} is not among ${Object.keys(documented).join(', ')}`];
  }
  if (body === undefined || status >= 400) return [];
  const { errors } = backend.validateResponse(body, id, status);
  return (errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`.trim());
}

function toBackend(request: ApiRequest): {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body?: object;
} {
  const { body, headers } = request;
  const parsed = typeof body === 'object' && body !== null ? { body } : {};
  return { method: request.method, path: request.path, headers: { ...headers }, ...parsed };
}
