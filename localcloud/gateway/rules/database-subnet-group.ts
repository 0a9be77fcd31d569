import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { DescribeDBSubnetGroupsCommand } from '@aws-sdk/client-rds';
import type { AwsError } from '../aws-error.ts';
import type { Rule } from '../behaviour.ts';
import { text } from '../call.ts';
import type { Emulator } from '../emulator.ts';
import { valuesMatching } from '../parameters.ts';

/** A database's subnet group has a name of its own and subnets in two zones at least. */
export const databaseSubnetGroup: Rule = {
  service: 'rds',
  actions: ['CreateDBSubnetGroup', 'ModifyDBSubnetGroup'],
  check: async (call, aws) => {
    const name = text(call.params['DBSubnetGroupName']).toLowerCase();
    if (call.action === 'CreateDBSubnetGroup' && (await exists(name, aws))) {
      const message = `The DB subnet group '${name}' already exists.`;
      return { code: 'DBSubnetGroupAlreadyExists', message };
    }
    return covered(valuesMatching(call.params, /^SubnetIds\.\w+\.\d+$/), aws);
  },
};

async function exists(name: string, aws: Emulator): Promise<boolean> {
  const { DBSubnetGroups = [] } = await aws.rds.send(new DescribeDBSubnetGroupsCommand({}));
  return DBSubnetGroups.some((group) => group.DBSubnetGroupName?.toLowerCase() === name);
}

async function covered(ids: readonly string[], aws: Emulator): Promise<AwsError | undefined> {
  const { Subnets = [] } = await aws.ec2.send(new DescribeSubnetsCommand({}));
  const found = Subnets.filter(({ SubnetId = '' }) => ids.includes(SubnetId));
  const zones = new Set(found.flatMap(({ AvailabilityZone }) => AvailabilityZone ?? []));
  // Unknown subnets are the emulator's to refuse.
  if (found.length < ids.length || zones.size > 1) return undefined;
  const message = `The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. Current AZ coverage: ${[...zones].join(', ')}. Add subnets to cover at least 2 AZs.`;
  return { code: 'DBSubnetGroupDoesNotCoverEnoughAZs', message };
}
