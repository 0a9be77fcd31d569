import type { Finding, Rule } from './rule.ts';
import type { PermanentEnvironment } from './config.ts';
import { databaseName } from './plan.ts';

/** S3 keeps an object at least this long in its cheaper class. Source: S3 lifecycle constraints. */
const INFREQUENT_DAYS = 30;
/** Words PostgreSQL or RDS keeps for itself. */
const RESERVED_DATABASES: readonly string[] = [
  'db',
  'postgres',
  'rdsadmin',
  'template0',
  'template1',
];

type Database = NonNullable<PermanentEnvironment['database']>;

const database: Rule = (config) =>
  config.database === null
    ? []
    : [...(config.database.engine === 'rds' ? rds : aurora)(config.database)];

const serverless = ({ engine }: Database) => engine === 'aurora-serverless';

function aurora(values: Database): readonly Finding[] {
  const { engine, capacity } = values;
  const kind = serverless(values);
  return [
    ...when(
      kind && values.class !== null,
      'database.class',
      values.class,
      `no class: ${engine} has a capacity`,
    ),
    ...when(
      kind && capacity === null,
      'database.capacity',
      null,
      'capacity: { min, max } of aurora-serverless',
    ),
    ...when(
      !kind && values.class === null,
      'database.class',
      null,
      `a class, or engine: aurora-serverless`,
    ),
    ...when(
      !kind && capacity !== null,
      'database.capacity',
      'a capacity',
      'only with engine: aurora-serverless',
    ),
    ...when(
      capacity !== null && capacity.min > capacity.max,
      'database.capacity',
      `${capacity?.min ?? ''} to ${capacity?.max ?? ''}`,
      'min that is not above max',
    ),
    ...when(
      capacity !== null && capacity.max < 1,
      'database.capacity.max',
      String(capacity?.max),
      '1 to 256',
    ),
    ...when(
      values.multiAz,
      'database.multiAz',
      'true',
      'replicas: aurora fails over to one of them',
    ),
    ...when(
      values.password === 'own',
      'database.password',
      'own',
      'managed; own only with engine: rds',
    ),
  ];
}

function rds(values: Database): readonly Finding[] {
  const own = values.password === 'own';
  return [
    ...when(values.class === null, 'database.class', null, 'a class such as db.t4g.micro'),
    ...when(
      values.capacity !== null,
      'database.capacity',
      'a capacity',
      'only with engine: aurora-serverless',
    ),
    // RDS makes no read replica of a database whose password it manages.
    ...when(
      values.replicas > 0 && !own,
      'database.replicas',
      `${values.replicas} with engine: rds and a managed password`,
      '0; or password: own; or engine: aurora',
    ),
    ...when(
      own && values.rotationDays !== null,
      'database.rotationDays',
      `${values.rotationDays ?? ''} with password: own`,
      'null: RDS rotates only the passwords that it manages',
    ),
  ];
}

function when(
  wrong: boolean,
  path: string,
  found: string | null,
  allowed: string,
): readonly Finding[] {
  return wrong ? [{ path, found: found ?? 'nothing', allowed }] : [];
}

const databaseNames: Rule = (config) =>
  when(
    config.database !== null && RESERVED_DATABASES.includes(databaseName(config)),
    'database.name',
    databaseName(config),
    'a name that PostgreSQL and RDS do not keep for themselves',
  );

const lifecycles: Rule = ({ buckets }) =>
  Object.entries(buckets).flatMap(([bucket, { infrequentAfterDays, expireAfterDays }]) =>
    when(
      infrequentAfterDays !== null &&
        expireAfterDays !== null &&
        expireAfterDays < infrequentAfterDays + INFREQUENT_DAYS,
      `buckets.${bucket}.expireAfterDays`,
      `${expireAfterDays ?? ''}, ${infrequentAfterDays ?? ''} days in the standard class`,
      `at least ${INFREQUENT_DAYS} days more than infrequentAfterDays`,
    ),
  );

/** Small nodes of these families take no snapshots. Source: ElastiCache guide, "Backup constraints". */
const snapshots: Rule = ({ cache }) =>
  when(
    cache !== null && cache.snapshotDays > 0 && /^cache\.(t1|m1)\./.test(cache.nodeType),
    'cache.snapshotDays',
    `${cache?.snapshotDays ?? ''} with ${cache?.nodeType ?? ''}`,
    '0, or a current node type such as cache.t4g.micro',
  );

/** Secrets Manager copies a secret into other regions, into each once. */
const secretCopies: Rule = ({ region, secretReplicas }) =>
  secretReplicas.flatMap((one, index) =>
    when(
      one === region || secretReplicas.indexOf(one) < index,
      `secretReplicas.${index}`,
      one,
      `regions other than ${region}, each once`,
    ),
  );

const anomalies: Rule = ({ budget }) =>
  when(
    (budget.anomalyUsd ?? 0) > budget.monthlyUsd,
    'budget.anomalyUsd',
    `${budget.anomalyUsd ?? ''}, above the budget of ${budget.monthlyUsd}`,
    'at most monthlyUsd',
  );

export const dataRules: readonly Rule[] = [
  database,
  databaseNames,
  lifecycles,
  snapshots,
  secretCopies,
  anomalies,
];
