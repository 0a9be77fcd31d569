/**
 * A fork's build has no token that may write and no registry. It leaves each image as an artifact
 * whose name carries the digest, so that the list of a run's artifacts is the map of its images:
 * `macro-infra-image-web-sha256-<64 hexadecimal digits>`.
 */
const ARTIFACT = /^macro-infra-image-([a-z][a-z0-9-]{0,19})-(sha256)-([0-9a-f]{64})$/;

/**
 * Service -> `sha256:...` of the images among a run's artifacts; null when there are none.
 *
 * @param names oldest first: of a service that was built again in a re-run, the newest counts
 */
export function imagesOfArtifacts(
  names: readonly string[],
): Readonly<Record<string, string>> | null {
  const found = names.flatMap((name) => {
    const [, service, algorithm, digits] = ARTIFACT.exec(name) ?? [];
    return service === undefined ? [] : [[service, `${algorithm}:${digits}`] as const];
  });
  return found.length === 0 ? null : Object.fromEntries(found);
}
