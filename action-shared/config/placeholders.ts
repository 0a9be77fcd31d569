/** `{name}` or `{service.url}`; `{{` and `}}` stand for the braces themselves. */
const PLACEHOLDER = /\{\{|\}\}|\{([a-z][a-z0-9.-]*)\}/g;

/**
 * Fills placeholders. Those not in `values` stay as they are: `unknownPlaceholders` tells them.
 */
export function fillPlaceholders(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name?: string) => {
    if (name === undefined) return whole.slice(1);
    return values.get(name) ?? whole;
  });
}

/** Names of the placeholders of a text, each once, in order. */
export function placeholdersOf(text: string): readonly string[] {
  const names = [...text.matchAll(PLACEHOLDER)].flatMap((match) => match[1] ?? []);
  return [...new Set(names)];
}

/** Placeholders a variable of any service may hold, besides `{<service>.url}`. */
export const VARIABLE_PLACEHOLDERS = ['env', 'number', 'domain', 'sha', 'app'] as const;
export const DATABASE_PLACEHOLDER = 'database.url';
