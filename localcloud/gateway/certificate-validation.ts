import type { CertificateDetail } from '@aws-sdk/client-acm';
import {
  ListResourceRecordSetsCommand,
  paginateListHostedZones,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import type { Emulator } from './emulator.ts';

/** Whether ACM would have issued the certificate: every validation record has been seen in Route 53. */
export async function validated(certificate: CertificateDetail, aws: Emulator): Promise<boolean> {
  const pending = await pendingDomains(certificate, aws);
  return pending.length === 0;
}

/**
 * Domains whose DNS validation record is not there yet. Imported certificates and those validated
 * by e-mail have none. Once issued, a certificate stays issued when its record goes, as on AWS.
 */
export async function pendingDomains(
  certificate: CertificateDetail,
  aws: Emulator,
): Promise<string[]> {
  const arn = certificate.CertificateArn ?? '';
  if (certificate.Type === 'IMPORTED' || aws.issuedCertificates.has(arn)) return [];
  const options = certificate.DomainValidationOptions ?? [];
  const wanted = options.filter(({ ValidationMethod }) => ValidationMethod === 'DNS');
  const records = await cnameRecords(aws);
  const pending = wanted.filter(({ ResourceRecord }) => {
    const value = records.get(absolute(ResourceRecord?.Name ?? ''));
    return value !== absolute(ResourceRecord?.Value ?? '');
  });
  if (pending.length === 0) aws.issuedCertificates.add(arn);
  return pending.map(({ DomainName = '' }) => DomainName);
}

async function cnameRecords(aws: Emulator): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const { HostedZones = [] } of paginateListHostedZones({ client: aws.route53 }, {})) {
    for (const { Id } of HostedZones) {
      for (const { Name = '', Type, ResourceRecords } of await recordsIn(Id ?? '', aws)) {
        if (Type === 'CNAME')
          found.set(absolute(Name), absolute(ResourceRecords?.[0]?.Value ?? ''));
      }
    }
  }
  return found;
}

async function recordsIn(zone: string, aws: Emulator): Promise<readonly ResourceRecordSet[]> {
  const found: ResourceRecordSet[] = [];
  let start: { StartRecordName?: string | undefined; StartRecordType?: ResourceRecordSet['Type'] } =
    {};
  for (;;) {
    const page = await aws.route53.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: zone, ...start }),
    );
    found.push(...(page.ResourceRecordSets ?? []));
    if (page.IsTruncated !== true || page.NextRecordName === undefined) return found;
    start = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
  }
}

/** Lower case with the final dot, so that names compare. */
function absolute(name: string): string {
  return name.endsWith('.') ? name.toLowerCase() : `${name.toLowerCase()}.`;
}
