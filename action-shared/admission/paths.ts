/**
 * True when one of the files is meant by the patterns, read as a workflow's `paths:` are: `*` stays
 * within a folder, `**` does not, `?` is one character, a leading `!` takes files away again, and the
 * last pattern that matches a file decides.
 */
export function touchesPaths(files: readonly string[], patterns: readonly string[]): boolean {
  const rules = patterns.map((pattern) => ({
    takes: !pattern.startsWith('!'),
    form: formOf(pattern.replace(/^!/, '')),
  }));
  // Nothing but exceptions: they are exceptions from everything.
  const otherwise = rules.every(({ takes }) => !takes);
  return files.some((file) => rules.findLast(({ form }) => form.test(file))?.takes ?? otherwise);
}

const PIECE = /\*\*\/|\*\*|\*|\?|[^*?]+/g;

function formOf(pattern: string): RegExp {
  const pieces = pattern.match(PIECE) ?? [];
  return new RegExp(`^${pieces.map(expressionOf).join('')}$`, 's');
}

function expressionOf(piece: string): string {
  if (piece === '**/') return '(?:.*/)?';
  if (piece === '**') return '.*';
  if (piece === '*') return '[^/]*';
  if (piece === '?') return '[^/]';
  return piece.replace(/[.+^${}()|[\]\\]/g, '\\$&');
}
