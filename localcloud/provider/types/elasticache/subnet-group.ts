import { must } from '../../aws.ts';
import { str } from '../../schema/prop.ts';
import { type WantedSubnetGroup, subnetGroup, subnetIdsOf } from '../subnet-group.ts';

const input = ({ name, description, subnetIds }: WantedSubnetGroup) => ({
  CacheSubnetGroupName: name,
  CacheSubnetGroupDescription: description,
  SubnetIds: [...subnetIds],
});

export const cacheSubnetGroup = subnetGroup({
  token: 'aws:elasticache/subnetGroup:SubnetGroup',
  what: 'cache subnet group',
  name: str()
    .matches(/^[A-Za-z0-9-]{1,255}$/, '1 to 255 letters, digits and hyphens')
    .comparedBy((value) => String(value).toLowerCase()),
  codes: {
    gone: /^CacheSubnetGroupNotFound(Fault)?$/,
    busy: /^(CacheSubnetGroupInUse|DependencyViolation)$/,
  },
  async calls(aws) {
    const cache = await aws.elasticache();
    return {
      tagging: cache,
      create: (group, tags) => cache.createCacheSubnetGroup({ ...input(group), ...tags }),
      modify: (group) => cache.modifyCacheSubnetGroup(input(group)),
      delete: (name) => cache.deleteCacheSubnetGroup({ CacheSubnetGroupName: name }),
      async find(name) {
        const answer = await cache.describeCacheSubnetGroups({ CacheSubnetGroupName: name });
        const it = answer.CacheSubnetGroups?.[0];
        return (
          it && {
            name: it.CacheSubnetGroupName,
            description: it.CacheSubnetGroupDescription,
            subnetIds: subnetIdsOf(it.Subnets),
            arn: must(it.ARN, 'ARN'),
            vpcId: it.VpcId,
          }
        );
      },
    };
  },
});
