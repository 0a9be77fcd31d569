import type { MarkdownIt, StateCore as State, Token } from 'markdown-it';
import { escapeHtml } from './html.ts';

/** Columns are aligned by an attribute, as GitHub does: styles do not survive the allow-list. */
export function tableAlignment(markdown: MarkdownIt): void {
  markdown.core.ruler.push('table-alignment', (state) => {
    for (const token of state.tokens) {
      const side = /^text-align:(\w+)$/.exec(String(token.attrGet('style')))?.[1];
      if (side !== undefined) token.attrs = [['align', side]];
    }
  });
}

/** `- [ ] text` and `- [x] text` become check boxes. */
export function taskLists(markdown: MarkdownIt): void {
  markdown.core.ruler.push('task-lists', (state) => {
    state.tokens.forEach((token, index) => {
      const item = state.tokens[index - 2];
      if (token.type !== 'inline' || item?.type !== 'list_item_open') return;
      const box = /^\[([ xX])\] /.exec(token.content);
      const first = token.children?.[0];
      if (box === null || first?.type !== 'text') return;
      first.content = first.content.slice(4);
      const checked = box[1] === ' ' ? '' : ' checked';
      token.children?.unshift(rawHtml(state, `<input type="checkbox"${checked} disabled> `));
      item.attrJoin('class', 'task-list-item');
    });
  });
}

/** `> [!NOTE]` and its four kin become coloured boxes. */
export function alerts(markdown: MarkdownIt): void {
  markdown.core.ruler.push('alerts', (state) => {
    state.tokens.forEach((token, index) => {
      const kind = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$/.exec(firstLine(token))?.[1];
      const quote = state.tokens[index - 2];
      if (kind === undefined || quote?.type !== 'blockquote_open') return;
      const name = kind.toLowerCase();
      quote.attrJoin('class', `alert alert-${name}`);
      const title = `<strong class="alert-title">${kind[0] ?? ''}${name.slice(1)}</strong>`;
      token.children?.splice(0, 1, rawHtml(state, title));
    });
  });
}

function firstLine(token: Token): string {
  return token.type === 'inline' ? (token.content.split('\n')[0] ?? '') : '';
}

interface Places {
  readonly home: string;
  readonly server: string;
}

const reference =
  /(?<![\w/`@#.-])(?:@(?<login>[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?)(?![\w-])|#(?<number>\d{1,9})\b|(?<sha>[0-9a-f]{40})\b)/gi;

/** `@login`, `#12` and whole commit SHAs in running text become links. */
export function references(markdown: MarkdownIt, places: Places): void {
  markdown.core.ruler.push('references', (state) => {
    for (const token of state.tokens) {
      if (token.type === 'inline') token.children = linked(state, token.children ?? [], places);
    }
  });
}

function linked(state: State, tokens: readonly Token[], places: Places): Token[] {
  let depth = 0;
  return tokens.map((token) => {
    depth += token.type === 'link_open' ? 1 : token.type === 'link_close' ? -1 : 0;
    if (token.type !== 'text' || depth > 0) return token;
    const replaced = withLinks(token.content, places);
    return replaced === null ? token : rawHtml(state, replaced);
  });
}

function withLinks(text: string, { home, server }: Places): string | null {
  let last = 0;
  let out = '';
  for (const match of text.matchAll(reference)) {
    const { login, number, sha } = match.groups ?? {};
    const link =
      login !== undefined
        ? `<a href="${server}/${login}"><strong>@${login}</strong></a>`
        : number !== undefined
          ? `<a href="${home}/pull/${number}">#${number}</a>`
          : `<a href="${home}/commit/${sha ?? ''}"><code>${(sha ?? '').slice(0, 7)}</code></a>`;
    out += escapeHtml(text.slice(last, match.index)) + link;
    last = match.index + match[0].length;
  }
  return last === 0 ? null : out + escapeHtml(text.slice(last));
}

function rawHtml(state: State, text: string): Token {
  const token = new state.Token('html_inline', '', 0);
  token.content = text;
  return token;
}
