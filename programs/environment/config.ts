import type { AppFile, AppService } from '../../action-shared/config/app-file.ts';
import type { EnvironmentValues } from './schema.ts';

/** Permanent environments, from the least to the most precious. */
export const ENVIRONMENTS = ['dev', 'staging', 'production'] as const;
export type EnvironmentName = (typeof ENVIRONMENTS)[number];

/** A service of the app with the sizes of one environment. */
export interface EnvironmentService extends AppService {
  /** Template of its host; null: the default. */
  readonly host: string | null;
}

/** All that one permanent environment is made of: the app, the same everywhere, and its values. */
export interface PermanentEnvironment extends Omit<EnvironmentValues, 'services' | 'sizes'> {
  readonly environment: EnvironmentName;
  readonly app: string;
  readonly services: readonly EnvironmentService[];
  /** One-off tasks of the app's database. */
  readonly tasks: Pick<NonNullable<AppFile['database']>, 'migrate' | 'seed'>;
}

/** What another stack file says about its network and its region. */
export interface Neighbour {
  /** Stack file: `Pulumi.staging.yaml`. */
  readonly file: string;
  readonly cidr: string;
  readonly region: string | null;
  /** Branch of shared parameters it owns, with the prefix: `/shop/shared`; null: none. */
  readonly sharedParameters: string | null;
}

export interface EnvironmentSource {
  readonly environment: EnvironmentName;
  readonly app: AppFile;
  /** Stack file, named in every error. */
  readonly file: string;
  /** Every other stack file. */
  readonly neighbours: readonly Neighbour[];
}
