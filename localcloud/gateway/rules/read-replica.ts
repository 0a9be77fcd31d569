import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import { databaseInstances } from '../data-networks.ts';

/** A source of read replicas has automatic backups and a password that RDS does not manage. */
export const readReplica: Rule = {
  service: 'rds',
  actions: ['CreateDBInstanceReadReplica'],
  check: async (call, aws) => {
    const name = text(call.params['SourceDBInstanceIdentifier']);
    const source = (await databaseInstances(aws)).find((one) =>
      [one.DBInstanceIdentifier, one.DBInstanceArn].includes(name),
    );
    // An unknown source is the emulator's to refuse.
    if (source === undefined) return undefined;
    if (source.MasterUserSecret !== undefined) {
      const message = `Creating read replicas for source instance with engine ${source.Engine ?? ''} where ManageMasterUserPassword is enabled is not supported.`;
      return { code: 'InvalidParameterValue', message };
    }
    if ((source.BackupRetentionPeriod ?? 0) > 0) return undefined;
    const message =
      'Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.';
    return { code: 'InvalidDBInstanceState', message };
  },
};
