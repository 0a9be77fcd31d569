import { escapeHtml, trusted } from './html.ts';
import type { Html } from './html.ts';

/** What a line of a log is to GitHub: a command is either shown in its own way or hidden. */
type Line =
  | { readonly kind: 'group'; readonly text: string }
  | { readonly kind: 'end' }
  | { readonly kind: 'hidden' }
  | { readonly kind: 'text'; readonly style: string; readonly text: string };

const styleOf: Readonly<Record<string, string>> = {
  error: 'e',
  warning: 'w',
  notice: 'n',
  debug: 'd',
  command: 'c',
};
const labels: Readonly<Record<string, string>> = {
  error: 'Error: ',
  warning: 'Warning: ',
  notice: 'Notice: ',
};

/** Renders a log as GitHub does: groups fold, errors and warnings stand out, colours are kept. */
export function renderLog(text: string): Html {
  const out: string[] = [];
  let inGroup = false;
  for (const [index, raw] of text.replace(/\n$/, '').split('\n').entries()) {
    const line = classify(raw);
    if (line.kind === 'hidden') continue;
    if (inGroup && line.kind !== 'text') out.push('</details>');
    if (line.kind !== 'text') inGroup = line.kind === 'group';
    if (line.kind !== 'end') out.push(shownLine(line, index + 1));
  }
  if (inGroup) out.push('</details>');
  return trusted(`<div class="log">${out.join('')}</div>`);
}

function shownLine(line: Extract<Line, { text: string }>, number: number): string {
  const content = `<i>${number}</i>${coloured(line.text)}`;
  return line.kind === 'group'
    ? `<details><summary>${content}</summary>`
    : `<div class="${line.style}">${content}</div>`;
}

/** Both spellings: `::error file=x::text` as a program writes it, `##[error]text` as it is kept. */
function classify(raw: string): Line {
  const line = raw.replace(/\r$/, '').replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
  const match = /^(?:::([a-z-]+)(?: .*?)?::|##\[([a-z-]+)\])(.*)$/.exec(line);
  if (match === null) return { kind: 'text', style: '', text: line };
  const command = match[1] ?? match[2] ?? '';
  const text = unescaped(match[3] ?? '');
  if (command === 'group') return { kind: 'group', text };
  if (command === 'endgroup') return { kind: 'end' };
  const style = styleOf[command];
  if (style === undefined) return { kind: 'hidden' };
  return { kind: 'text', style, text: `${labels[command] ?? ''}${text}` };
}

function unescaped(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** ANSI colours (SGR) as classes; every other escape sequence is dropped. */
function coloured(text: string): string {
  // eslint-disable-next-line no-control-regex -- escape sequences begin with one
  const sequence = /\x1b\[([\d;]*)m|\x1b\[[\d;?]*[A-Za-z]/g;
  let colours = '';
  let shown = '';
  for (const [index, part] of text.split(sequence).entries()) {
    if (index % 2 === 1) colours = classesOf(part);
    else if (part !== '') shown += colours === '' ? escapeHtml(part) : span(colours, part);
  }
  return shown;
}

/** `1;32` is `s1 s32`; a reset (`0`, or nothing) ends all. Part is missing for other sequences. */
function classesOf(codes: string | undefined): string {
  const numbers = codes?.split(';').filter((code) => /^[1-9]\d?$/.test(code)) ?? [];
  return numbers.map((code) => `s${code}`).join(' ');
}

function span(classes: string, text: string): string {
  return `<span class="${classes}">${escapeHtml(text)}</span>`;
}
