import type { ReplicationStatusType } from '@aws-sdk/client-secrets-manager';
import { type Aws, must, unless } from '../aws.ts';
import { TAGS, resource } from '../resource.ts';
import { type State, bool, num, obj, set, str } from '../schema/prop.ts';
import { changeTags, tagList, tagsFrom } from './tags.ts';
import { policy } from './rules.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const replicas = set(
  obj({
    region: str().required(),
    kmsKeyId: str().computed(),
    lastAccessedDate: str().output(),
    status: str().output(),
    statusMessage: str().output(),
  }),
).computed();
type Replicas = NonNullable<State<{ replicas: typeof replicas }>['replicas']>;

export const secret = resource({
  token: 'aws:secretsmanager/secret:Secret',
  autoName: { property: 'name', max: 512 },
  shape: {
    name: str()
      .matches(/^[\w/+=.@-]{1,512}$/, '1 to 512 letters, digits and /_+=.@-')
      .required()
      .replaces(),
    description: str(),
    kmsKeyId: str(),
    policy: policy().computed(),
    recoveryWindowInDays: num()
      .rule((value) =>
        value === 0 || (Number(value) >= 7 && Number(value) <= 30)
          ? undefined
          : 'expected 0 or 7 to 30 days',
      )
      .local()
      .defaultTo(30),
    forceOverwriteReplicaSecret: bool().local().defaultTo(false),
    replicas,
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted, made) {
    const secrets = await aws.secrets();
    const answer = await secrets.createSecret({
      Name: wanted.name,
      Description: wanted.description,
      KmsKeyId: wanted.kmsKeyId,
      ClientRequestToken: crypto.randomUUID(),
      Tags: tagList(wanted.tags),
      ...(wanted.replicas?.length
        ? {
            AddReplicaRegions: wanted.replicas.map(replicaRegion),
            ForceOverwriteReplicaSecret: wanted.forceOverwriteReplicaSecret,
          }
        : {}),
    });
    const id = must(answer.ARN, 'ARN');
    made(id);
    if (wanted.policy !== undefined) await setPolicy(aws, id, wanted.policy);
    return id;
  },
  async read(aws, id) {
    const secrets = await aws.secrets();
    const it = await unless(NOT_FOUND, secrets.describeSecret({ SecretId: id }));
    if (!it || it.DeletedDate) return undefined;
    const resourcePolicy = await unless(NOT_FOUND, secrets.getResourcePolicy({ SecretId: id }));
    return {
      id: it.ARN,
      name: it.Name,
      description: it.Description === '' ? undefined : it.Description,
      kmsKeyId: it.KmsKeyId,
      policy: resourcePolicy?.ResourcePolicy,
      replicas: (it.ReplicationStatus ?? []).map(replicaState),
      tags: tagsFrom(it.Tags),
      arn: it.ARN,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const secrets = await aws.secrets();
    if (changed('description', 'kmsKeyId')) {
      const { description: Description = '', kmsKeyId: KmsKeyId } = wanted;
      await secrets.updateSecret({ SecretId: id, Description, KmsKeyId });
    }
    if (changed('policy')) await setPolicy(aws, id, wanted.policy);
    if (changed('replicas')) {
      await replicate(aws, id, state.replicas, wanted.replicas, wanted.forceOverwriteReplicaSecret);
    }
    if (!changed('tags')) return;
    await changeTags(state.tags, wanted.tags, {
      untag: (TagKeys) => secrets.untagResource({ SecretId: id, TagKeys }),
      tag: (tags) => secrets.tagResource({ SecretId: id, Tags: tagList(tags) }),
    });
  },
  async delete(aws, id, state) {
    // AWS deletes no secret that still has replicas.
    await unless(NOT_FOUND, replicate(aws, id, state.replicas, [], false));
    const days = state.recoveryWindowInDays ?? 30;
    const how = days === 0 ? { ForceDeleteWithoutRecovery: true } : { RecoveryWindowInDays: days };
    await unless(NOT_FOUND, (await aws.secrets()).deleteSecret({ SecretId: id, ...how }));
  },
});

const replicaRegion = ({ region, kmsKeyId }: Replicas[number]) => ({
  Region: region,
  KmsKeyId: kmsKeyId,
});

function replicaState(it: ReplicationStatusType): Replicas[number] {
  return {
    region: must(it.Region, 'Region'),
    kmsKeyId: it.KmsKeyId,
    lastAccessedDate: it.LastAccessedDate?.toISOString(),
    status: it.Status,
    statusMessage: it.StatusMessage,
  };
}

/** Takes replicas away that are no longer wanted, then makes those that are missing. */
async function replicate(
  aws: Aws,
  SecretId: string,
  before: Replicas = [],
  after: Replicas = [],
  ForceOverwriteReplicaSecret: boolean,
): Promise<void> {
  const secrets = await aws.secrets();
  const same = (a: Replicas[number], b: Replicas[number]): boolean =>
    a.region === b.region && (b.kmsKeyId === undefined || a.kmsKeyId === b.kmsKeyId);
  const gone = before.filter((old) => !after.some((one) => same(old, one)));
  const added = after.filter((one) => !before.some((old) => same(old, one)));
  if (gone.length > 0) {
    const RemoveReplicaRegions = gone.map(({ region }) => region);
    await secrets.removeRegionsFromReplication({ SecretId, RemoveReplicaRegions });
  }
  if (added.length > 0) {
    const AddReplicaRegions = added.map(replicaRegion);
    const input = { SecretId, AddReplicaRegions, ForceOverwriteReplicaSecret };
    await secrets.replicateSecretToRegions(input);
  }
}

async function setPolicy(aws: Aws, SecretId: string, text: string | undefined): Promise<void> {
  const secrets = await aws.secrets();
  await (text === undefined || text === '{}'
    ? secrets.deleteResourcePolicy({ SecretId })
    : secrets.putResourcePolicy({ SecretId, ResourcePolicy: text }));
}

export const secretVersion = resource({
  token: 'aws:secretsmanager/secretVersion:SecretVersion',
  shape: {
    secretId: str().required().replaces(),
    secretString: str().secret().replaces(),
    secretBinary: str().secret().replaces(),
    versionStages: set(str()).computed(),
    arn: str().output(),
    secretArn: str().output(),
    versionId: str().output(),
  },
  faults: (inputs) =>
    inputs['secretString'] !== undefined && inputs['secretBinary'] !== undefined
      ? [{ property: 'secretString', reason: 'conflicts with secretBinary' }]
      : [],
  async create(aws, wanted) {
    const answer = await (
      await aws.secrets()
    ).putSecretValue({
      SecretId: wanted.secretId,
      ClientRequestToken: crypto.randomUUID(),
      SecretString: wanted.secretString,
      ...(wanted.secretBinary === undefined
        ? {}
        : { SecretBinary: Buffer.from(wanted.secretBinary, 'base64') }),
      ...(wanted.versionStages ? { VersionStages: [...wanted.versionStages] } : {}),
    });
    return `${wanted.secretId}|${must(answer.VersionId, 'VersionId')}`;
  },
  async read(aws, id) {
    const [SecretId = '', VersionId] = id.split('|');
    const gone = /^(ResourceNotFoundException|InvalidRequestException)$/; // the latter: marked for deletion
    const call = (await aws.secrets()).getSecretValue({ SecretId, VersionId });
    const it = await unless(gone, call);
    if (!it || (it.VersionStages ?? []).length === 0) return undefined;
    return {
      secretId: SecretId,
      secretString: it.SecretString,
      secretBinary: it.SecretBinary && Buffer.from(it.SecretBinary).toString('base64'),
      versionStages: it.VersionStages,
      arn: it.ARN,
      secretArn: it.ARN,
      versionId: it.VersionId,
    };
  },
  async update(aws, { state, wanted }) {
    const secrets = await aws.secrets();
    const { secretId: SecretId } = wanted;
    const [before, after] = [state.versionStages ?? [], wanted.versionStages ?? []];
    for (const VersionStage of after.filter((stage) => !before.includes(stage))) {
      await secrets.updateSecretVersionStage({
        SecretId,
        VersionStage,
        MoveToVersionId: state.versionId,
      });
    }
    for (const VersionStage of before.filter((stage) => !after.includes(stage))) {
      await secrets.updateSecretVersionStage({
        SecretId,
        VersionStage,
        RemoveFromVersionId: state.versionId,
      });
    }
  },
  /** AWS forgets a version that has no stage; AWSCURRENT leaves it only for another version. */
  async delete(aws, id, state) {
    const [SecretId = '', VersionId] = id.split('|');
    const secrets = await aws.secrets();
    for (const VersionStage of (state.versionStages ?? []).filter(
      (stage) => stage !== 'AWSCURRENT',
    )) {
      const call = secrets.updateSecretVersionStage({
        SecretId,
        VersionStage,
        RemoveFromVersionId: VersionId,
      });
      await unless(
        /^(ResourceNotFoundException|InvalidRequestException|InvalidParameterException)$/,
        call,
      );
    }
  },
});
