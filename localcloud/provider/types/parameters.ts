import { type Aws, unless } from '../aws.ts';
import { TAGS, resource } from '../resource.ts';
import { type TagMap, changeTags, tagList, tagsFrom } from './tags.ts';
import { type Values, bool, num, str } from '../schema/prop.ts';

const NOT_FOUND = /^(ParameterNotFound|InvalidResourceId)$/;

const shape = {
  name: str()
    .matches(
      /^\/?[\w.-]+(\/[\w.-]+){0,14}$/,
      'letters, digits and ._- in at most 15 parts between /',
    )
    .required()
    .replaces(),
  type: str().oneOf('String', 'StringList', 'SecureString').required(),
  value: str().computed().secret(),
  insecureValue: str().computed(),
  description: str().matches(/^[\s\S]{0,1024}$/, 'at most 1024 characters'),
  tier: str().oneOf('Standard', 'Advanced', 'Intelligent-Tiering').computed(),
  dataType: str().oneOf('text', 'aws:ec2:image', 'aws:ssm:integration').computed().replaces(),
  keyId: str().computed(),
  allowedPattern: str(),
  overwrite: bool().local(),
  ...TAGS,
  arn: str().output(),
  version: num().output(),
} as const;
type Wanted = Values<typeof shape>;

export const parameter = resource({
  token: 'aws:ssm/parameter:Parameter',
  autoName: { property: 'name', max: 2048 },
  shape,
  faults: (inputs) =>
    (inputs['value'] === undefined) === (inputs['insecureValue'] === undefined)
      ? [{ property: 'value', reason: 'exactly one of value, insecureValue is required' }]
      : [],
  async create(aws, wanted) {
    const tags = { Tags: tagList(wanted.tags) };
    // AWS takes tags with a new parameter only.
    await put(aws, wanted, wanted.overwrite ?? false, wanted.overwrite ? {} : tags);
    if (wanted.overwrite) await retag(aws, wanted.name, {}, wanted.tags);
    return wanted.name;
  },
  async read(aws, id, state) {
    const ssm = await aws.ssm();
    const it = (await unless(NOT_FOUND, ssm.getParameter({ Name: id, WithDecryption: true })))
      ?.Parameter;
    if (!it) return undefined;
    const filter = { Key: 'Name', Option: 'Equals', Values: [id] };
    const [described, tags] = await Promise.all([
      ssm.describeParameters({ ParameterFilters: [filter] }),
      ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId: id }),
    ]);
    const more = described.Parameters?.find((each) => each.Name === id);
    return {
      name: it.Name,
      type: it.Type,
      ...(state.insecureValue === undefined ? { value: it.Value } : { insecureValue: it.Value }),
      description: more?.Description === '' ? undefined : more?.Description,
      tier: more?.Tier ?? 'Standard',
      dataType: it.DataType ?? 'text',
      keyId: more?.KeyId,
      allowedPattern: more?.AllowedPattern === '' ? undefined : more?.AllowedPattern,
      tags: tagsFrom(tags.TagList),
      arn: it.ARN,
      version: it.Version,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const written = [
      'type',
      'value',
      'insecureValue',
      'description',
      'tier',
      'dataType',
      'keyId',
      'allowedPattern',
    ] as const;
    if (changed(...written)) await put(aws, wanted, true, {});
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    await unless(NOT_FOUND, (await aws.ssm()).deleteParameter({ Name: id }));
  },
});

async function put(
  aws: Aws,
  wanted: Wanted,
  Overwrite: boolean,
  tags: { Tags?: { Key: string; Value: string }[] },
): Promise<void> {
  await (
    await aws.ssm()
  ).putParameter({
    Name: wanted.name,
    Type: wanted.type as 'String',
    Value: wanted.value ?? wanted.insecureValue,
    Description: wanted.description,
    Tier: wanted.tier as 'Standard' | undefined,
    DataType: wanted.dataType,
    KeyId: wanted.keyId,
    AllowedPattern: wanted.allowedPattern,
    Overwrite,
    ...tags,
  });
}

async function retag(
  aws: Aws,
  id: string,
  before: TagMap | undefined,
  after: TagMap | undefined,
): Promise<void> {
  const ssm = await aws.ssm();
  const subject = { ResourceType: 'Parameter' as const, ResourceId: id };
  await changeTags(before, after, {
    untag: (TagKeys) => ssm.removeTagsFromResource({ ...subject, TagKeys }),
    tag: (tags) => ssm.addTagsToResource({ ...subject, Tags: tagList(tags) }),
  });
}
