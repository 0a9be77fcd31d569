/** What a load balancer's path pattern may hold; `*` and `?` are wildcards (ELBv2 `path-pattern`). */
export const PATH_PATTERN = /^\/[A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/;
/** ELBv2 quota "Condition values per rule" is 5; the host takes one. */
export const PATHS_PER_SERVICE = 4;

export interface Route {
  readonly service: string;
  readonly host: string;
  readonly paths: readonly string[];
}

/** True when everything that pattern `inner` matches is matched by `outer` too. */
export function coversPath(outer: string, inner: string): boolean {
  const source = outer.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const regex = source.replaceAll('\\*', '.*').replaceAll('\\?', '[^*]');
  return new RegExp(`^${regex}$`).test(inner);
}

function isInside(inner: Route, outer: Route): boolean {
  return inner.paths.some((path) => outer.paths.some((other) => coversPath(other, path)));
}

/**
 * Routes by host, most specific first: `/api/*` before `/*`, because the load balancer takes the
 * first rule that matches.
 */
export function routeGroups(routes: readonly Route[]): readonly (readonly Route[])[] {
  return [...Map.groupBy(routes, (route) => route.host).values()].map((group) => {
    const rank = (route: Route) => group.filter((other) => isInside(route, other)).length;
    return group.toSorted((a, b) => rank(b) - rank(a) || a.service.localeCompare(b.service));
  });
}

/**
 * Pairs of services on one host of which neither can come first: the same path, or each covering
 * a path of the other.
 */
export function routeConflicts(routes: readonly Route[]): readonly (readonly [Route, Route])[] {
  return routes.flatMap((one, index) =>
    routes
      .slice(index + 1)
      .filter((two) => one.host === two.host && isInside(one, two) && isInside(two, one))
      .map((two) => [one, two] as const),
  );
}
