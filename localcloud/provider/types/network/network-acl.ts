import type { NetworkAcl } from '@aws-sdk/client-ec2';
import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { set, str } from '../../schema/prop.ts';
import { retag, tagSpecification } from '../ec2/tags.ts';
import { tagsFrom } from '../tags.ts';
import { ENTRIES, entriesOf, entryFaults, syncEntries } from './acl-entries.ts';

const NOT_FOUND = /^InvalidNetworkAclID\.NotFound$/;

export const networkAcl = resource({
  token: 'aws:ec2/networkAcl:NetworkAcl',
  shape: {
    vpcId: str().required().replaces(),
    subnetIds: set(str()).computed(),
    ingress: ENTRIES,
    egress: ENTRIES,
    ...TAGS,
    arn: str().output(),
    ownerId: str().output(),
  },
  faults: entryFaults,
  async create(aws, wanted, made) {
    const ec2 = await aws.ec2();
    const answer = await ec2.createNetworkAcl({
      VpcId: wanted.vpcId,
      ...tagSpecification('network-acl', wanted.tags),
    });
    const id = must(answer.NetworkAcl?.NetworkAclId, 'NetworkAclId');
    made(id);
    await syncEntries(aws, id, false, [], wanted.ingress ?? []);
    await syncEntries(aws, id, true, [], wanted.egress ?? []);
    for (const subnet of wanted.subnetIds ?? []) await moveSubnet(aws, subnet, id);
    return id;
  },
  async read(aws, id) {
    const it = await aclOf(aws, id);
    if (!it) return undefined;
    const ownerId = it.OwnerId ?? (await aws.account());
    return {
      vpcId: it.VpcId,
      subnetIds: subnetsOf(it),
      ingress: entriesOf(it.Entries ?? [], false),
      egress: entriesOf(it.Entries ?? [], true),
      tags: tagsFrom(it.Tags),
      arn: `arn:aws:ec2:${aws.region}:${ownerId}:network-acl/${id}`,
      ownerId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('ingress'))
      await syncEntries(aws, id, false, state.ingress ?? [], wanted.ingress ?? []);
    if (changed('egress'))
      await syncEntries(aws, id, true, state.egress ?? [], wanted.egress ?? []);
    if (changed('subnetIds')) {
      const after = wanted.subnetIds ?? [];
      await leave(aws, id, wanted.vpcId, (subnet) => !after.includes(subnet));
      for (const subnet of after) await moveSubnet(aws, subnet, id);
    }
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    const ec2 = await aws.ec2();
    const call = async (): Promise<unknown> => {
      await leave(aws, id, state.vpcId, () => true);
      return ec2.deleteNetworkAcl({ NetworkAclId: id });
    };
    await remove(aws, `network ACL ${id}`, call, {
      gone: NOT_FOUND,
      busy: /^DependencyViolation$/,
    });
  },
});

async function aclOf(aws: Aws, id: string): Promise<NetworkAcl | undefined> {
  const ec2 = await aws.ec2();
  return (await unless(NOT_FOUND, ec2.describeNetworkAcls({ NetworkAclIds: [id] })))
    ?.NetworkAcls?.[0];
}

const subnetsOf = (acl: NetworkAcl): string[] =>
  (acl.Associations ?? []).flatMap(({ SubnetId }) => (SubnetId === undefined ? [] : [SubnetId]));

/** Puts a subnet under an ACL; it always is under exactly one, so it is moved. */
async function moveSubnet(aws: Aws, subnet: string, acl: string): Promise<void> {
  const ec2 = await aws.ec2();
  const Filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
  const found = (await ec2.describeNetworkAcls({ Filters })).NetworkAcls?.[0];
  if (found?.NetworkAclId === acl) return;
  const association = found?.Associations?.find(({ SubnetId }) => SubnetId === subnet);
  const AssociationId = must(
    association?.NetworkAclAssociationId,
    `the network ACL of subnet ${subnet}`,
  );
  await ec2.replaceNetworkAclAssociation({ AssociationId, NetworkAclId: acl });
}

/** Puts subnets of the ACL back under the default one of the VPC. */
async function leave(
  aws: Aws,
  id: string,
  vpcId: string | undefined,
  which: (subnet: string) => boolean,
): Promise<void> {
  const acl = await aclOf(aws, id);
  const gone = acl === undefined ? [] : subnetsOf(acl).filter(which);
  if (gone.length === 0) return;
  const ec2 = await aws.ec2();
  const Filters = [
    { Name: 'vpc-id', Values: [must(vpcId ?? acl?.VpcId, 'VpcId')] },
    { Name: 'default', Values: ['true'] },
  ];
  const fallback = (await ec2.describeNetworkAcls({ Filters })).NetworkAcls?.[0]?.NetworkAclId;
  for (const subnet of gone)
    await moveSubnet(aws, subnet, must(fallback, 'the default network ACL'));
}
