import { MARK } from './marker.ts';

/** Stands between a sign and what would make it a link or mention; has no width. */
const BREAK = '\u200b';
/** Longest piece of free text in a sentence or a table's cell. */
const INLINE_MAX = 500;
const LINE_MAX = 2000;

/**
 * User text for a sentence or a table's cell: one line, no markup, no HTML, no mention, no reference
 * to an issue, no link. What Markdown would read as structure becomes a character reference, which
 * Markdown shows and never interprets.
 * @param max characters of the text, cut with `…`
 */
export function inline(text: string, max: number = INLINE_MAX): string {
  const line = withoutControls(text).replace(/\s+/g, ' ').trim();
  if (line === '') return '–';
  // At the start of a line these make a list.
  return escaped(cut(line, max)).replace(/^[-+]|^\d{1,9}(?=[.)])/, (sign) =>
    /\d/.test(sign) ? `${sign}${BREAK}` : reference(sign),
  );
}

/** Only what has a meaning is replaced, so that the source stays readable: `:` where it begins an emoji. */
function escaped(line: string): string {
  return disarmed(line).replace(/[&<>`*_[\]#|~\\$]|:(?=[\w+-]+:)/g, reference);
}

/** As `inline`, but what stands between backticks is shown as code: sentences of ours name things so. */
export function prose(text: string, max?: number): string {
  return inline(text, max).replace(
    /&#96;((?:(?!&#96;)[^\u2026]){1,200}?)&#96;/g,
    (_, name: string) => `<code>${name.replaceAll('&#58;', ':')}</code>`,
  );
}

/** User text as code inside a sentence or a table's cell, where no emoji is made of `:`. */
export function code(text: string, max?: number): string {
  return `<code>${inline(text, max).replaceAll('&#58;', ':')}</code>`;
}

/**
 * A link with user text; the text alone when the address is no http(s) URL.
 */
export function link(text: string, address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) return inline(text);
  const href = url.href.replace(/[()<>|\\"'`*_[\]{}\s]/g, (sign) => percent(sign));
  return `[${inline(text)}](${href})`;
}

/** Host and port of a URL, the short form in which it is shown; the path only if there is one. */
export function shortAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const { host, pathname } = new URL(address);
  return pathname === '/' ? host : `${host}${pathname}`;
}

/**
 * Lines of a program's output in a fence that they cannot close.
 */
export function fenced(lines: readonly string[]): string {
  const content = lines.map((line) => fenceLine(line)).join('\n');
  const longest = Math.max(2, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${content}\n${fence}`;
}

function fenceLine(line: string): string {
  return withoutMarks(cut(withoutControls(line).replace(/[\r\n]/g, ' '), LINE_MAX));
}

/** Makes hidden marks in foreign text visible, so that they cannot pass for ours. */
export function withoutMarks(text: string): string {
  return text.replaceAll(/<!--(?=\s*macro-infra:)/gi, `<${BREAK}!--`);
}

/** True when the text holds a mark of ours. */
export function hasMark(text: string): boolean {
  return text.includes(MARK);
}

/** Colour codes of terminals. */
const ANSI = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[ -/]*[@-~]`, 'g');
/** Control characters except tab and line ends; lone halves of pairs; marks that turn text round. */
const CONTROLS = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function withoutControls(text: string): string {
  return text.replace(ANSI, '').replace(CONTROLS, '');
}

function disarmed(text: string): string {
  return text
    .replace(/@(?=[\p{L}\p{N}])/gu, `${BREAK}@${BREAK}`)
    .replace(/#(?=[\p{L}\p{N}])/gu, `#${BREAK}`)
    .replace(/\b(gh)-(?=\d)/gi, `$1-${BREAK}`)
    .replace(/(:)(?=\/\/)/g, `$1${BREAK}`)
    .replace(/\b(www)\./gi, `$1.${BREAK}`)
    .replace(/\b(mailto|xmpp):/gi, `$1:${BREAK}`);
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

function reference(sign: string): string {
  const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return names[sign] ?? `&#${sign.charCodeAt(0)};`;
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}
