/** Most characters of an application's answer that are ever shown. */
const LONGEST = 200;

/** A stranger's text as one printable line of at most 200 characters. */
export function sanitized(text: string): string {
  const line = text
    .slice(0, LONGEST * 10)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/\p{Cs}/gu, '\ufffd')
    .replaceAll('::', ': :')
    .replaceAll('##[', '## [')
    .trim();
  return line.length <= LONGEST
    ? line
    : `${line.slice(0, LONGEST - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
