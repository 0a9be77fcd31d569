import { DescribeDBClusterSnapshotsCommand, DescribeDBSnapshotsCommand } from '@aws-sdk/client-rds';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { type AwsCall, text } from '../call.ts';
import { databaseInstances } from '../data-networks.ts';
import type { Emulator } from '../emulator.ts';

/** A deletion says how its last snapshot is called, or that there is to be none; a name is used once. */
export const lastSnapshot: Rule = {
  service: 'rds',
  actions: ['DeleteDBCluster', 'DeleteDBInstance'],
  check: async (call, aws) => {
    const name = text(call.params['FinalDBSnapshotIdentifier']);
    const skipped = text(call.params['SkipFinalSnapshot']) === 'true';
    if (name !== '' && skipped) {
      return combination('FinalDBSnapshotIdentifier cannot be specified when deleting a cluster or instance and SkipFinalSnapshot is specified.'); // prettier-ignore
    }
    if (skipped) return undefined;
    if (name !== '') return taken(call, name, aws);
    return (await hasNone(call, aws))
      ? undefined
      : combination('FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.');
  },
};

const combination = (message: string): AwsError => ({
  code: 'InvalidParameterCombination',
  message,
});

/** Instances of a cluster have no snapshots of their own. */
async function hasNone(call: AwsCall, aws: Emulator): Promise<boolean> {
  const id = text(call.params['DBInstanceIdentifier']);
  if (call.action !== 'DeleteDBInstance') return false;
  const found = (await databaseInstances(aws)).find((one) => one.DBInstanceIdentifier === id);
  return found === undefined || (found.DBClusterIdentifier ?? '') !== '';
}

async function taken(call: AwsCall, name: string, aws: Emulator): Promise<AwsError | undefined> {
  if (call.action === 'DeleteDBCluster') {
    const { DBClusterSnapshots = [] } = await aws.rds.send(
      new DescribeDBClusterSnapshotsCommand({}),
    );
    return DBClusterSnapshots.some((one) => one.DBClusterSnapshotIdentifier === name)
      ? {
          code: 'DBClusterSnapshotAlreadyExistsFault',
          message: `Cannot create the DB cluster snapshot because one with the identifier ${name} already exists.`,
        }
      : undefined;
  }
  const { DBSnapshots = [] } = await aws.rds.send(new DescribeDBSnapshotsCommand({}));
  return DBSnapshots.some((one) => one.DBSnapshotIdentifier === name)
    ? {
        code: 'DBSnapshotAlreadyExists',
        message: `Cannot create the snapshot because a snapshot with the identifier ${name} already exists.`,
      }
    : undefined;
}
