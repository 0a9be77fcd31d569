import { type Aws, must } from '../aws.ts';
import { bool, map, obj, set, str } from '../schema/prop.ts';
import { RESOURCES } from '../types/index.ts';
import type { Props } from '../schema/prop.ts';
import { lookUp } from '../resource.ts';

const filter = obj({ name: str().required(), values: set(str()).required() });

const SEARCH = { filters: set(filter), tags: map(str()) } as const;
interface Search {
  readonly filters?:
    readonly { readonly name: string; readonly values: readonly string[] }[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

function filtersOf(args: Search): { Filters?: { Name: string; Values: string[] }[] } {
  const Filters = [
    ...(args.filters ?? []).map((each) => ({ Name: each.name, Values: [...each.values] })),
    ...Object.entries(args.tags ?? {}).map(([key, value]) => ({
      Name: `tag:${key}`,
      Values: [value],
    })),
  ];
  return Filters.length > 0 ? { Filters } : {};
}

/** A look-up's single answer; none and several are both faults of the question. */
export function only<T>(found: readonly T[], what: string): T {
  const [first, second] = found;
  if (first === undefined) throw new Error(`no ${what} matches`);
  if (second !== undefined)
    throw new Error(`${found.length} ${what}s match, one is wanted: say more`);
  return first;
}

/** What the resource type's own reading says of a thing that is there. */
export async function described(aws: Aws, token: string, id: string): Promise<Props> {
  const type = RESOURCES.find((each) => each.token === token);
  const found = await type?.read(aws, id, {});
  if (!found) throw new Error(`${token} ${id} does not exist`);
  return { id, ...found };
}

export const getVpc = lookUp({
  token: 'aws:ec2/getVpc:getVpc',
  args: { ...SEARCH, id: str(), cidrBlock: str(), default: bool(), state: str() },
  async look(aws, args) {
    const { Filters = [] } = filtersOf(args);
    if (args.cidrBlock !== undefined) Filters.push({ Name: 'cidr', Values: [args.cidrBlock] });
    if (args.default !== undefined)
      Filters.push({ Name: 'is-default', Values: [String(args.default)] });
    const answer = await (
      await aws.ec2()
    ).describeVpcs({
      ...(args.id === undefined ? {} : { VpcIds: [args.id] }),
      ...(Filters.length > 0 ? { Filters } : {}),
    });
    const it = only(answer.Vpcs ?? [], 'VPC');
    const more = await described(aws, 'aws:ec2/vpc:Vpc', must(it.VpcId, 'VpcId'));
    return { ...args, ...more, default: it.IsDefault ?? false, state: it.State };
  },
});

export const getSubnets = lookUp({
  token: 'aws:ec2/getSubnets:getSubnets',
  args: SEARCH,
  async look(aws, args) {
    const answer = await (await aws.ec2()).describeSubnets(filtersOf(args));
    const ids = (answer.Subnets ?? []).map((each) => must(each.SubnetId, 'SubnetId'));
    return { ...args, id: aws.region, ids };
  },
});

export const getSubnet = lookUp({
  token: 'aws:ec2/getSubnet:getSubnet',
  args: { ...SEARCH, id: str(), vpcId: str(), cidrBlock: str(), availabilityZone: str() },
  async look(aws, args) {
    const { Filters = [] } = filtersOf(args);
    const own = {
      'vpc-id': args.vpcId,
      'cidr-block': args.cidrBlock,
      'availability-zone': args.availabilityZone,
    };
    for (const [Name, value] of Object.entries(own)) {
      if (value !== undefined) Filters.push({ Name, Values: [value] });
    }
    const answer = await (
      await aws.ec2()
    ).describeSubnets({
      ...(args.id === undefined ? {} : { SubnetIds: [args.id] }),
      ...(Filters.length > 0 ? { Filters } : {}),
    });
    const it = only(answer.Subnets ?? [], 'subnet');
    const more = await described(aws, 'aws:ec2/subnet:Subnet', must(it.SubnetId, 'SubnetId'));
    return { ...args, ...more, state: it.State };
  },
});
