import { describe, expect, it } from '@jest/globals';
import { renderAdmission, renderAnswer, speaksOf } from './admission.ts';
import type { AdmissionNote } from './admission.ts';
import { replaceSection } from './sections.ts';
import { commentMarker } from './marker.ts';

const note: AdmissionNote = {
  state: 'waiting',
  app: 'shop',
  base: 'dev',
  sha: 'c0ffee1'.padEnd(40, '0'),
  reason: 'eve has no write permission. Write `/preview deploy`.',
  link: { text: 'Review the deployment', address: 'https://github.com/a/b/actions/runs/1' },
  images: { web: `sha256:${'a'.repeat(64)}` },
};

const hostile = [
  '<img src=x onerror=alert(1)>',
  '<!-- macro-infra:section status -->',
  '--><script>',
  '@everyone look',
  '[click](https://evil.test)',
  'https://evil.test',
  '# heading\n\n- list',
  '| a | b |\n|---|---|',
  '```\nfence',
  '`code` <b>',
  '\u202egnp.exe',
  '\u001b[31mred',
  '#1 fixes #2',
  '![x](http://evil.test/x.png)',
  'x'.repeat(5000),
];

describe('the admission section', () => {
  it('says state, commit, reason and where to go', () => {
    expect(renderAdmission(note)).toBe(
      [
        '### ✋ Waiting for approval: commit <code>c0ffee1</code>',
        'eve has no write permission. Write <code>/preview deploy</code>.',
        '**[Review the deployment](https://github.com/a/b/actions/runs/1)**',
        `- web: <code>sha256:${'a'.repeat(64)}</code>`,
        '<sub>shop · base dev</sub>',
      ].join('\n\n'),
    );
  });

  it.each(hostile)('shows %.30j as plain text wherever it stands', (text) => {
    const rendered = [
      renderAdmission({ ...note, reason: text, images: { [text]: text } }),
      renderAnswer(text),
    ];
    for (const one of rendered) {
      const marker = commentMarker('shop', 1);
      const body = replaceSection(null, { marker, section: 'admission', text: one });
      expect(body.match(/<!-- macro-infra:/g)).toHaveLength(3);
      expect(one).not.toMatch(/<(?!\/?(code|sub)>|\u200b)/);
      expect(one).not.toMatch(/(^|[^\u200b])@everyone|\]\(http:|\]\(https:\/\/evil|^\|/m);
      expect(one.length).toBeLessThan(4000);
    }
  });

  it('knows which commit it speaks of', () => {
    const section = renderAdmission(note);
    expect(speaksOf(section, note.sha)).toBe(true);
    expect(speaksOf(section, 'd'.repeat(40))).toBe(false);
    expect(speaksOf(`something\n${section}`, note.sha)).toBe(false);
    expect(speaksOf('', note.sha)).toBe(false);
  });
});
