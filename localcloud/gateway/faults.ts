import { z } from 'zod';
import type { AwsError } from './aws-error.ts';
import type { AwsCall, Protocol } from './call.ts';

/** What the gateway is asked to do to a call; the body of `POST /_gateway/faults`. */
export const FaultSchema = z.strictObject({
  /** Signing name, or `*`. */
  service: z.string().default('*'),
  /** Operation, or `*`. */
  action: z.string().default('*'),
  /** The first matching call that is hit, counted from when the fault was set. */
  nth: z.int().min(1).default(1),
  /** How many matching calls in a row are hit. */
  times: z.int().min(1).default(1),
  kind: z.enum([
    'reset-before',
    'reset-after',
    '500',
    '503',
    'throttle',
    'expired-token',
    'hang',
    'malformed',
    'latency',
  ]),
  /** Milliseconds of `latency`. */
  ms: z.int().min(0).default(1000),
});

export type Fault = z.infer<typeof FaultSchema>;
export type FaultRequest = z.input<typeof FaultSchema>;

interface Armed {
  readonly fault: Fault;
  seen: number;
}

/** The faults set at the moment, in the order they were set. */
export interface Faults {
  add(fault: FaultRequest): void;
  clear(): void;
  /** The fault that hits this call, if one does; counts the call. */
  take(call: AwsCall): Fault | undefined;
  list(): readonly (Fault & { readonly seen: number })[];
}

/** An empty set of faults. */
export function createFaults(): Faults {
  let armed: Armed[] = [];
  return {
    add: (fault) => armed.push({ fault: FaultSchema.parse(fault), seen: 0 }),
    clear: () => (armed = []),
    take: (call) => {
      const hits = armed.filter(({ fault }) => matches(fault, call)).filter(strikes);
      return hits[0]?.fault;
    },
    list: () => armed.map(({ fault, seen }) => ({ ...fault, seen })),
  };
}

function strikes(armed: Armed): boolean {
  armed.seen += 1;
  const { nth, times } = armed.fault;
  return armed.seen >= nth && armed.seen < nth + times;
}

function matches(fault: Fault, call: AwsCall): boolean {
  const service = fault.service === '*' || fault.service === call.service;
  return service && (fault.action === '*' || fault.action === call.action);
}

type ErrorKind = '500' | '503' | 'throttle' | 'expired-token';

/** The error of a fault that answers, in the service's own code; undefined for the other kinds. */
export function faultError(fault: Fault, protocol: Protocol): AwsError | undefined {
  const { kind } = fault;
  if (kind !== '500' && kind !== '503' && kind !== 'throttle' && kind !== 'expired-token') return;
  return errorOf(kind, protocol);
}

function errorOf(kind: ErrorKind, protocol: Protocol): AwsError {
  const json = protocol === 'json' || protocol === 'rest';
  if (kind === '500') {
    const code = json ? 'InternalServerException' : 'InternalError';
    return { code, message: 'An internal error occurred (gateway fault).', status: 500 };
  }
  if (kind === '503') {
    const code = json ? 'ServiceUnavailableException' : 'ServiceUnavailable';
    return { code, message: 'The service is unavailable (gateway fault).', status: 503 };
  }
  return kind === 'throttle' ? throttled(protocol) : expired(protocol);
}

function throttled(protocol: Protocol): AwsError {
  const message = 'Rate exceeded';
  if (protocol === 'ec2') return { code: 'RequestLimitExceeded', message, status: 503 };
  if (protocol === 's3') return { code: 'SlowDown', message, status: 503 };
  const json = protocol === 'json' || protocol === 'rest';
  return { code: json ? 'ThrottlingException' : 'Throttling', message };
}

function expired(protocol: Protocol): AwsError {
  const message = 'The security token included in the request is expired';
  if (protocol === 'ec2') return { code: 'RequestExpired', message };
  if (protocol === 'json' || protocol === 'rest') return { code: 'ExpiredTokenException', message };
  return { code: 'ExpiredToken', message, status: protocol === 's3' ? 400 : 403 };
}
