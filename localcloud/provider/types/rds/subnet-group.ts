import { must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { set, str } from '../../schema/prop.ts';
import { newTags, retag, tagsOf } from '../resource-name-tags.ts';

const NOT_FOUND = /^DBSubnetGroupNotFoundFault$/;

export const dbSubnetGroup = resource({
  token: 'aws:rds/subnetGroup:SubnetGroup',
  autoName: { property: 'name', max: 255, lower: true },
  shape: {
    name: str()
      .matches(/^(?!default$)[a-z0-9 ._-]{1,255}$/, '1 to 255 of a-z, 0-9, space and ._-')
      .required()
      .replaces(),
    description: str().defaultTo('Managed by Pulumi'),
    subnetIds: set(str()).required(),
    ...TAGS,
    arn: str().output(),
    vpcId: str().output(),
    supportedNetworkTypes: set(str()).output(),
  },
  async create(aws, wanted) {
    const rds = await aws.rds();
    await rds.createDBSubnetGroup({
      DBSubnetGroupName: wanted.name,
      DBSubnetGroupDescription: wanted.description,
      SubnetIds: [...wanted.subnetIds],
      ...newTags(wanted.tags),
    });
    return wanted.name;
  },
  async read(aws, id) {
    const rds = await aws.rds();
    const call = rds.describeDBSubnetGroups({ DBSubnetGroupName: id });
    const it = (await unless(NOT_FOUND, call))?.DBSubnetGroups?.[0];
    if (!it) return undefined;
    const arn = must(it.DBSubnetGroupArn, 'DBSubnetGroupArn');
    return {
      name: it.DBSubnetGroupName,
      description: it.DBSubnetGroupDescription,
      subnetIds: (it.Subnets ?? []).map((one) => must(one.SubnetIdentifier, 'SubnetIdentifier')),
      tags: await tagsOf(rds, arn),
      arn,
      vpcId: it.VpcId,
      supportedNetworkTypes: it.SupportedNetworkTypes,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const rds = await aws.rds();
    if (changed('description', 'subnetIds')) {
      await rds.modifyDBSubnetGroup({
        DBSubnetGroupName: id,
        DBSubnetGroupDescription: wanted.description,
        SubnetIds: [...wanted.subnetIds],
      });
    }
    if (changed('tags')) await retag(rds, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const rds = await aws.rds();
    const call = () => rds.deleteDBSubnetGroup({ DBSubnetGroupName: id });
    const busy = /^InvalidDBSubnetGroupStateFault$/;
    await remove(aws, `subnet group ${id}`, call, { gone: NOT_FOUND, busy });
  },
});
