import { describe, expect, it } from '@jest/globals';
import { renderMarkdown } from './markdown.ts';

const render = (text: string): string => renderMarkdown(text, '/acme/shop', '').html.trim();

describe('Markdown', () => {
  it.each([
    ['a line break', 'one\ntwo', '<p>one<br />\ntwo</p>'],
    ['a hidden marker', '<!-- macro-infra:preview app=shop pr=1 -->\nshown', '<p>shown</p>'],
    ['a struck text', '~~old~~', '<p><s>old</s></p>'],
    [
      'a link to a person',
      'cc @bob',
      '<p>cc <a href="/bob" rel="nofollow"><strong>@bob</strong></a></p>',
    ],
    [
      'a link to a pull request',
      'see #7',
      '<p>see <a href="/acme/shop/pull/7" rel="nofollow">#7</a></p>',
    ],
    ['no person in an address', 'a@b.example', '<p>a@b.example</p>'],
    ['no reference in code', '`@bob #7`', '<p><code>@bob #7</code></p>'],
    [
      'a web address',
      'https://example.com/x',
      '<p><a href="https://example.com/x" rel="nofollow">https://example.com/x</a></p>',
    ],
    ['no host name without scheme', 'example.com', '<p>example.com</p>'],
    [
      'text beside a reference escaped',
      '<b #7',
      '<p>&lt;b <a href="/acme/shop/pull/7" rel="nofollow">#7</a></p>',
    ],
  ])('shows %s', (_, text, shown) => {
    expect(render(text)).toBe(shown);
  });

  it('shows tables with their alignment', () => {
    const table = render('| a | b |\n|:--|--:|\n| 1 | 2 |');
    expect(table).toContain('<th align="left">a</th>');
    expect(table).toContain('<td align="right">2</td>');
  });

  it('shows task lists', () => {
    const list = render('- [x] done\n- [ ] open');
    expect(list).toContain('<input type="checkbox" disabled checked /> done');
    expect(list).toContain('<input type="checkbox" disabled /> open');
  });

  it('shows alerts, and only of the five kinds', () => {
    expect(render('> [!WARNING]\n> Mind the gap')).toContain('class="alert alert-warning"');
    expect(render('> [!OTHER]\n> x')).not.toContain('alert');
  });

  it('shows details with Markdown inside', () => {
    const text = '<details><summary>More</summary>\n\n**bold**\n\n</details>';
    expect(render(text)).toMatch(
      /<details><summary>More<\/summary>\s*<p><strong>bold<\/strong><\/p>\s*<\/details>/,
    );
  });

  it.each([
    ['a script', '<script>alert(1)</script>'],
    ['a handler', '<img src="x" onerror="alert(1)">'],
    ['a script link', '<a href="javascript:alert(1)">x</a>'],
    ['a script link of Markdown', '[x](javascript:alert(1))'],
    ['a style', '<p style="position:fixed">x</p>'],
    ['a style sheet', '<style>*{display:none}</style>'],
    ['a frame', '<iframe src="https://evil.example"></iframe>'],
    ['a form', '<form action="https://evil.example"><button>x</button></form>'],
    ['a picture of data', '<img src="data:image/svg+xml,x">'],
    ['a drawing', '<svg onload="alert(1)"><circle/></svg>'],
    ['closing tags', '</div></div></main></body>x'],
    ['an element id', '<p id="login">x</p>'],
    ['a mention with a tag', '@a<img src=x onerror=alert(1)>'],
  ])('lets %s do nothing', (_, text) => {
    const shown = render(text);
    expect(shown).not.toMatch(
      /<script|onerror|onload|(href|src)="(javascript|data):|style|<iframe|<form|<button|<svg|<\/div>|<\/main>|\sid=/,
    );
  });

  it('closes what a comment leaves open', () => {
    expect(render('<details><summary>x')).toMatch(/<\/summary>\s*<\/details>$/);
  });
});
