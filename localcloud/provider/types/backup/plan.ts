import type { BackupPlanInput, BackupRule, BackupRuleInput } from '@aws-sdk/client-backup';
import { must, remove, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { type Values, bool, map, num, obj, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';
import { retag, tagsOf } from './tags.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const lifecycle = obj({
  coldStorageAfter: num(),
  deleteAfter: num(),
  optInToArchiveForSupportedResources: bool().computed(),
});
const ruleShape = {
  ruleName: str()
    .matches(/^[\w.-]{1,50}$/, '1 to 50 letters, digits and ._-')
    .required(),
  targetVaultName: str()
    .matches(/^[A-Za-z0-9_-]{2,50}$/, '2 to 50 letters, digits, _ and -')
    .required(),
  schedule: str().matches(/^(cron|rate)\(.+\)$/, 'an expression such as cron(0 3 * * ? *)'),
  scheduleExpressionTimezone: str().defaultTo('Etc/UTC'),
  startWindow: num().defaultTo(60),
  completionWindow: num().defaultTo(180),
  enableContinuousBackup: bool(),
  recoveryPointTags: map(str()),
  lifecycle,
  copyActions: set(obj({ destinationVaultArn: arn().required(), lifecycle })),
};
const shape = {
  name: str()
    .matches(/^[\w.-]{1,50}$/, '1 to 50 letters, digits and ._-')
    .required()
    .replaces(),
  rules: set(obj(ruleShape)).required(),
  advancedBackupSettings: set(
    obj({
      resourceType: str().oneOf('EC2', 'S3').required(),
      backupOptions: map(str()).required(),
    }),
  ),
  ...TAGS,
  arn: str().output(),
  version: str().output(),
};
type Rule = Values<typeof ruleShape>;
type Lifecycle = NonNullable<Rule['lifecycle']>;

export const backupPlan = resource({
  token: 'aws:backup/plan:Plan',
  autoName: { property: 'name', max: 50 },
  shape,
  async create(aws, wanted) {
    const answer = await (
      await aws.backup()
    ).createBackupPlan({
      BackupPlan: planOf(wanted),
      BackupPlanTags: { ...wanted.tags },
    });
    return must(answer.BackupPlanId, 'BackupPlanId');
  },
  async read(aws, id) {
    const call = (await aws.backup()).getBackupPlan({ BackupPlanId: id });
    const it = await unless(NOT_FOUND, call);
    if (!it || it.DeletionDate) return undefined;
    const planArn = must(it.BackupPlanArn, 'BackupPlanArn');
    const settings = it.BackupPlan?.AdvancedBackupSettings ?? [];
    return {
      name: it.BackupPlan?.BackupPlanName,
      rules: (it.BackupPlan?.Rules ?? []).map(ruleState),
      advancedBackupSettings: settings.map((one) => ({
        resourceType: one.ResourceType ?? '',
        backupOptions: one.BackupOptions ?? {},
      })),
      tags: await tagsOf(aws, planArn),
      arn: planArn,
      version: it.VersionId,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('rules', 'advancedBackupSettings')) {
      const BackupPlan = planOf(wanted);
      await (await aws.backup()).updateBackupPlan({ BackupPlanId: id, BackupPlan });
    }
    if (changed('tags')) await retag(aws, must(state.arn, 'arn'), state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const backup = await aws.backup();
    // A plan whose selections are just being deleted is refused for a while.
    await remove(aws, `backup plan ${id}`, () => backup.deleteBackupPlan({ BackupPlanId: id }), {
      gone: NOT_FOUND,
      busy: /^InvalidRequestException$/,
    });
  },
});

function planOf(wanted: Values<typeof shape>): BackupPlanInput {
  const settings = wanted.advancedBackupSettings ?? [];
  return {
    BackupPlanName: wanted.name,
    Rules: wanted.rules.map(ruleInput),
    ...(settings.length === 0
      ? {}
      : {
          AdvancedBackupSettings: settings.map((one) => ({
            ResourceType: one.resourceType,
            BackupOptions: { ...one.backupOptions },
          })),
        }),
  };
}

function ruleInput(rule: Rule): BackupRuleInput {
  return {
    RuleName: rule.ruleName,
    TargetBackupVaultName: rule.targetVaultName,
    ScheduleExpression: rule.schedule,
    ScheduleExpressionTimezone: rule.scheduleExpressionTimezone,
    StartWindowMinutes: rule.startWindow,
    CompletionWindowMinutes: rule.completionWindow,
    EnableContinuousBackup: rule.enableContinuousBackup,
    ...(rule.recoveryPointTags ? { RecoveryPointTags: { ...rule.recoveryPointTags } } : {}),
    ...(rule.lifecycle ? { Lifecycle: lifecycleInput(rule.lifecycle) } : {}),
    ...(rule.copyActions
      ? {
          CopyActions: rule.copyActions.map((action) => ({
            DestinationBackupVaultArn: action.destinationVaultArn,
            ...(action.lifecycle ? { Lifecycle: lifecycleInput(action.lifecycle) } : {}),
          })),
        }
      : {}),
  };
}

const lifecycleInput = (it: Lifecycle) => ({
  MoveToColdStorageAfterDays: it.coldStorageAfter,
  DeleteAfterDays: it.deleteAfter,
  OptInToArchiveForSupportedResources: it.optInToArchiveForSupportedResources,
});

function ruleState(it: BackupRule): Rule {
  const copies = it.CopyActions ?? [];
  return {
    ruleName: it.RuleName ?? '',
    targetVaultName: it.TargetBackupVaultName ?? '',
    schedule: it.ScheduleExpression,
    scheduleExpressionTimezone: it.ScheduleExpressionTimezone ?? 'Etc/UTC',
    startWindow: it.StartWindowMinutes ?? 0,
    completionWindow: it.CompletionWindowMinutes ?? 0,
    enableContinuousBackup: it.EnableContinuousBackup,
    ...(it.RecoveryPointTags && Object.keys(it.RecoveryPointTags).length > 0
      ? { recoveryPointTags: it.RecoveryPointTags }
      : {}),
    lifecycle: lifecycleState(it.Lifecycle),
    ...(copies.length === 0
      ? {}
      : {
          copyActions: copies.map((action) => ({
            destinationVaultArn: action.DestinationBackupVaultArn ?? '',
            lifecycle: lifecycleState(action.Lifecycle),
          })),
        }),
  };
}

function lifecycleState(it: BackupRule['Lifecycle']): Lifecycle | undefined {
  return (
    it && {
      coldStorageAfter: it.MoveToColdStorageAfterDays,
      deleteAfter: it.DeleteAfterDays,
      optInToArchiveForSupportedResources: it.OptInToArchiveForSupportedResources,
    }
  );
}
