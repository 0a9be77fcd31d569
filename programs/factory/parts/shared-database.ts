import * as pulumi from '@pulumi/pulumi';
import type { SharedDatabaseOutputs } from '../../../action-shared/documents/standard-outputs.ts';
import { DatabaseAdministrator } from '../../components/data/database-administrator.ts';
import type { PostgresDatabase } from '../../components/data/postgres-database.ts';
import { POSTGRES_PORT } from '../../components/data/postgres-settings.ts';
import { PreviewDatabase } from '../../components/data/preview-database.ts';
import { ClientSecurityGroup } from '../../components/network/client-security-group.ts';
import { parseBaseOutputs, sharedDatabase } from '../base-reference.ts';
import type { OwnData, SharedData } from '../config-data.ts';
import type { Scope } from '../scope.ts';

/** Group of those previews' containers that may reach the database; null where previews have none. */
export function databaseClients(
  { prefix, tags, name }: Scope,
  { previews }: OwnData,
  vpcId: pulumi.Output<string>,
): pulumi.Output<string> | null {
  if (previews === null) return null;
  const groupName = name('db-clients');
  return new ClientSecurityGroup(`${prefix}-db-clients`, { groupName, vpcId, tags }).id;
}

/** The function that gives previews their databases, and what they have to know of the cluster. */
export function buildAdministrator(
  { prefix, tags, name }: Scope,
  { previews }: OwnData,
  database: PostgresDatabase | null,
  clientSecurityGroupId: pulumi.Output<string> | null,
): pulumi.Output<SharedDatabaseOutputs> | null {
  if (previews === null || database === null || clientSecurityGroupId === null) return null;
  const { arn: clusterArn, secretArn: adminSecretArn, host } = database.store;
  const place = { host, port: POSTGRES_PORT, clusterArn, adminSecretArn };
  const { functionName } = new DatabaseAdministrator(`${prefix}-db-admin`, {
    ...{ ...place, ...previews, tags },
    functionName: name('db-admin'),
    roleName: name('db-admin-role'),
    databaseName: database.databaseName,
  });
  return pulumi.output({
    engine: 'postgres' as const,
    ...{ ...place, administrator: functionName, clientSecurityGroupId },
  });
}

/** A preview's database on the cluster of its base. */
export function buildPreviewDatabase(
  { prefix, tags, outputsOf }: Scope,
  { base, database: { name, role, secretName } }: SharedData,
) {
  const known = outputsOf(base.stack).apply((raw) =>
    sharedDatabase(base.name, parseBaseOutputs(base.name, raw)),
  );
  const { credentials } = new PreviewDatabase(`${prefix}-db`, {
    ...{ databaseName: name, role, secretName, tags },
    administrator: known.administrator,
  });
  return { databaseName: name, credentials, clientGroupIds: [known.clientSecurityGroupId] };
}
