import { isDeepStrictEqual } from 'node:util';

/** Most parameters in one request: AWS, ModifyDBParameterGroup and ModifyCacheParameterGroup. */
const AT_ONCE = 20;

/** One page of a parameter group, as RDS and ElastiCache answer it. */
export interface ParameterPage<P> {
  readonly Parameters?: readonly P[] | undefined;
  /** Absent or empty: the last page. */
  readonly Marker?: string | undefined;
}

/** Every parameter of all pages; `page` is asked for the first without a marker. */
export async function allParameters<P>(
  page: (marker: string | undefined) => Promise<ParameterPage<P>>,
): Promise<P[]> {
  const found: P[] = [];
  let marker: string | undefined;
  do {
    const { Parameters = [], Marker } = await page(marker);
    found.push(...Parameters);
    marker = Marker === '' ? undefined : Marker;
  } while (marker !== undefined);
  return found;
}

/** How the settings of one group are written; never given more than AWS takes in one request. */
export interface SettingsWriter<S> {
  set(settings: readonly S[]): Promise<unknown>;
  /** Back to the family's defaults. */
  reset(settings: readonly S[]): Promise<unknown>;
}

/** Resets the settings whose names are gone, then sets those that are new or differ. */
export async function writeSettings<S extends { readonly name: string }>(
  writer: SettingsWriter<S>,
  before: readonly S[] = [],
  after: readonly S[] = [],
): Promise<void> {
  const gone = before.filter((old) => !after.some((one) => one.name === old.name));
  const differing = after.filter((one) => !before.some((old) => isDeepStrictEqual(old, one)));
  for (const some of chunks(gone)) await writer.reset(some);
  for (const some of chunks(differing)) await writer.set(some);
}

function chunks<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: count }, (_, i) => all.slice(i * AT_ONCE, (i + 1) * AT_ONCE));
}
