import { TAGS, resource } from '../resource.ts';
import { bool, num, str } from '../schema/prop.ts';
import { changeTags } from './tags.ts';
import { unless } from '../aws.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

/** Days that CloudWatch Logs can keep events; 0: for ever (AWS: PutRetentionPolicy). */
const RETENTION = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
  3288, 3653,
] as const;

export const logGroup = resource({
  token: 'aws:cloudwatch/logGroup:LogGroup',
  autoName: { property: 'name', max: 512 },
  shape: {
    name: str()
      .matches(/^[\w./#-]{1,512}$/, '1 to 512 letters, digits and ./_-#')
      .required()
      .replaces(),
    retentionInDays: num()
      .oneOf(...RETENTION)
      .defaultTo(0),
    kmsKeyId: str(),
    logGroupClass: str().oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY').computed().replaces(),
    skipDestroy: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
  },
  async create(aws, wanted, made) {
    const logs = await aws.logs();
    await logs.createLogGroup({
      logGroupName: wanted.name,
      kmsKeyId: wanted.kmsKeyId,
      logGroupClass: wanted.logGroupClass as 'STANDARD' | undefined,
      ...(wanted.tags ? { tags: { ...wanted.tags } } : {}),
    });
    made(wanted.name);
    if (wanted.retentionInDays > 0) {
      const { name: logGroupName, retentionInDays } = wanted;
      await logs.putRetentionPolicy({ logGroupName, retentionInDays });
    }
    return wanted.name;
  },
  async read(aws, id) {
    const logs = await aws.logs();
    const page = await logs.describeLogGroups({ logGroupNamePrefix: id, limit: 50 });
    const it = page.logGroups?.find((each) => each.logGroupName === id);
    if (!it) return undefined;
    const arn = it.logGroupArn ?? it.arn?.replace(/:\*$/, '') ?? '';
    const answer = await unless(NOT_FOUND, logs.listTagsForResource({ resourceArn: arn }));
    return {
      name: it.logGroupName,
      retentionInDays: it.retentionInDays ?? 0,
      kmsKeyId: it.kmsKeyId,
      logGroupClass: it.logGroupClass ?? 'STANDARD',
      tags: answer?.tags ?? {},
      arn,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const logs = await aws.logs();
    const logGroupName = id;
    if (changed('retentionInDays')) {
      const { retentionInDays } = wanted;
      await (retentionInDays === 0
        ? logs.deleteRetentionPolicy({ logGroupName })
        : logs.putRetentionPolicy({ logGroupName, retentionInDays }));
    }
    if (changed('kmsKeyId')) {
      await (wanted.kmsKeyId === undefined
        ? logs.disassociateKmsKey({ logGroupName })
        : logs.associateKmsKey({ logGroupName, kmsKeyId: wanted.kmsKeyId }));
    }
    if (!changed('tags')) return;
    const { arn: resourceArn } = state;
    await changeTags(state.tags, wanted.tags, {
      untag: (tagKeys) => logs.untagResource({ resourceArn, tagKeys }),
      tag: (tags) => logs.tagResource({ resourceArn, tags }),
    });
  },
  async delete(aws, id, state) {
    if (state.skipDestroy) return;
    await unless(NOT_FOUND, (await aws.logs()).deleteLogGroup({ logGroupName: id }));
  },
});
