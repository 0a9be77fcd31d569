/** Longest description GitHub takes for a deployment's status (API reference, "Create a deployment status"). */
export const LONGEST_DESCRIPTION = 140;

/** One line of at most that many UTF-16 units, cut between characters. */
export function shortened(text: string, longest = LONGEST_DESCRIPTION): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line.length <= longest) return line;
  let cut = '';
  for (const character of line) {
    if (cut.length + character.length > longest - 1) break;
    cut += character;
  }
  return `${cut.trimEnd()}…`;
}
