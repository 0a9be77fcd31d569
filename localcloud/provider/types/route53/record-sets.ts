import type {
  Change,
  ListResourceRecordSetsCommandOutput as RecordPage,
  ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { type Aws, must, unless } from '../../aws.ts';

export const NO_ZONE = /^NoSuchHostedZone$/;

/** Domain names have no case, and may end with the root's dot. */
export const domainName = (value: unknown): unknown =>
  String(value).toLowerCase().replace(/\.$/, '');

/** An id without the path that Route 53 answers it with. */
export const bare = (id: string): string => id.replace(/^\/(hostedzone|change)\//, '');

/** Every record of the zone; none where there is no such zone. */
export async function recordsOf(aws: Aws, id: string): Promise<ResourceRecordSet[]> {
  const route53 = await aws.route53();
  const all: ResourceRecordSet[] = [];
  let at: { StartRecordName?: string | undefined; StartRecordType?: 'A' | undefined } | undefined =
    {};
  while (at) {
    const page: RecordPage | undefined = await unless(
      NO_ZONE,
      route53.listResourceRecordSets({ HostedZoneId: id, ...at }),
    );
    all.push(...(page?.ResourceRecordSets ?? []));
    at = page?.IsTruncated
      ? { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType as 'A' }
      : undefined;
  }
  return all;
}

/** Changes records and waits until all of Route 53's servers know. */
export async function change(aws: Aws, id: string, Changes: Change[]): Promise<void> {
  const route53 = await aws.route53();
  const answer = await route53.changeResourceRecordSets({
    HostedZoneId: id,
    ChangeBatch: { Changes },
  });
  const Id = bare(must(answer.ChangeInfo?.Id, 'ChangeInfo.Id'));
  if (answer.ChangeInfo?.Status === 'INSYNC') return;
  await aws.until(`DNS change ${Id}`, async () => {
    const { ChangeInfo } = await route53.getChange({ Id });
    return ChangeInfo?.Status === 'INSYNC' ? true : undefined;
  });
}
