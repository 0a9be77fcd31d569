/** AWS's name of each property that goes into a request as it is. */
export type Names<V> = Readonly<Partial<Record<keyof V & string, string>>>;

/** The properties of `names` under AWS's names; those the program does not give are left out. */
export function request<V extends object>(
  names: Names<V>,
  values: V,
  only: (key: keyof V & string) => boolean = () => true,
): Record<string, unknown> {
  const entries = Object.entries(names) as [keyof V & string, string][];
  return Object.fromEntries(
    entries
      .filter(([key]) => values[key] !== undefined && only(key))
      .map(([key, name]) => [name, values[key]]),
  );
}

/** The switches of `names` that change; one that the program leaves out is off. */
export function switches<V extends object>(
  names: Names<V>,
  values: V,
  changed: (key: keyof V & string) => boolean,
): Record<string, unknown> {
  const entries = Object.entries(names) as [keyof V & string, string][];
  return Object.fromEntries(
    entries.filter(([key]) => changed(key)).map(([key, name]) => [name, values[key] ?? false]),
  );
}

/**
 * A version as the program wrote it where AWS's full one is a part of it: `16` stays `16` while AWS
 * runs `16.8`.
 */
export function versionAsWritten(
  written: string | undefined,
  actual: string | undefined,
): string | undefined {
  return written !== undefined && actual?.startsWith(`${written}.`) ? written : actual;
}
