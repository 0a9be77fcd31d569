import { z } from 'zod';
import { mapping, text, wholeNumber } from '../../action-shared/config/schema-parts.ts';

const days = (least: number, most: number) => wholeNumber(least, most, `days, ${least} to ${most}`);
const capacityUnits = z
  .number({ error: 'Aurora capacity units, 0 to 256 in halves' })
  .min(0, 'Aurora capacity units, 0 to 256 in halves')
  .max(256, 'Aurora capacity units, 0 to 256 in halves')
  .multipleOf(0.5, 'Aurora capacity units, 0 to 256 in halves');
const flag = z.boolean({ error: 'true or false' });

export const databaseSchema = mapping('a database: engine, class, capacity, replicas, ...', {
  engine: z
    .enum(['aurora-serverless', 'aurora', 'rds'], { error: 'aurora-serverless, aurora or rds' })
    .default('aurora'),
  /** Name of the database; null: the app's, hyphens written as `_`. */
  name: text(/^[a-z][a-z0-9_]{0,62}$/, 'letters, digits and _, a letter first, up to 63')
    .nullable()
    .default(null),
  class: text(/^db\.[a-z0-9]+\.[a-z0-9]+$/, 'an instance class such as db.r7g.large')
    .nullable()
    .default(null),
  capacity: mapping('capacity: min, max', { min: capacityUnits, max: capacityUnits })
    .nullable()
    .default(null),
  replicas: wholeNumber(0, 15, 'a number of read replicas, 0 to 15').default(0),
  /** RDS makes, keeps and rotates it; `own`: made here, as an RDS with read replicas needs it. */
  password: z.enum(['managed', 'own'], { error: 'managed or own' }).default('managed'),
  storageGb: wholeNumber(20, 65_536, 'GB, 20 to 65536').default(20),
  multiAz: flag.default(false),
  backupDays: days(1, 35).default(1),
  rotationDays: days(1, 1000).nullable().default(null),
  finalSnapshot: flag.default(false),
});

export const cacheSchema = mapping('a cache: nodeType, nodes, snapshotDays', {
  nodeType: text(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'a node type such as cache.t4g.micro').default(
    'cache.t4g.micro',
  ),
  nodes: wholeNumber(1, 6, 'a number of nodes, 1 to 6').default(1),
  snapshotDays: days(0, 35).default(0),
});

const lifecycle = (infrequent: number | null, expire: number | null) =>
  mapping('a lifecycle: infrequentAfterDays, expireAfterDays', {
    infrequentAfterDays: days(30, 3650).nullable().default(infrequent),
    expireAfterDays: days(1, 3650).nullable().default(expire),
  }).prefault({});

export const bucketsSchema = mapping('buckets: assets, logs, backups', {
  assets: lifecycle(null, null),
  logs: lifecycle(null, 90),
  backups: lifecycle(30, 365),
});

export const backupSchema = mapping('a backup plan: days', { days: days(1, 36_500).default(7) });
