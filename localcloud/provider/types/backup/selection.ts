import type { BackupSelection, ConditionParameter, Conditions } from '@aws-sdk/client-backup';
import { must, unless } from '../../aws.ts';
import { resource } from '../../resource.ts';
import { type Values, list, obj, set, str } from '../../schema/prop.ts';
import { arn } from '../rules.ts';

const NOT_FOUND = /^(ResourceNotFoundException|InvalidParameterValueException)$/;

const pair = obj({ key: str().required(), value: str().required() });
const conditionShape = {
  stringEquals: set(pair),
  stringLikes: set(pair),
  stringNotEquals: set(pair),
  stringNotLikes: set(pair),
};
const KINDS = {
  stringEquals: 'StringEquals',
  stringLikes: 'StringLike',
  stringNotEquals: 'StringNotEquals',
  stringNotLikes: 'StringNotLike',
} as const;

const shape = {
  name: str()
    .matches(/^[\w.-]{1,50}$/, '1 to 50 letters, digits and ._-')
    .required()
    .replaces(),
  planId: str().required().replaces(),
  iamRoleArn: arn().required().replaces(),
  resources: set(str()).replaces(),
  notResources: set(str()).computed().replaces(),
  selectionTags: set(
    obj({
      type: str().oneOf('STRINGEQUALS').required(),
      key: str().required(),
      value: str().required(),
    }),
  ).replaces(),
  conditions: list(obj(conditionShape)).computed().replaces(),
};
type Wanted = Values<typeof shape>;
type Condition = Values<typeof conditionShape>;

export const backupSelection = resource({
  token: 'aws:backup/selection:Selection',
  autoName: { property: 'name', max: 50 },
  shape,
  async create(aws, wanted) {
    const backup = await aws.backup();
    const input = { BackupPlanId: wanted.planId, BackupSelection: selectionOf(wanted) };
    // A role that has just been made is not known to AWS Backup for a few seconds.
    return aws.until(`backup selection ${wanted.name}`, async () => {
      const answer = await backup.createBackupSelection(input).catch((error: unknown) => {
        if (error instanceof Error && /cannot be assumed/.test(error.message)) return undefined;
        throw error;
      });
      return answer && must(answer.SelectionId, 'SelectionId');
    });
  },
  async read(aws, id, state) {
    const [, planId = state.planId, SelectionId = id] = /^(.+)\|(.+)$/.exec(id) ?? [];
    const call = (await aws.backup()).getBackupSelection({ BackupPlanId: planId, SelectionId });
    const it = (await unless(NOT_FOUND, call))?.BackupSelection;
    if (!it) return undefined;
    return {
      id: SelectionId,
      name: it.SelectionName,
      planId,
      iamRoleArn: it.IamRoleArn,
      resources: it.Resources ?? [],
      notResources: it.NotResources ?? [],
      selectionTags: (it.ListOfTags ?? []).map((tag) => ({
        type: tag.ConditionType ?? '',
        key: tag.ConditionKey ?? '',
        value: tag.ConditionValue ?? '',
      })),
      conditions: conditionState(it.Conditions),
    };
  },
  async delete(aws, id, state) {
    const backup = await aws.backup();
    const BackupPlanId = must(state.planId, 'planId');
    await unless(NOT_FOUND, backup.deleteBackupSelection({ BackupPlanId, SelectionId: id }));
    const look = { BackupPlanId, SelectionId: id };
    await aws.until(`backup selection ${id} deleted`, async () =>
      (await unless(NOT_FOUND, backup.getBackupSelection(look))) ? undefined : true,
    );
  },
});

function selectionOf(wanted: Wanted): BackupSelection {
  return {
    SelectionName: wanted.name,
    IamRoleArn: wanted.iamRoleArn,
    Resources: [...(wanted.resources ?? [])],
    NotResources: [...(wanted.notResources ?? [])],
    ListOfTags: (wanted.selectionTags ?? []).map((tag) => ({
      ConditionType: tag.type as 'STRINGEQUALS',
      ConditionKey: tag.key,
      ConditionValue: tag.value,
    })),
    Conditions: conditionsOf(wanted.conditions?.[0] ?? {}),
  };
}

function conditionsOf(condition: Condition): Conditions {
  const entries = Object.entries(KINDS) as [keyof typeof KINDS, string][];
  return Object.fromEntries(
    entries.map(([key, name]) => [
      name,
      (condition[key] ?? []).map((one) => ({
        ConditionKey: `aws:ResourceTag/${one.key.replace(/^aws:ResourceTag\//, '')}`,
        ConditionValue: one.value,
      })),
    ]),
  );
}

function conditionState(it: Conditions | undefined): Condition[] {
  const entries = Object.entries(KINDS) as [keyof typeof KINDS, keyof Conditions][];
  const found = entries
    .map(([key, name]) => [key, (it?.[name] ?? []).map(pairOf)] as const)
    .filter(([, all]) => all.length > 0);
  return found.length === 0 ? [] : [Object.fromEntries(found)];
}

const pairOf = (it: ConditionParameter) => ({
  key: it.ConditionKey ?? '',
  value: it.ConditionValue ?? '',
});
