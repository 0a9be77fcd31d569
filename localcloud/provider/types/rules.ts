import { type Prop, show, str } from '../schema/prop.ts';
import { isIP } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../schema/values.ts';

/** An IPv4 network in CIDR notation with a mask of `low` to `high` bits and no host bits set. */
export function cidr(low = 0, high = 32): Prop<string> {
  return str().rule((value) => {
    const [address = '', bits = ''] = String(value).split('/');
    if (isIP(address) !== 4 || !/^\d{1,2}$/.test(bits)) {
      return `expected an IPv4 network such as 10.0.0.0/16, found ${show(value)}`;
    }
    if (Number(bits) < low || Number(bits) > high) {
      return `expected a mask of /${low} to /${high}, found ${show(value)}`;
    }
    const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(bits));
    return number % size === 0
      ? undefined
      : `expected the first address of the network, found ${show(value)}`;
  });
}

/** An ARN of any service: six parts, the last not empty. */
export function arn(): Prop<string> {
  return str().matches(/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/, 'an ARN');
}

/** The number of an AWS account. */
export function accountId(): Prop<string> {
  return str().matches(/^\d{12}$/, 'an account of 12 digits');
}

/** A JSON document; two that say the same are the same. */
export function json(): Prop<string> {
  return str()
    .rule(notJson)
    .comparedBy((value) => sorted(parse(value)));
}

/** An IAM policy: a list of one is the same as its only entry, and lists have no order. */
export function policy(): Prop<string> {
  return str()
    .rule(notJson)
    .comparedBy((value) => canonicalPolicy(parse(value)));
}

function notJson(value: unknown): string | undefined {
  try {
    return isDeepStrictEqual(JSON.parse(String(value)), null)
      ? 'expected JSON, found null'
      : undefined;
  } catch (error) {
    return `expected JSON: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function parse(value: unknown): unknown {
  try {
    return JSON.parse(String(value));
  } catch {
    return value; // not a document: compared as the text it is
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}

function canonicalPolicy(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(canonicalPolicy);
    if (items.length === 1) return items[0];
    return items.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  }
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, canonicalPolicy(value[key])]));
}
