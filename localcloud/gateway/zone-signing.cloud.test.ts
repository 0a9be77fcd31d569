import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CreateHostedZoneCommand, GetDNSSECCommand, Route53Client } from '@aws-sdk/client-route-53';
import { startLocalCloud } from '../cloud.ts';
import type { LocalCloud } from '../cloud.ts';

const TIMEOUT_MS = 240_000;
const stateDir = mkdtempSync(join(tmpdir(), 'macro-infra-zones-'));
let cloud: LocalCloud;
let zones: Route53Client;

beforeAll(async () => {
  cloud = await startLocalCloud({ stateDir });
  const credentials = { accessKeyId: '000000000000', secretAccessKey: 'local' };
  zones = new Route53Client({ endpoint: cloud.gateway.url, region: cloud.region, credentials });
}, TIMEOUT_MS);
afterAll(async () => {
  zones.destroy();
  await cloud.stop();
  rmSync(stateDir, { recursive: true, force: true });
}, TIMEOUT_MS);

async function zoneId(name: string): Promise<string> {
  const made = await zones.send(new CreateHostedZoneCommand({ Name: name, CallerReference: name }));
  return made.HostedZone?.Id ?? '';
}

it('a public zone is not signed until somebody asks for it', async () => {
  const signing = await zones.send(new GetDNSSECCommand({ HostedZoneId: await zoneId('a.test') }));
  expect(signing.Status).toEqual({ ServeSignature: 'NOT_SIGNING' });
  expect(signing.KeySigningKeys).toEqual([]);
});

it('a zone that is not there has no signing', async () => {
  const asked = zones.send(new GetDNSSECCommand({ HostedZoneId: 'Z0000000000000' }));
  await expect(asked).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
});
