import { TAGS, resource } from '../../resource.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { must, remove, unless } from '../../aws.ts';
import type { Aws } from '../../aws.ts';
import { arn, policy } from '../rules.ts';
import { changeTags, tagList, tagsFrom } from '../tags.ts';

const NOT_FOUND = /^NoSuchEntity(Exception)?$/;
const BUSY = /^DeleteConflict(Exception)?$/;

const iamName = (max: number) =>
  str().matches(new RegExp(`^[\\w+=,.@-]{1,${max}}$`), `1 to ${max} letters, digits and +=,.@-_`);

/** IAM answers documents URL-encoded. */
const document = (text: string | undefined): string | undefined =>
  text?.startsWith('%7B') ? decodeURIComponent(text) : text;

export const role = resource({
  token: 'aws:iam/role:Role',
  autoName: { property: 'name', max: 64 },
  shape: {
    name: iamName(64).required().replaces(),
    assumeRolePolicy: policy().required(),
    description: str().matches(/^[\s\S]{0,1000}$/, 'at most 1000 characters'),
    path: str()
      .matches(/^\/(.*\/)?$/, 'a path that starts and ends with /')
      .defaultTo('/')
      .replaces(),
    maxSessionDuration: num().between(3600, 43200).defaultTo(3600),
    permissionsBoundary: arn(),
    forceDetachPolicies: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    createDate: str().output(),
    uniqueId: str().output(),
  },
  async create(aws, wanted) {
    const answer = await (
      await aws.iam()
    ).createRole({
      RoleName: wanted.name,
      AssumeRolePolicyDocument: wanted.assumeRolePolicy,
      Description: wanted.description,
      Path: wanted.path,
      MaxSessionDuration: wanted.maxSessionDuration,
      PermissionsBoundary: wanted.permissionsBoundary,
      Tags: tagList(wanted.tags),
    });
    return must(answer.Role?.RoleName, 'RoleName');
  },
  async read(aws, id) {
    const iam = await aws.iam();
    const it = (await unless(NOT_FOUND, iam.getRole({ RoleName: id })))?.Role;
    return (
      it && {
        name: it.RoleName,
        assumeRolePolicy: document(it.AssumeRolePolicyDocument),
        description: it.Description === '' ? undefined : it.Description,
        path: it.Path,
        maxSessionDuration: it.MaxSessionDuration ?? 3600,
        permissionsBoundary: it.PermissionsBoundary?.PermissionsBoundaryArn,
        tags: tagsFrom(it.Tags),
        arn: it.Arn,
        createDate: it.CreateDate?.toISOString().replace('.000Z', 'Z'),
        uniqueId: it.RoleId,
      }
    );
  },
  async update(aws, { id, state, wanted, changed }) {
    const iam = await aws.iam();
    const RoleName = id;
    if (changed('assumeRolePolicy')) {
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument: wanted.assumeRolePolicy });
    }
    if (changed('description', 'maxSessionDuration')) {
      const { description: Description = '', maxSessionDuration: MaxSessionDuration } = wanted;
      await iam.updateRole({ RoleName, Description, MaxSessionDuration });
    }
    if (changed('permissionsBoundary'))
      await setBoundary(aws, RoleName, wanted.permissionsBoundary);
    if (!changed('tags')) return;
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => iam.untagRole({ RoleName, TagKeys }),
      tag: (tags) => iam.tagRole({ RoleName, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id, state) {
    const iam = await aws.iam();
    if (state.forceDetachPolicies) await emptyRole(aws, id);
    const call = (): Promise<unknown> => iam.deleteRole({ RoleName: id });
    await remove(aws, `role ${id}`, call, { gone: NOT_FOUND, busy: BUSY });
  },
});

async function setBoundary(
  aws: Aws,
  RoleName: string,
  boundary: string | undefined,
): Promise<void> {
  const iam = await aws.iam();
  await (boundary === undefined
    ? iam.deleteRolePermissionsBoundary({ RoleName })
    : iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: boundary }));
}

async function emptyRole(aws: Aws, RoleName: string): Promise<void> {
  const iam = await aws.iam();
  const attached = (await unless(NOT_FOUND, iam.listAttachedRolePolicies({ RoleName })))
    ?.AttachedPolicies;
  for (const { PolicyArn } of attached ?? []) await iam.detachRolePolicy({ RoleName, PolicyArn });
  const inline = (await unless(NOT_FOUND, iam.listRolePolicies({ RoleName })))?.PolicyNames;
  for (const PolicyName of inline ?? []) await iam.deleteRolePolicy({ RoleName, PolicyName });
}

export const rolePolicy = resource({
  token: 'aws:iam/rolePolicy:RolePolicy',
  autoName: { property: 'name', max: 128 },
  shape: {
    name: iamName(128).required().replaces(),
    role: str().required().replaces(),
    policy: policy().required(),
  },
  async create(aws, wanted) {
    await putRolePolicy(aws, wanted);
    return `${wanted.role}:${wanted.name}`;
  },
  async read(aws, id) {
    const [RoleName = '', PolicyName = ''] = id.split(':');
    const iam = await aws.iam();
    const it = await unless(NOT_FOUND, iam.getRolePolicy({ RoleName, PolicyName }));
    return it && { name: it.PolicyName, role: it.RoleName, policy: document(it.PolicyDocument) };
  },
  update: (aws, { wanted }) => putRolePolicy(aws, wanted),
  async delete(aws, id) {
    const [RoleName = '', PolicyName = ''] = id.split(':');
    await unless(NOT_FOUND, (await aws.iam()).deleteRolePolicy({ RoleName, PolicyName }));
  },
});

async function putRolePolicy(
  aws: Aws,
  wanted: { readonly role: string; readonly name: string; readonly policy: string },
): Promise<void> {
  const { role: RoleName, name: PolicyName, policy: PolicyDocument } = wanted;
  await (await aws.iam()).putRolePolicy({ RoleName, PolicyName, PolicyDocument });
}

export const rolePolicyAttachment = resource({
  token: 'aws:iam/rolePolicyAttachment:RolePolicyAttachment',
  deleteFirst: true,
  shape: {
    role: str().required().replaces(),
    policyArn: arn().required().replaces(),
  },
  async create(aws, wanted) {
    const { role: RoleName, policyArn: PolicyArn } = wanted;
    await (await aws.iam()).attachRolePolicy({ RoleName, PolicyArn });
    return `${RoleName}/${PolicyArn}`;
  },
  async read(aws, id) {
    const [roleName, policyArn] = attachment(id);
    const iam = await aws.iam();
    let Marker: string | undefined;
    do {
      const page = await unless(
        NOT_FOUND,
        iam.listAttachedRolePolicies({ RoleName: roleName, Marker }),
      );
      const found = (page?.AttachedPolicies ?? []).some((each) => each.PolicyArn === policyArn);
      if (found) return { role: roleName, policyArn };
      Marker = page?.Marker;
    } while (Marker !== undefined);
    return undefined;
  },
  async delete(aws, id) {
    const [RoleName, PolicyArn] = attachment(id);
    await unless(NOT_FOUND, (await aws.iam()).detachRolePolicy({ RoleName, PolicyArn }));
  },
});

/** `role/arn:aws:...` -> its halves. */
function attachment(id: string): [string, string] {
  const at = id.indexOf('/arn:');
  return [id.slice(0, at), id.slice(at + 1)];
}
