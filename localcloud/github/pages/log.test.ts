import { describe, expect, it } from '@jest/globals';
import { renderLog } from './log.ts';

const render = (text: string): string => renderLog(text).html;

describe('a log', () => {
  it('folds groups and closes one that was left open', () => {
    const shown = render('a\n::group::Inputs\nb\n::endgroup::\nc\n##[group]Open\nd');
    expect(shown.match(/<details>/g)).toHaveLength(2);
    expect(shown.match(/<\/details>/g)).toHaveLength(2);
    expect(shown).toContain('<summary><i>2</i>Inputs</summary>');
  });

  it.each([
    [
      '::error file=a.ts,line=1::It failed%0Abadly',
      '<div class="e"><i>1</i>Error: It failed\nbadly</div>',
    ],
    ['##[warning]Mind', '<div class="w"><i>1</i>Warning: Mind</div>'],
    ['::notice::Look', '<div class="n"><i>1</i>Notice: Look</div>'],
    ['2026-05-01T10:00:00.1234567Z plain', '<div class=""><i>1</i>plain</div>'],
    ['<b>bold</b>', '<div class=""><i>1</i>&lt;b&gt;bold&lt;/b&gt;</div>'],
    [
      '\u001b[1;32mgreen\u001b[0m plain',
      '<div class=""><i>1</i><span class="s1 s32">green</span> plain</div>',
    ],
    ['\u001b[2Kcleared', '<div class=""><i>1</i>cleared</div>'],
  ])('shows %j', (text, shown) => {
    expect(render(text)).toBe(`<div class="log">${shown}</div>`);
  });

  it('never shows a masked value', () => {
    expect(render('::add-mask::s3cret')).toBe('<div class="log"></div>');
  });
});
