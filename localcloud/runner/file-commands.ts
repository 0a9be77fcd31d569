/**
 * Parses a file that an action wrote for the runner (GITHUB_OUTPUT, GITHUB_STATE, GITHUB_ENV):
 * `name=value` lines and `name<<delimiter` blocks. The rules and messages are those of actions/runner
 * (`FileCommandManager.cs`); an invalid file fails the step.
 */
export function parseKeyValues(text: string): Readonly<Record<string, string>> {
  const lines = text.split(/(?<=\n)/);
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = withoutNewline(lines[at] ?? '');
    if (line === '') continue;
    const block = /^([^=]*?)<<(.+)$/.exec(line);
    if (block && (line.indexOf('=') < 0 || line.indexOf('<<') < line.indexOf('='))) {
      const [name = '', delimiter = ''] = block.slice(1);
      const end = endOfBlock(lines, at + 1, delimiter);
      pairs.push([checkedName(name, line), withoutNewline(lines.slice(at + 1, end).join(''))]);
      at = end;
    } else pairs.push(assignment(line));
  }
  return Object.fromEntries(pairs);
}

function assignment(line: string): readonly [string, string] {
  const at = line.indexOf('=');
  if (at < 0) throw new Error(`Invalid format '${line}'`);
  return [checkedName(line.slice(0, at), line), line.slice(at + 1)];
}

function checkedName(name: string, line: string): string {
  if (name === '') throw new Error(`Invalid format '${line}'. Name must not be empty`);
  return name;
}

function endOfBlock(lines: readonly string[], from: number, delimiter: string): number {
  for (let at = from; at < lines.length; at += 1) {
    if (withoutNewline(lines[at] ?? '') === delimiter) return at;
  }
  throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`);
}

function withoutNewline(line: string): string {
  return line.replace(/\r?\n$/, '');
}
