/**
 * Order of two versions `major.minor.patch[-prerelease]`; a prerelease comes before its release.
 *
 * @returns negative, 0 or positive, as for `Array.prototype.sort`.
 */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [parts(one), parts(other)];
  for (const index of [0, 1, 2]) {
    const difference = (a.numbers[index] ?? 0) - (b.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === '') return 1;
  if (b.prerelease === '') return -1;
  return a.prerelease < b.prerelease ? -1 : 1;
}

function parts(version: string): { numbers: number[]; prerelease: string } {
  const [release = '', ...rest] = version.replace(/^v/, '').replace(/\+.*$/, '').split('-');
  return { numbers: release.split('.').map(Number), prerelease: rest.join('-') };
}
