import { type Aws, must, unless } from '../aws.ts';
import { TAGS, resource } from '../resource.ts';
import { bool, list, obj, str } from '../schema/prop.ts';
import { json, policy } from './rules.ts';
import { changeTags, tagList, tagsFrom } from './tags.ts';
import type { Repository } from '@aws-sdk/client-ecr';

const NOT_FOUND = /^RepositoryNotFoundException$/;
const NO_POLICY =
  /^(RepositoryNotFound|LifecyclePolicyNotFound|RepositoryPolicyNotFound)Exception$/;

const encryption = obj({
  encryptionType: str().oneOf('AES256', 'KMS', 'KMS_DSSE').defaultTo('AES256'),
  kmsKey: str().computed(),
});

export const repository = resource({
  token: 'aws:ecr/repository:Repository',
  autoName: { property: 'name', max: 256, lower: true },
  shape: {
    name: str()
      .matches(
        /^(?=.{2,256}$)[a-z0-9]+([._/-][a-z0-9]+)*$/,
        '2 to 256 lower-case letters, digits and single ._/- between them',
      )
      .required()
      .replaces(),
    imageTagMutability: str().oneOf('MUTABLE', 'IMMUTABLE').defaultTo('MUTABLE'),
    imageScanningConfiguration: obj({ scanOnPush: bool().required() }),
    encryptionConfigurations: list(encryption).computed().replaces(),
    forceDelete: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    registryId: str().output(),
    repositoryUrl: str().output(),
  },
  async create(aws, wanted) {
    const [first] = wanted.encryptionConfigurations ?? [];
    const answer = await (
      await aws.ecr()
    ).createRepository({
      repositoryName: wanted.name,
      imageTagMutability: wanted.imageTagMutability as 'MUTABLE',
      ...(wanted.imageScanningConfiguration
        ? { imageScanningConfiguration: wanted.imageScanningConfiguration }
        : {}),
      ...(first
        ? {
            encryptionConfiguration: {
              encryptionType: first.encryptionType as 'KMS',
              kmsKey: first.kmsKey,
            },
          }
        : {}),
      tags: tagList(wanted.tags),
    });
    return must(answer.repository?.repositoryName, 'repositoryName');
  },
  async read(aws, id) {
    const it = await repositoryOf(aws, id);
    if (!it) return undefined;
    const { tags } = await (await aws.ecr()).listTagsForResource({ resourceArn: it.repositoryArn });
    const { encryptionConfiguration: encrypted } = it;
    return {
      name: it.repositoryName,
      imageTagMutability: it.imageTagMutability ?? 'MUTABLE',
      imageScanningConfiguration: {
        scanOnPush: it.imageScanningConfiguration?.scanOnPush ?? false,
      },
      encryptionConfigurations: encrypted
        ? [{ encryptionType: encrypted.encryptionType ?? 'AES256', kmsKey: encrypted.kmsKey }]
        : [],
      tags: tagsFrom(tags),
      arn: it.repositoryArn,
      registryId: it.registryId,
      repositoryUrl: it.repositoryUri,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const ecr = await aws.ecr();
    if (changed('imageTagMutability')) {
      const imageTagMutability = wanted.imageTagMutability as 'MUTABLE';
      await ecr.putImageTagMutability({ repositoryName: id, imageTagMutability });
    }
    if (changed('imageScanningConfiguration')) {
      const imageScanningConfiguration = wanted.imageScanningConfiguration ?? { scanOnPush: false };
      await ecr.putImageScanningConfiguration({ repositoryName: id, imageScanningConfiguration });
    }
    if (!changed('tags')) return;
    const { arn: resourceArn } = state;
    await changeTags(state.tags, wanted.tags, {
      untag: (tagKeys) => ecr.untagResource({ resourceArn, tagKeys }),
      tag: (tags) => ecr.tagResource({ resourceArn, tags: tagList(tags) }),
    });
  },
  async delete(aws, id, state) {
    const ecr = await aws.ecr();
    const call = ecr.deleteRepository({ repositoryName: id, force: state.forceDelete ?? false });
    await unless(NOT_FOUND, call);
  },
});

async function repositoryOf(aws: Aws, id: string): Promise<Repository | undefined> {
  const ecr = await aws.ecr();
  const found = await unless(NOT_FOUND, ecr.describeRepositories({ repositoryNames: [id] }));
  return found?.repositories?.[0];
}

export const lifecyclePolicy = resource({
  token: 'aws:ecr/lifecyclePolicy:LifecyclePolicy',
  shape: {
    repository: str().required().replaces(),
    policy: json().required().replaces(),
    registryId: str().output(),
  },
  deleteFirst: true,
  async create(aws, wanted) {
    const request = { repositoryName: wanted.repository, lifecyclePolicyText: wanted.policy };
    await (await aws.ecr()).putLifecyclePolicy(request);
    return wanted.repository;
  },
  async read(aws, id) {
    const ecr = await aws.ecr();
    const it = await unless(NO_POLICY, ecr.getLifecyclePolicy({ repositoryName: id }));
    return it && { repository: id, policy: it.lifecyclePolicyText, registryId: it.registryId };
  },
  async delete(aws, id) {
    await unless(NO_POLICY, (await aws.ecr()).deleteLifecyclePolicy({ repositoryName: id }));
  },
});

export const repositoryPolicy = resource({
  token: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
  shape: {
    repository: str().required().replaces(),
    policy: policy().required(),
    registryId: str().output(),
  },
  async create(aws, wanted) {
    await putPolicy(aws, wanted);
    return wanted.repository;
  },
  async read(aws, id) {
    const ecr = await aws.ecr();
    const it = await unless(NO_POLICY, ecr.getRepositoryPolicy({ repositoryName: id }));
    return it && { repository: id, policy: it.policyText, registryId: it.registryId };
  },
  update: (aws, { wanted }) => putPolicy(aws, wanted),
  async delete(aws, id) {
    await unless(NO_POLICY, (await aws.ecr()).deleteRepositoryPolicy({ repositoryName: id }));
  },
});

async function putPolicy(
  aws: Aws,
  wanted: { readonly repository: string; readonly policy: string },
): Promise<void> {
  const request = { repositoryName: wanted.repository, policyText: wanted.policy };
  await (await aws.ecr()).setRepositoryPolicy(request);
}
