import type { RawRequest } from '../raw-request.ts';

type Row = readonly [method: string, path: RegExp, action: string];

const tags = (path: string): readonly Row[] => [
  ['GET', new RegExp(`^${path}/tags/`), 'ListTagsForResource'],
  ['POST', new RegExp(`^${path}/tags/`), 'TagResource'],
  ['DELETE', new RegExp(`^${path}/tags/`), 'UntagResource'],
];

/** Create, read, change, delete and list of what lies below one path by its name. */
const named = (path: string, noun: string, create: readonly [string, string]): readonly Row[] => [
  [create[0], new RegExp(`^/${path}${create[1]}$`), `Create${noun}`],
  ['GET', new RegExp(`^/${path}/[^/]+$`), `Get${noun}`],
  ['PUT', new RegExp(`^/${path}/[^/]+$`), `Update${noun}`],
  ['POST', new RegExp(`^/${path}/[^/]+$`), `Update${noun}`],
  ['DELETE', new RegExp(`^/${path}/[^/]+$`), `Delete${noun}`],
  ['GET', new RegExp(`^/${path}$`), `List${noun}s`],
];

const FUNCTION = '/\\d{4}-\\d\\d-\\d\\d/functions/[^/]+';

/** Services without an operation's name on the wire. Source: their API references, "URI". */
const SERVICES: Readonly<Record<string, readonly Row[]>> = {
  lambda: [
    ...named('2015-03-31/functions', 'Function', ['POST', '']),
    ['PUT', new RegExp(`^${FUNCTION}/code$`), 'UpdateFunctionCode'],
    ['PUT', new RegExp(`^${FUNCTION}/configuration$`), 'UpdateFunctionConfiguration'],
    ['GET', new RegExp(`^${FUNCTION}/configuration$`), 'GetFunctionConfiguration'],
    ['GET', new RegExp(`^${FUNCTION}/policy$`), 'GetPolicy'],
    ['POST', new RegExp(`^${FUNCTION}/policy$`), 'AddPermission'],
    ['DELETE', new RegExp(`^${FUNCTION}/policy/[^/]+$`), 'RemovePermission'],
    ['POST', new RegExp(`^${FUNCTION}/invocations$`), 'Invoke'],
    ['GET', new RegExp(`^${FUNCTION}/versions$`), 'ListVersionsByFunction'],
    ['GET', new RegExp(`^${FUNCTION}/code-signing-config$`), 'GetFunctionCodeSigningConfig'],
    ['GET', new RegExp(`^${FUNCTION}/concurrency$`), 'GetFunctionConcurrency'],
    ...tags('/2017-03-31'),
  ],
  backup: [
    ['GET', /^\/backup-vaults\/[^/]+\/recovery-points$/, 'ListRecoveryPointsByBackupVault'],
    ['DELETE', /^\/backup-vaults\/[^/]+\/recovery-points\/[^/]+$/, 'DeleteRecoveryPoint'],
    ['GET', /^\/backup-vaults\/[^/]+$/, 'DescribeBackupVault'],
    ...named('backup-vaults', 'BackupVault', ['PUT', '/[^/]+']),
    ...named('backup/plans/[^/]+/selections', 'BackupSelection', ['PUT', '']),
    ...named('backup/plans', 'BackupPlan', ['PUT', '']),
    ['POST', /^\/untag\//, 'UntagResource'],
    ...tags(''),
  ],
  'rds-data': [
    ['POST', /^\/Execute$/, 'ExecuteStatement'],
    ['POST', /^\/BatchExecute$/, 'BatchExecuteStatement'],
    ['POST', /^\/BeginTransaction$/, 'BeginTransaction'],
    ['POST', /^\/CommitTransaction$/, 'CommitTransaction'],
    ['POST', /^\/RollbackTransaction$/, 'RollbackTransaction'],
  ],
  scheduler: [
    ...named('schedules', 'Schedule', ['POST', '/[^/]+']),
    ...named('schedule-groups', 'ScheduleGroup', ['POST', '/[^/]+']),
    ...tags(''),
  ],
};

/** The operation by method and path; undefined for a service or a path that is not known here. */
export function restOperation(
  service: string,
  { method, url }: Pick<RawRequest, 'method' | 'url'>,
): string | undefined {
  const path = (url.split('?', 1)[0] ?? '').replace(/\/$/, '');
  const rows = SERVICES[service] ?? [];
  return rows.find(([verb, pattern]) => verb === method && pattern.test(path))?.[2];
}
