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
