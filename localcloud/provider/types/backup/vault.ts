import { type Aws, must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, num, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import { retag, tagsOf } from './tags.ts';

/** AWS says `AccessDenied` of a vault that is not there. */
const NOT_FOUND = /^(ResourceNotFoundException|AccessDeniedException)$/;

export const backupVault = resource({
  token: 'aws:backup/vault:Vault',
  autoName: { property: 'name', max: 50 },
  shape: {
    name: str()
      .matches(/^[A-Za-z0-9_-]{2,50}$/, '2 to 50 letters, digits, _ and -')
      .required()
      .replaces(),
    kmsKeyArn: arn().computed().replaces(),
    forceDestroy: bool().local().defaultTo(false),
    ...TAGS,
    arn: str().output(),
    recoveryPoints: num().output(),
  },
  async create(aws, wanted) {
    await (
      await aws.backup()
    ).createBackupVault({
      BackupVaultName: wanted.name,
      EncryptionKeyArn: wanted.kmsKeyArn,
      BackupVaultTags: { ...wanted.tags },
    });
    return wanted.name;
  },
  async read(aws, id) {
    const call = (await aws.backup()).describeBackupVault({ BackupVaultName: id });
    const it = await unless(NOT_FOUND, call);
    if (!it) return undefined;
    const vaultArn = must(it.BackupVaultArn, 'BackupVaultArn');
    return {
      name: it.BackupVaultName,
      kmsKeyArn: it.EncryptionKeyArn,
      tags: await tagsOf(aws, vaultArn),
      arn: vaultArn,
      recoveryPoints: it.NumberOfRecoveryPoints ?? 0,
    };
  },
  async update(aws, { state, wanted, changed }) {
    if (changed('tags')) await retag(aws, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id, state) {
    if (state.forceDestroy) await empty(aws, id);
    const backup = await aws.backup();
    const call = () => backup.deleteBackupVault({ BackupVaultName: id });
    await remove(aws, `backup vault ${id}`, call, { gone: NOT_FOUND });
  },
});

/** Deletes the recovery points of a vault and waits until they are gone. */
async function empty(aws: Aws, BackupVaultName: string): Promise<void> {
  const backup = await aws.backup();
  const pointArns = async (): Promise<string[]> => {
    const call = backup.listRecoveryPointsByBackupVault({ BackupVaultName, MaxResults: 1000 });
    const points = (await unless(NOT_FOUND, call))?.RecoveryPoints ?? [];
    return points.map((point) => must(point.RecoveryPointArn, 'RecoveryPointArn'));
  };
  await aws.until(`backup vault ${BackupVaultName} empty`, async () => {
    const arns = await pointArns();
    for (const RecoveryPointArn of arns) {
      await unless(NOT_FOUND, backup.deleteRecoveryPoint({ BackupVaultName, RecoveryPointArn }));
    }
    return arns.length === 0 ? true : undefined;
  });
}
