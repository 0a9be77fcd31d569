import { type Aws, must, remove, unless } from '../aws.ts';
import { type ResourceType, TAGS, resource } from '../resource.ts';
import { type Prop, type Shape, set, str } from '../schema/prop.ts';
import { type NewTags, type Tagging, newTags, retag, tagsOf } from './resource-name-tags.ts';

/** What a subnet group is told to be. */
export interface WantedSubnetGroup {
  readonly name: string;
  readonly description: string;
  readonly subnetIds: readonly string[];
}

/** A subnet group that is there; a kind's own outputs may stand beside. */
interface FoundSubnetGroup {
  readonly name: string | undefined;
  readonly description: string | undefined;
  readonly subnetIds: readonly string[];
  readonly arn: string;
  readonly vpcId: string | undefined;
}

/** One service's calls about its subnet groups. */
interface SubnetGroupCalls {
  readonly tagging: Tagging;
  create(group: WantedSubnetGroup, tags: NewTags): Promise<unknown>;
  find(name: string): Promise<FoundSubnetGroup | undefined>;
  modify(group: WantedSubnetGroup): Promise<unknown>;
  delete(name: string): Promise<unknown>;
}

/** What differs between the subnet groups of two services. */
interface SubnetGroupKind {
  readonly token: string;
  /** As it is called in messages. */
  readonly what: string;
  readonly name: Prop<string>;
  readonly outputs?: Shape;
  /** Error codes: no such group; a group in use. */
  readonly codes: { readonly gone: RegExp; readonly busy: RegExp };
  calls(aws: Aws): Promise<SubnetGroupCalls>;
}

/** The resource type of a kind; AWS keeps its names, and so the ids, in lower case. */
export function subnetGroup(kind: SubnetGroupKind): ResourceType {
  return resource({
    token: kind.token,
    autoName: { property: 'name', max: 255, lower: true },
    shape: {
      name: kind.name.required().replaces(),
      description: str().defaultTo('Managed by Pulumi'),
      subnetIds: set(str()).required(),
      ...TAGS,
      arn: str().output(),
      vpcId: str().output(),
      ...kind.outputs,
    },
    async create(aws, wanted) {
      const groups = await kind.calls(aws);
      await groups.create(wanted, newTags(wanted.tags));
      return wanted.name.toLowerCase();
    },
    async read(aws, id) {
      const groups = await kind.calls(aws);
      const it = await unless(kind.codes.gone, groups.find(id));
      return it && { ...it, tags: await tagsOf(groups.tagging, it.arn) };
    },
    async update(aws, { id, state, wanted, changed }) {
      const groups = await kind.calls(aws);
      if (changed('description', 'subnetIds')) await groups.modify({ ...wanted, name: id });
      if (!changed('tags')) return;
      await retag(groups.tagging, must(state.arn, 'arn'), state.tags, wanted.tags);
    },
    async delete(aws, id) {
      const groups = await kind.calls(aws);
      await remove(aws, `${kind.what} ${id}`, () => groups.delete(id), kind.codes);
    },
  });
}

/** Ids of the subnets that AWS answers. */
export function subnetIdsOf(
  subnets: readonly { readonly SubnetIdentifier?: string | undefined }[] = [],
): string[] {
  return subnets.map((one) => must(one.SubnetIdentifier, 'SubnetIdentifier'));
}
