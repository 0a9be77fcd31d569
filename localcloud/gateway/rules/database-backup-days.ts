import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';

const MOST = 35;

/** Automatic backups are kept 1 to 35 days by a cluster, 0 (none) to 35 by an instance. */
export const databaseBackupDays: Rule = {
  service: 'rds',
  actions: ['CreateDBCluster', 'ModifyDBCluster', 'CreateDBInstance', 'ModifyDBInstance'],
  check: (call) => {
    const given = text(call.params['BackupRetentionPeriod']);
    const least = call.action.endsWith('DBCluster') ? 1 : 0;
    if (given === '' || (Number(given) >= least && Number(given) <= MOST)) return undefined;
    const message = `Invalid backup retention period: ${given}. Must be between ${least} and ${MOST}.`;
    return { code: 'InvalidParameterValue', message };
  },
};
