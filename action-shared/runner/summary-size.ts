/** Largest job summary of a step that GitHub shows: 1 MiB (GitHub docs, "Adding a job summary"). */
const LARGEST_SUMMARY_BYTES = 1024 * 1024;

/** A summary that GitHub shows: cut, with a note, where it is larger than it takes. */
export function fittingSummary(markdown: string): string {
  const bytes = Buffer.from(markdown, 'utf8');
  if (bytes.length < LARGEST_SUMMARY_BYTES) return `${markdown}\n`;
  const note = '\n\n_The rest of this summary is left out: GitHub shows at most 1 MiB._\n';
  const room = LARGEST_SUMMARY_BYTES - Buffer.byteLength(note) - 1;
  // `fatal: false` turns a character cut in two into U+FFFD, which is dropped.
  const cut = new TextDecoder().decode(bytes.subarray(0, room)).replace(/\ufffd$/, '');
  return cut + note;
}
