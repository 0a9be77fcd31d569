/** A GitHub environment of a preview whose pull request is not open. */
export interface StaleEnvironment {
  readonly name: string;
  readonly number: number;
}

/** Most environments that one pass works on; each costs a few requests. */
const MOST_ENVIRONMENTS = 50;
const HOUR_MILLISECONDS = 3_600_000;

/**
 * Environments that the sweep may retire: named as the template says, of no open pull request, and of
 * none that still has a stack, whose removal retires its environment too. Of very many, another part
 * comes first every hour: a workflow's own token may not delete them, so they do not become fewer.
 *
 * @param template `preview-pr-{number}`
 */
export function staleEnvironments(
  names: readonly string[],
  template: string,
  known: {
    readonly open: ReadonlySet<number>;
    /** Numbers of pull requests with a stack, whatever the app. */
    readonly stacks: ReadonlySet<number>;
    /** Milliseconds since the epoch. */
    readonly now: number;
  },
): { readonly stale: readonly StaleEnvironment[]; readonly left: number } {
  const form = patternOf(template);
  const all = names
    .flatMap((name) => {
      const number = Number(form.exec(name)?.groups?.['number'] ?? NaN);
      const free = !known.open.has(number) && !known.stacks.has(number);
      return Number.isSafeInteger(number) && free ? [{ name, number }] : [];
    })
    .toSorted((a, b) => b.number - a.number);
  const turns = Math.max(1, Math.ceil(all.length / MOST_ENVIRONMENTS));
  const from = (Math.floor(known.now / HOUR_MILLISECONDS) % turns) * MOST_ENVIRONMENTS;
  const stale = all.slice(from, from + MOST_ENVIRONMENTS);
  return { stale, left: all.length - stale.length };
}

function patternOf(template: string): RegExp {
  const escaped = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&');
  const [before = '', ...after] = escaped.split('{number}');
  const form = `${before}(?<number>[1-9]\\d{0,9})${after.join('[1-9]\\d{0,9}')}`;
  return new RegExp(`^${form.replaceAll('{app}', '[a-z][a-z0-9-]*')}$`);
}
