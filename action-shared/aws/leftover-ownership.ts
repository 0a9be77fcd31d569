import type { LeftoverTarget } from './leftover-target.ts';

/**
 * Start of every name of a preview. Names that are too long are cut, so a look-up by name goes by
 * this start, cut as well, and then asks the tags.
 *
 * @param max Longest name of the resource in question, characters.
 */
export function nameStart(target: LeftoverTarget, max: number): string {
  // A cut name ends in a hyphen and six characters of hash.
  return `${target.environment}-${target.app}-`.slice(0, max - 7).replace(/-+$/, '');
}

/** Every exact name of the last plan. */
export function plannedNames(target: LeftoverTarget): ReadonlySet<string> {
  if (target.plan === null) return new Set();
  const services = target.plan.services.flatMap((service) => Object.values(service.names));
  return new Set([target.plan.cluster, ...services]);
}

/**
 * Whether something found by name is the preview's: another app's names may start the same
 * (`shop`, `shop-admin`). Tags decide; without tags only an exact name of the plan, or a name that
 * is the preview's whatever the service is called, counts.
 */
export function belongs(
  target: LeftoverTarget,
  name: string,
  tags: Readonly<Record<string, string>>,
): boolean {
  if (tags['macro-infra:stack'] !== undefined) return tags['macro-infra:stack'] === target.stack;
  if (tags['App'] === undefined) return plannedNames(target).has(name);
  const sameEnvironment =
    tags['PullRequest'] === String(target.number) || tags['Environment'] === target.environment;
  return tags['App'] === target.app && sameEnvironment;
}

/** Tags as most services list them. */
export function tagRecord(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): Record<string, string> {
  return Object.fromEntries(tags.map((tag) => [tag.Key ?? '', tag.Value ?? '']));
}
