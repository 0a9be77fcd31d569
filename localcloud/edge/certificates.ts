import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecureContext, type SecureContext } from 'node:tls';
import { generate } from 'selfsigned';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3_650;
/** Browsers refuse certificates that live longer than 398 days. */
const CERTIFICATE_DAYS = 397;
const RENEW_BEFORE_DAYS = 30;
/** Names asked for are remembered up to this number. */
const MAX_CACHED = 1_000;
const DEFAULT_NAMES = ['localhost', '*.localhost', '*.api.localhost', '*.elb.localhost'];

/** A private certificate authority that nobody trusts unless told to. */
export interface Authority {
  /** Its certificate, PEM: for NODE_EXTRA_CA_CERTS. */
  readonly caFile: string;
  /** For connections that name no host, or one outside `.localhost`. */
  readonly fallback: { readonly cert: string; readonly key: string };
  /** A certificate made for exactly this name, any depth below `localhost`. */
  contextFor(name: string): Promise<SecureContext>;
}

interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** Opens the authority in `dir`; makes one when there is none or it soon ends. */
export async function openAuthority(dir: string, now: Date): Promise<Authority> {
  mkdirSync(dir, { recursive: true });
  const caFile = join(dir, 'ca.pem');
  const ca = readPair(dir, now) ?? (await makeAuthority(dir, now));
  const leafKey = newKey();
  const fallback = { key: leafKey.privateKey, cert: await issue(ca, leafKey, DEFAULT_NAMES, now) };
  const contexts = new Map<string, Promise<SecureContext>>();
  const make = async (name: string) =>
    createSecureContext({ key: leafKey.privateKey, cert: await issue(ca, leafKey, [name], now) });
  return {
    caFile,
    fallback,
    contextFor: (asked) => {
      const name = asked.toLowerCase();
      const key = isLocal(name) ? name : '';
      let context = contexts.get(key);
      if (!context) {
        if (contexts.size >= MAX_CACHED) contexts.clear();
        context = key === '' ? Promise.resolve(createSecureContext(fallback)) : make(name);
        contexts.set(key, context);
      }
      return context;
    },
  };
}

/** Names a browser resolves to this machine (RFC 6761), written as DNS allows. */
function isLocal(name: string): boolean {
  return /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*localhost$/.test(name) && name.length <= 253;
}

function readPair(dir: string, now: Date): Pair | undefined {
  const files = { cert: join(dir, 'ca.pem'), key: join(dir, 'ca.key') };
  if (!existsSync(files.cert) || !existsSync(files.key)) return undefined;
  const pair = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
  const ends = new X509Certificate(pair.cert).validToDate.getTime();
  return ends - now.getTime() > RENEW_BEFORE_DAYS * DAY_MS ? pair : undefined;
}

async function makeAuthority(dir: string, now: Date): Promise<Pair> {
  const name = `macro-infra local cloud ${now.toISOString()}`; // browsers tell authorities apart by name
  const keys = newKey();
  const made = await generate([{ name: 'commonName', value: name }], {
    ...validity(now, AUTHORITY_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    keyPair: keys,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  writeFileSync(join(dir, 'ca.key'), keys.privateKey, { mode: 0o600 });
  writeFileSync(join(dir, 'ca.pem'), made.cert);
  return { key: keys.privateKey, cert: made.cert };
}

async function issue(
  ca: Pair,
  keyPair: { privateKey: string; publicKey: string },
  names: readonly string[],
  now: Date,
): Promise<string> {
  const made = await generate([{ name: 'commonName', value: 'macro-infra edge' }], {
    ...validity(now, CERTIFICATE_DAYS),
    keyType: 'ec',
    algorithm: 'sha256',
    keyPair,
    ca,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          ...names.map((value) => ({ type: 2 as const, value })),
          { type: 7 as const, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return made.cert;
}

/** From an hour ago, for clocks that differ a little. */
function validity(now: Date, days: number): { notBeforeDate: Date; notAfterDate: Date } {
  const from = now.getTime() - 3_600_000;
  return { notBeforeDate: new Date(from), notAfterDate: new Date(from + days * DAY_MS) };
}

function newKey(): { privateKey: string; publicKey: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicKey: createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString(),
  };
}
