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
  let inGroup = false;
  const out: string[] = [];
  text
    .replace(/\n$/, '')
    .split('\n')
    .forEach((raw, index) => {
      const line = classify(raw);
      const number = `<i>${index + 1}</i>`;
      if (line.kind === 'hidden') return;
      if (inGroup && line.kind !== 'text') out.push('</details>');
      if (line.kind !== 'text') inGroup = line.kind === 'group';
      if (line.kind === 'group')
        out.push(`<details><summary>${number}${coloured(line.text)}</summary>`);
      if (line.kind === 'text')
        out.push(`<div class="${line.style}">${number}${coloured(line.text)}</div>`);
    });
  if (inGroup) out.push('</details>');
  return trusted(`<div class="log">${out.join('')}</div>`);
}

/** Both spellings: `::error file=x::text` as a program writes it, `##[error]text` as it is kept. */
function classify(raw: string): Line {
  const line = raw.replace(/\r$/, '').replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z /, '');
  const match = /^(?:::([a-z-]+)(?: [^:]*(?::[^:]+)*?)?::|##\[([a-z-]+)\])(.*)$/.exec(line);
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
  let open = false;
  const shown = text.split(sequence).map((part, index) => {
    if (index % 2 === 0) return escapeHtml(part);
    const classes = (part as string | undefined)
      ?.split(';')
      .filter((code) => /^[1-9]\d?$/.test(code));
    const close = open ? '</span>' : '';
    open = classes !== undefined && classes.length > 0;
    return (
      close + (open ? `<span class="${classes?.map((code) => `s${code}`).join(' ') ?? ''}">` : '')
    );
  });
  return shown.join('') + (open ? '</span>' : '');
}
