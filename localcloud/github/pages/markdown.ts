import MarkdownIt from 'markdown-it';
import { trusted } from './html.ts';
import type { Html } from './html.ts';
import { sanitized } from './sanitize.ts';
import { alerts, references, tableAlignment, taskLists } from './markdown-rules.ts';

/**
 * Renders a comment as GitHub does: GFM tables, task lists, alerts, autolinks, line breaks kept, raw
 * HTML cut to GitHub's allow-list, HTML comments dropped. Not rendered: emoji short codes, Mermaid,
 * mathematics, syntax colours.
 * @param home Address of the repository's page, for `#12` and commit SHAs.
 * @param server Address of the server, for `@login`.
 */
export function renderMarkdown(text: string, home: string, server: string): Html {
  const renderer = new MarkdownIt({ html: true, linkify: true, breaks: true })
    .use(taskLists)
    .use(alerts)
    .use(tableAlignment)
    .use(references, { home, server });
  renderer.linkify.set({ fuzzyEmail: false, fuzzyLink: false });
  return trusted(sanitized(renderer.render(text)));
}
