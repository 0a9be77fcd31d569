/**
 * GitHub's workflow commands: the lines of a step's output that its runner obeys.
 * Source: GitHub docs, "Workflow commands for GitHub Actions", and actions/runner `ActionCommand`.
 */
export type CommandName =
  'add-mask' | 'group' | 'endgroup' | 'debug' | 'notice' | 'warning' | 'error';

/** One command as a line, message and properties escaped so that nothing in them is obeyed. */
export function commandLine(
  name: CommandName,
  message: string,
  properties: Readonly<Record<string, string>> = {},
): string {
  const pairs = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name}${pairs.length > 0 ? ` ${pairs.join(',')}` : ''}::${escapeData(message)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Text of others as lines that the runner only prints: the runner obeys a line whose first
 * characters are `::` and, in its old form, `##[` anywhere; it ends lines at \n, \r and both.
 * Control characters (a terminal's escapes too) are left out.
 */
export function plainLines(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replace(UNPRINTABLE, '')
    .split('\n')
    .map((line) => line.replaceAll('##[', '## [').replace(/^(\s*):(?=:)/u, '$1: '))
    .join('\n');
}

// eslint-disable-next-line no-control-regex -- these are the ones to leave out
const UNPRINTABLE = /\u001b\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
