import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';
import { policy as document } from '../rules.ts';

const NOT_FOUND = /^NoSuchEntity(Exception)?$/;

export const policy = resource({
  token: 'aws:iam/policy:Policy',
  autoName: { property: 'name', max: 128 },
  shape: {
    name: str()
      .matches(/^[\w+=,.@-]{1,128}$/, '1 to 128 letters, digits and +=,.@-_')
      .required()
      .replaces(),
    policy: document().required(),
    description: str()
      .matches(/^[\s\S]{0,1000}$/, 'at most 1000 characters')
      .replaces(),
    path: str().defaultTo('/').replaces(),
    ...TAGS,
    arn: str().output(),
    policyId: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.iam()
    ).createPolicy({
      PolicyName: wanted.name,
      PolicyDocument: wanted.policy,
      Description: wanted.description,
      Path: wanted.path,
      Tags: tagList(wanted.tags),
    });
    return must(answer.Policy?.Arn, 'Arn');
  },
  async read(aws, id) {
    const iam = await aws.iam();
    const it = (await unless(NOT_FOUND, iam.getPolicy({ PolicyArn: id })))?.Policy;
    if (!it) return undefined;
    const version = await iam.getPolicyVersion({ PolicyArn: id, VersionId: it.DefaultVersionId });
    const text = version.PolicyVersion?.Document;
    return {
      name: it.PolicyName,
      policy: text?.startsWith('%7B') ? decodeURIComponent(text) : text,
      description: it.Description === '' ? undefined : it.Description,
      path: it.Path,
      tags: tagsFrom(it.Tags),
      arn: it.Arn,
      policyId: it.PolicyId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const iam = await aws.iam();
    if (changed('policy')) {
      await dropOldest(aws, id);
      await iam.createPolicyVersion({
        PolicyArn: id,
        PolicyDocument: wanted.policy,
        SetAsDefault: true,
      });
    }
    if (!changed('tags')) return;
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => iam.untagPolicy({ PolicyArn: id, TagKeys }),
      tag: (tags) => iam.tagPolicy({ PolicyArn: id, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id) {
    const iam = await aws.iam();
    for (const VersionId of await otherVersions(aws, id)) {
      await unless(NOT_FOUND, iam.deletePolicyVersion({ PolicyArn: id, VersionId }));
    }
    const busy = /^DeleteConflict(Exception)?$/;
    await remove(aws, `policy ${id}`, () => iam.deletePolicy({ PolicyArn: id }), {
      gone: NOT_FOUND,
      busy,
    });
  },
});

/** Versions of a managed policy that AWS keeps (IAM quotas). */
const VERSIONS = 5;

async function dropOldest(aws: Aws, id: string): Promise<void> {
  const others = await otherVersions(aws, id);
  const oldest = others.at(-1);
  if (oldest === undefined || others.length + 1 < VERSIONS) return;
  await (await aws.iam()).deletePolicyVersion({ PolicyArn: id, VersionId: oldest });
}

/** Versions that are not the default, newest first. */
async function otherVersions(aws: Aws, id: string): Promise<string[]> {
  const found = await unless(NOT_FOUND, (await aws.iam()).listPolicyVersions({ PolicyArn: id }));
  const others = (found?.Versions ?? []).filter((each) => each.IsDefaultVersion !== true);
  const age = (text: string | undefined): number => Number(text?.slice(1));
  return others
    .toSorted((a, b) => age(b.VersionId) - age(a.VersionId))
    .map((each) => must(each.VersionId, 'VersionId'));
}
