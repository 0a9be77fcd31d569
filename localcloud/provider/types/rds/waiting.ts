import type { DBCluster, DBInstance, MasterUserSecret } from '@aws-sdk/client-rds';
import { type Aws, unless } from '../../aws.ts';

export const NO_CLUSTER = /^DBClusterNotFound(Fault)?$/;
export const NO_INSTANCE = /^DBInstanceNotFound(Fault)?$/;
/** AWS's own id of an instance, which stays when its identifier is changed. */
const RESOURCE_ID = /^db-[0-9A-Z]{2,255}$/;
/** States that no waiting ends. */
const DEAD = /^(failed|incompatible-|storage-full|restore-error|inaccessible-)/;
/** Seconds that AWS may take for a database. */
const LONG = 3600;

/** The cluster as RDS has it; undefined: there is none. */
export async function findCluster(aws: Aws, id: string): Promise<DBCluster | undefined> {
  const call = (await aws.rds()).describeDBClusters({ DBClusterIdentifier: id });
  return (await unless(NO_CLUSTER, call))?.DBClusters?.[0];
}

/** @param id AWS's own id, or the identifier that the program gave. */
export async function findInstance(aws: Aws, id: string): Promise<DBInstance | undefined> {
  const filter = { Name: 'dbi-resource-id', Values: [id] };
  const which = RESOURCE_ID.test(id) ? { Filters: [filter] } : { DBInstanceIdentifier: id };
  const call = (await aws.rds()).describeDBInstances(which);
  return (await unless(NO_INSTANCE, call))?.DBInstances?.[0];
}

/** Waits until the cluster is `available`. */
export async function clusterReady(aws: Aws, id: string): Promise<void> {
  await ready(aws, `database cluster ${id}`, async () => (await findCluster(aws, id))?.Status);
}

/** Waits until the instance is `available`. */
export async function instanceReady(aws: Aws, id: string): Promise<void> {
  const what = `database instance ${id}`;
  await ready(aws, what, async () => (await findInstance(aws, id))?.DBInstanceStatus);
}

async function ready(
  aws: Aws,
  what: string,
  status: () => Promise<string | undefined>,
): Promise<void> {
  const look = async (): Promise<true | undefined> => {
    const now = await status();
    if (now !== undefined && DEAD.test(now)) throw new Error(`${what} is ${now}`);
    return now === 'available' || now === 'storage-optimization' ? true : undefined;
  };
  await aws.until(`${what} available`, look, LONG);
}

/** Waits until `find` finds nothing any more. */
export async function gone(aws: Aws, what: string, find: () => Promise<unknown>): Promise<void> {
  await aws.until(`${what} deleted`, async () => ((await find()) ? undefined : true), LONG);
}

/** The secret that RDS keeps the password in, as the state lists it. */
export function secretsOf(secret: MasterUserSecret | undefined) {
  if (!secret?.SecretArn) return [];
  const { SecretArn: secretArn, SecretStatus: secretStatus, KmsKeyId: kmsKeyId } = secret;
  return [{ secretArn, secretStatus, kmsKeyId }].map((one) => definedOnly(one));
}

function definedOnly(one: {
  secretArn: string;
  secretStatus: string | undefined;
  kmsKeyId: string | undefined;
}): { secretArn: string; secretStatus?: string; kmsKeyId?: string } {
  const { secretArn, secretStatus, kmsKeyId } = one;
  return {
    secretArn,
    ...(secretStatus === undefined ? {} : { secretStatus }),
    ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
  };
}

interface LastSnapshot {
  readonly skipFinalSnapshot?: boolean | undefined;
  readonly finalSnapshotIdentifier?: string | undefined;
  readonly deleteAutomatedBackups?: boolean | undefined;
}

/**
 * What a deletion says about a last snapshot.
 * @throws Error when one is wanted and has no name
 */
export function deletionOf(what: string, state: LastSnapshot) {
  const { skipFinalSnapshot, finalSnapshotIdentifier: name } = state;
  const backups = { DeleteAutomatedBackups: state.deleteAutomatedBackups ?? true };
  if (skipFinalSnapshot) return { SkipFinalSnapshot: true, ...backups };
  if (name === undefined) {
    throw new Error(`${what}: finalSnapshotIdentifier is required when skipFinalSnapshot is false`);
  }
  return { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: name, ...backups };
}

/** Differences of a set of log exports, as AWS wants them in a change. */
export function exportsChange(before: readonly string[] = [], after: readonly string[] = []) {
  return {
    CloudwatchLogsExportConfiguration: {
      EnableLogTypes: after.filter((name) => !before.includes(name)),
      DisableLogTypes: before.filter((name) => !after.includes(name)),
    },
  };
}
