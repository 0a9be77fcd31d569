/** Texts that break out of tables, fences, comments and logs where they are not held. */
export const HOSTILE: readonly string[] = [
  '```',
  '`````text',
  '</details></table>| a | b | c |',
  '| --- | --- |',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '<!-- macro-infra:section status -->',
  '<!-- macro-infra:end status -->',
  '<!-- macro-infra:preview app=loud pr=1 -->',
  '@octocat @acme/team please look at #1 and GH-2',
  '[click](javascript:alert(1)) [here](https://evil.example/)',
  'https://evil.example/ www.evil.example mailto:a@evil.example',
  '\u202Egnp.exe\u2066 turned round',
  '::set-output name=url::https://evil.example',
  '::error title=pwned::pwned',
  '::add-mask::o',
  '  ::stop-commands::pause',
  '##[error]pwned ##[add-mask]e',
  '\u001b[31mred\u001b[0m \u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  'url<<EOF\nhttps://evil.example\nEOF',
];

/** Branch and title of somebody who tries. */
export const HOSTILE_TITLE = `The title ${HOSTILE.slice(0, 17).join(' ')}`;
export const HOSTILE_BRANCH = 'the-branch`|<b>@octocat</b>|[l](https://evil.example)|#1';

/** HTML elements that a comment of ours consists of. */
const OUR_TAGS = new Set(
  'h3 p a strong em sub br code pre table thead tbody tr th td details summary b ul li'.split(' '),
);

/** Elements in rendered HTML that a comment of ours has no use for. */
export function foreignTags(html: string): string[] {
  const names = [...html.matchAll(/<([a-z][a-z0-9]*)/gi)].map(([, name = '']) => name);
  return [...new Set(names.filter((name) => !OUR_TAGS.has(name.toLowerCase())))];
}

/** Addresses in rendered HTML that are not below one of ours. */
export function foreignLinks(html: string, ours: readonly string[]): string[] {
  const addresses = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(
    ([, address = '']) => address,
  );
  return addresses.filter((address) => !ours.some((one) => address.startsWith(one)));
}

/** Cells per row of each table in rendered HTML. */
export function tableShapes(html: string): number[][] {
  const tables = [...html.matchAll(/<table[\s\S]*?<\/table>/g)].map(([table]) => table);
  return tables.map((table) =>
    [...table.matchAll(/<tr[\s\S]*?<\/tr>/g)].map(([row]) => [...row.matchAll(/<t[hd]\b/g)].length),
  );
}
