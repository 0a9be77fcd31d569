import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** Largest job summary of a step that GitHub shows: 1 MiB (GitHub docs, "Adding a job summary"). */
const LARGEST_SUMMARY_BYTES = 1024 * 1024;

/**
 * A name and its value in the form of GITHUB_OUTPUT, GITHUB_STATE and GITHUB_ENV. The delimiter is
 * random, so no value can end itself and smuggle in another name.
 */
export function keyValueBlock(name: string, value: string, delimiter = randomDelimiter()): string {
  if (/[\r\n=]|<</.test(name))
    throw new Error(`"${name}" cannot be the name of an output or state`);
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

function randomDelimiter(): string {
  return `ghadelimiter_${randomUUID()}`;
}

/** Appends to one of the runner's files; without a runner (a plain shell) there is none and nothing is written. */
export function appendTo(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text, 'utf8');
}

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
