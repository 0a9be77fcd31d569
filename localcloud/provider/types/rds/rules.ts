import { type Prop, list, num, obj, str } from '../../schema/prop.ts';

/** 1 to 63 letters, digits and hyphens, first a letter, no two hyphens together, none at the end. */
export function identifier(): Prop<string> {
  return str().matches(
    /^(?!.*--)[a-z][a-z0-9-]{0,62}(?<!-)$/,
    '1 to 63 of a-z, 0-9 and single inner hyphens, first a letter',
  );
}

/** Name of the snapshot that is taken at deletion; only the state knows it. */
export function lastSnapshot(): Prop<string> {
  return str()
    .matches(
      /^(?!.*--)[A-Za-z][A-Za-z0-9-]{0,254}(?<!-)$/,
      'letters, digits and single inner hyphens',
    )
    .local();
}

/** Days that backups are kept; 0: none are made. */
export const backupDays = (): Prop<number> => num().between(0, 35);

/** `03:00-04:00`, UTC. */
export const dailyWindow = (): Prop<string> =>
  str().matches(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'hours such as 03:00-04:00');

/** `sun:05:00-sun:06:00`, UTC; compared without regard to case. */
export const weeklyWindow = (): Prop<string> =>
  str()
    .matches(
      /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d$/i,
      'days and hours such as sun:05:00-sun:06:00',
    )
    .comparedBy((value) => String(value).toLowerCase());

/** The secret that RDS keeps a password in. */
export const managedSecrets = (): Prop<
  readonly { kmsKeyId?: string; secretArn?: string; secretStatus?: string }[]
> =>
  list(obj({ kmsKeyId: str(), secretArn: str(), secretStatus: str() })).output() as Prop<
    readonly { kmsKeyId?: string; secretArn?: string; secretStatus?: string }[]
  >;

/** What clusters and instances switch, under AWS's names; left out is off. */
export const SWITCHES = {
  deletionProtection: 'DeletionProtection',
  iamDatabaseAuthenticationEnabled: 'EnableIAMDatabaseAuthentication',
  manageMasterUserPassword: 'ManageMasterUserPassword',
} as const;
