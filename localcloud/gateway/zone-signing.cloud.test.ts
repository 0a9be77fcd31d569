import { CreateHostedZoneCommand, GetDNSSECCommand, Route53Client } from '@aws-sdk/client-route-53';
import { expect, it } from '@jest/globals';
import { useGateway } from './testing/use-gateway.ts';

const tested = useGateway();
const zones = () => new Route53Client(tested.options(1));

async function zoneId(name: string): Promise<string> {
  const made = await zones().send(
    new CreateHostedZoneCommand({ Name: name, CallerReference: name }),
  );
  return made.HostedZone?.Id ?? '';
}

it('a public zone is not signed until somebody asks for it', async () => {
  const signing = await zones().send(
    new GetDNSSECCommand({ HostedZoneId: await zoneId('a.test') }),
  );
  expect(signing.Status).toEqual({ ServeSignature: 'NOT_SIGNING' });
  expect(signing.KeySigningKeys).toEqual([]);
});

it('a zone that is not there has no signing', async () => {
  const asked = zones().send(new GetDNSSECCommand({ HostedZoneId: 'Z0000000000000' }));
  await expect(asked).rejects.toMatchObject({ name: 'NoSuchHostedZone' });
});
