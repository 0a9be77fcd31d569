import type { Finding, LintedFile } from '../model.ts';

/** More would be a habit. Those of the linters' own settings (tools.ts) count too. */
export const MOST_IGNORES = 2;

const IGNORE = /^(?:zizmor|actionlint): ignore\b(\[[\w,-]+\])?\s*(.*)$/;

/** Findings of other tools are ignored rarely, one rule at a time, and with a reason. */
export function checkIgnores(files: readonly LintedFile[], inSettings: number): readonly Finding[] {
  const ignores = files.flatMap(({ source }) =>
    source.comments.flatMap(({ line, text }) => {
      const found = IGNORE.exec(text);
      return found === null ? [] : [{ path: source.path, line, rule: found[1], reason: found[2] }];
    }),
  );
  const bare = ignores
    .filter(({ rule, reason }) => rule === undefined || reason === '')
    .map(({ path, line }) => ({
      path,
      line,
      message: 'an ignored finding needs its rule and a reason',
    }));
  const over = ignores.slice(Math.max(0, MOST_IGNORES - inSettings)).map(({ path, line }) => ({
    path,
    line,
    message: `more than ${MOST_IGNORES} findings are ignored`,
  }));
  return [...bare, ...over];
}
