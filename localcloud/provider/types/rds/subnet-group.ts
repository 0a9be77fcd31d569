import { must } from '../../aws.ts';
import { set, str } from '../../schema/prop.ts';
import { type WantedSubnetGroup, subnetGroup, subnetIdsOf } from '../subnet-group.ts';

const input = ({ name, description, subnetIds }: WantedSubnetGroup) => ({
  DBSubnetGroupName: name,
  DBSubnetGroupDescription: description,
  SubnetIds: [...subnetIds],
});

export const dbSubnetGroup = subnetGroup({
  token: 'aws:rds/subnetGroup:SubnetGroup',
  what: 'subnet group',
  name: str().matches(/^(?!default$)[a-z0-9 ._-]{1,255}$/, '1 to 255 of a-z, 0-9, space and ._-'),
  outputs: { supportedNetworkTypes: set(str()).output() },
  codes: { gone: /^DBSubnetGroupNotFoundFault$/, busy: /^InvalidDBSubnetGroupStateFault$/ },
  async calls(aws) {
    const rds = await aws.rds();
    return {
      tagging: rds,
      create: (group, tags) => rds.createDBSubnetGroup({ ...input(group), ...tags }),
      modify: (group) => rds.modifyDBSubnetGroup(input(group)),
      delete: (name) => rds.deleteDBSubnetGroup({ DBSubnetGroupName: name }),
      async find(name) {
        const answer = await rds.describeDBSubnetGroups({ DBSubnetGroupName: name });
        const it = answer.DBSubnetGroups?.[0];
        return (
          it && {
            name: it.DBSubnetGroupName,
            description: it.DBSubnetGroupDescription,
            subnetIds: subnetIdsOf(it.Subnets),
            arn: must(it.DBSubnetGroupArn, 'DBSubnetGroupArn'),
            vpcId: it.VpcId,
            supportedNetworkTypes: it.SupportedNetworkTypes,
          }
        );
      },
    };
  },
});
