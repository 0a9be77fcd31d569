import type { ResourceType } from '../../resource.ts';
import { backupPlan } from './plan.ts';
import { backupSelection } from './selection.ts';
import { backupVault } from './vault.ts';

/** AWS Backup. */
export const BACKUP_TYPES: readonly ResourceType[] = [backupVault, backupPlan, backupSelection];
