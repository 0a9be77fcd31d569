/**
 * Whether a name passes a list of GitHub's filter patterns: the last one that matches decides, `!`
 * takes out again (GitHub docs, "Workflow syntax", filter pattern cheat sheet).
 */
export function passesPatterns(name: string, patterns: readonly string[]): boolean {
  return patterns.reduce((passes, pattern) => {
    const negated = pattern.startsWith('!');
    const matches = patternExpression(negated ? pattern.slice(1) : pattern).test(name);
    return matches ? !negated : passes;
  }, false);
}

/** `*`: all but `/`; `**`: all; `?` and `+`: as in regular expressions; `[]`: one of these. */
function patternExpression(pattern: string): RegExp {
  const source = pattern.replace(
    /\*\*\/|\*\*|\*|\?|\+|\\(.)|\[[^\]]+\]|[.^$|(){}]/g,
    (part, escaped: string | undefined) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?' || part === '+' || part.startsWith('[')) return part;
      return `\\${escaped ?? part}`;
    },
  );
  return new RegExp(`^${source}$`);
}
