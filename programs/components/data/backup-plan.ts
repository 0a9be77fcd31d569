import { Plan } from '@pulumi/aws/backup/plan.js';
import { Selection } from '@pulumi/aws/backup/selection.js';
import { Vault } from '@pulumi/aws/backup/vault.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js';
import * as pulumi from '@pulumi/pulumi';
import { trustOf } from '../identity/policy.ts';
import { named, type Tags } from '../tags.ts';

/** AWS's own policy for backing up. */
const BACKUP_POLICY = 'arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup';

export interface BackupPlanArgs {
  /** Physical name of vault, plan and selection, up to 50 characters. */
  readonly backupName: string;
  /** Physical name of the role, up to 64 characters. */
  readonly roleName: string;
  /** Days that a backup is kept, 1 or more. */
  readonly retentionDays: number;
  /** What is backed up; AWS takes ARNs of databases, file systems, tables and buckets. */
  readonly resourceArns: pulumi.Input<string>[];
  readonly tags: Tags;
}

/** A daily backup (03:00 UTC) in a vault of its own: about 0.02 USD per GB and month. */
export class BackupPlan extends pulumi.ComponentResource {
  constructor(name: string, args: BackupPlanArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:data:BackupPlan', name, {}, opts);
    const child = { parent: this };
    const own = { name: args.backupName, tags: named(args.tags, args.backupName) };
    const vault = new Vault(name, { ...own, forceDestroy: true }, child);
    const plan = new Plan(name, { ...own, rules: [dailyRule(args, vault.name)] }, child);
    const role = new Role(
      name,
      {
        name: args.roleName,
        assumeRolePolicy: trustOf('backup.amazonaws.com'),
        tags: named(args.tags, args.roleName),
      },
      child,
    );
    new RolePolicyAttachment(name, { role: role.name, policyArn: BACKUP_POLICY }, child);
    new Selection(
      name,
      {
        name: args.backupName,
        planId: plan.id,
        iamRoleArn: role.arn,
        resources: args.resourceArns,
      },
      child,
    );
    this.registerOutputs({});
  }
}

function dailyRule({ retentionDays }: BackupPlanArgs, targetVaultName: pulumi.Output<string>) {
  return {
    ruleName: 'daily',
    targetVaultName,
    schedule: 'cron(0 3 * * ? *)',
    startWindow: 60,
    completionWindow: 480,
    lifecycle: { deleteAfter: retentionDays },
  };
}
