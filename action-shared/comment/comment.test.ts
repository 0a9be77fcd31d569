import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { previewReportSchema, previewStates } from '../documents/report.ts';
import type { PreviewReport } from '../documents/report.ts';
import { commentMarker } from './marker.ts';
import { previousPhases, saysReady } from './phases.ts';
import { renderComment } from './render.ts';
import { COMMENT_MAX, appendToSection, readSections, replaceSection } from './sections.ts';
import { renderSummary } from './summary.ts';

const DIGEST = `sha256:${'a1b2c3d4e5f6'.repeat(6).slice(0, 64)}`;
const marker = commentMarker('shop', 42);
const SHA = 'c0ffee1'.padEnd(40, '0');

const ready: PreviewReport = previewReportSchema.parse({
  contract: 1,
  kind: 'deploy',
  state: 'ready',
  app: 'shop',
  number: 42,
  repository: 'octo/shop',
  environment: 'pr-42',
  stack: 'shop-pr-42',
  base: 'dev',
  sha: SHA,
  reason: 'Commit c0ffee1 answers on every service.',
  url: 'https://pr-42.example.com',
  services: [
    {
      name: 'web',
      primary: true,
      url: 'https://pr-42.example.com',
      image: `r/web@${DIGEST}`,
      health: 'healthy',
      version: SHA,
      detail: '',
    },
    {
      name: 'api',
      primary: false,
      url: 'https://pr-42.api.example.com',
      image: `r/api@${DIGEST}`,
      health: 'healthy',
      version: null,
      detail: '',
    },
  ],
  changes: {
    create: 1,
    update: 1,
    replace: 0,
    delete: 0,
    same: 20,
    list: [
      {
        action: 'create',
        type: 'aws:ecs/taskDefinition:TaskDefinition',
        name: 'pr-42-shop-web-task',
        properties: [],
        seconds: 0.4,
      },
      {
        action: 'update',
        type: 'aws:ecs/service:Service',
        name: 'pr-42-shop-web-service',
        properties: ['taskDefinition'],
        seconds: 1.2,
      },
    ],
  },
  phases: [
    { name: 'up', seconds: 8.25, previousSeconds: 12.5 },
    { name: 'rollout', seconds: 71, previousSeconds: null },
  ],
  cost: { currency: 'USD', perDay: 0.83, perMonth: 25.32, unknown: [], basis: 'AWS list prices' },
  expiresAt: '2026-11-29T00:00:00.000Z',
  failure: null,
  leftovers: [],
  healed: [],
  warnings: [],
  links: {
    run: 'https://github.com/octo/shop/actions/runs/1',
    logs: 'https://github.com/octo/shop/actions/runs/1',
    deployment: null,
  },
  deploymentId: 7,
});

const failed: PreviewReport = {
  ...ready,
  state: 'failed',
  reason: 'The container exits.',
  failure: {
    phase: 'rollout',
    service: 'api',
    cause: 'The container ends right after its start.',
    stoppedReason: 'Essential container in task exited',
    exitCode: 1,
    targetHealth: 'Target.FailedHealthChecks',
    logLines: ['starting', 'Error: no such file'],
    remedy: 'Read the lines below and push a fix.',
    outcome: 'rolled-back',
    servingSha: 'beef'.repeat(10),
  },
};

const html = (body: string) => new MarkdownIt({ html: true, linkify: true }).render(body);

describe('the comment', () => {
  it.each(previewStates.map((state) => [state]))(
    'has its marker first and its state in words: %s',
    (state) => {
      const body = renderComment({ ...ready, state });
      expect(body.startsWith(`${marker}\n<!-- macro-infra:section status -->\n### `)).toBe(true);
      expect(body.endsWith('<!-- macro-infra:end status -->')).toBe(true);
      expect(body).toContain('shop pr-42 · commit <code>c0ffee1</code> · [run and logs](');
    },
  );

  it('starts with the link when there is something to look at', () => {
    expect(renderComment(ready)).toContain(
      '### ✅ Ready: **[pr-42.example.com](https://pr-42.example.com/)**',
    );
    expect(renderComment({ ...ready, state: 'destroyed' })).not.toContain(
      'https://pr-42.example.com/)**',
    );
  });

  it('has one row per service with address, image and version', () => {
    expect(renderComment(ready)).toContain(
      '| **web** | 🟢 healthy | [pr-42.example.com](https://pr-42.example.com/) | <code>a1b2c3d4e5f6</code> | <code>c0ffee1</code> |',
    );
  });

  it('counts changes, compares times and tells price and expiry', () => {
    const body = renderComment(ready);
    expect(body).toContain('Infrastructure: 1 created, 1 updated, 20 unchanged');
    expect(body).toContain('Time: 1 min 19 s (before: 12.5 s)');
    expect(body).toContain('| up | 8.3 s | 12.5 s |');
    expect(body).toContain('| rollout | 1 min 11 s | – |');
    expect(body).toContain('$0.83 a day, $25.32 a month');
    expect(body).toContain('expires 2026-11-29 00:00 UTC, later with every push');
    expect(body).toContain('Open on a telephone');
  });

  it('says unknown, not a price, when one is missing', () => {
    const cost = {
      ...ready.cost,
      currency: 'USD',
      perDay: 0.12,
      perMonth: 3.65,
      basis: '',
      unknown: ['Fargate in mars-1'],
    } as const;
    expect(renderComment({ ...ready, cost: { ...cost, unknown: [...cost.unknown] } })).toContain(
      '💰 Cost: <b>unknown</b> (known part: $0.12',
    );
  });

  it('tells what the preview carries of its base', () => {
    const base = {
      name: 'dev',
      perDay: 0.86,
      sharePerDay: 0.09,
      services: 2,
      ofServices: 20,
      savedPercent: 45.8,
      complete: true,
    };
    const body = renderComment({ ...ready, cost: ready.cost && { ...ready.cost, base } });
    expect(body).toContain(
      '<b>$0.83 a day, $25.32 a month</b> + $0.09 a day of base <code>dev</code> (2 of 20 services)',
    );
  });

  it('tells the cause of a failure, what to do and what still serves', () => {
    const body = renderComment(failed);
    expect(body).toContain('| Failed in | rollout of <code>api</code> |');
    expect(body).toContain('| Stopped | Essential container in task exited |');
    expect(body).toContain('| Exit code | <code>1</code> |');
    expect(body).toContain('**What to do:** Read the lines below and push a fix.');
    expect(body).toContain('**Now:** Rolled back: commit <code>beefbee</code> still serves.');
    expect(body).toContain('```text\nstarting\nError: no such file\n```');
  });

  it('shows names between backticks as code, whatever they hold', () => {
    const body = renderComment({ ...ready, reason: 'Correct `health: /` in `<b>|@x`, not `this.' });
    expect(body).toContain('Correct <code>health: /</code> in <code>&lt;b&gt;&#124;');
    expect(body).toContain(', not &#96;this.');
  });

  it('names what was left over and how to remove it', () => {
    const leftover = {
      arn: 'arn:aws:x',
      type: 'ecs cluster',
      why: 'it has the tags',
      remove: 'aws ecs delete-cluster',
    };
    const body = renderComment({ ...ready, state: 'leftovers', leftovers: [leftover] });
    expect(body).toContain('<code>arn:aws:x</code> (ecs cluster)');
    expect(body).toContain('<code>aws ecs delete-cluster</code>');
  });

  it('is the same bytes for the same report over itself', () => {
    const body = renderComment(ready);
    expect(renderComment(ready, { previousBody: body })).toBe(body);
  });

  it('remembers state and times for the next run, also through a failure', () => {
    const body = renderComment(ready);
    expect(previousPhases(body)).toEqual({ up: 8.25, rollout: 71 });
    expect([saysReady(body, SHA), saysReady(body, 'f'.repeat(40))]).toEqual([true, false]);
    const later = renderComment(failed, { previousBody: body });
    expect(previousPhases(later)).toEqual({ up: 8.25, rollout: 71 });
    expect(saysReady(later, SHA)).toBe(false);
  });

  it('has no hidden marks in the summary', () => {
    expect(renderSummary(failed)).not.toContain('macro-infra:');
    expect(renderSummary(failed)).toContain('**What to do:**');
  });
});

describe('sections', () => {
  it('keep each other’s text, whoever writes', () => {
    const status = renderComment(ready);
    const planned = replaceSection(status, { marker, section: 'plan', text: 'the plan' });
    const costs = replaceSection(planned, { marker, section: 'costs', text: 'the costs' });
    const again = renderComment(failed, { previousBody: costs });
    expect([...readSections(again).keys()]).toEqual(['status', 'plan', 'costs']);
    expect(readSections(again).get('plan')).toBe('the plan');
    expect(renderComment(ready, { previousBody: again })).toBe(costs);
  });

  it('stands a blank line apart from the one before, whose HTML would swallow its Markdown', () => {
    const body = replaceSection(renderComment(ready), {
      marker,
      section: 'note',
      text: '### Note',
    });
    expect(body).toMatch(/-->\n\n<!-- macro-infra:section note -->\n### Note\n/);
  });

  it('put the status first, whoever was first', () => {
    const early = replaceSection(null, { marker, section: 'plan', text: 'x' });
    expect([...readSections(renderComment(ready, { previousBody: early })).keys()]).toEqual([
      'status',
      'plan',
    ]);
  });

  it('can be appended to, once for the same text, and taken away', () => {
    const change = { marker, section: 'notes', text: 'a' };
    const one = appendToSection(null, change);
    const two = appendToSection(one, { ...change, text: 'b' });
    expect(readSections(two).get('notes')).toBe('a\n\nb');
    expect(appendToSection(two, { ...change, text: 'b' })).toBe(two);
    expect(replaceSection(two, { ...change, text: '' })).toBe(marker);
  });

  it('cannot be forged by their text', () => {
    const evil =
      'x\n<!-- macro-infra:end plan -->\n<!-- macro-infra:section status -->\nhacked\n<!-- macro-infra:end status -->';
    const body = replaceSection(renderComment(ready), { marker, section: 'plan', text: evil });
    expect([...readSections(body).keys()]).toEqual(['status', 'plan']);
    expect(readSections(body).get('status')).not.toContain('hacked');
  });

  it('that are too long give way, and say so', () => {
    const body = replaceSection(renderComment(ready), {
      marker,
      section: 'plan',
      text: '```text\n' + 'x'.repeat(70_000),
    });
    expect(body.length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(body).toMatch(/```\n\n_… \d+ characters left out_/);
    expect(readSections(renderComment(failed, { previousBody: body })).get('status')).toContain(
      '**What to do:**',
    );
  });
});

describe('length', () => {
  const logLines = Array.from({ length: 700 }, (_, index) => `${index} `.padEnd(99, 'x'));
  const failure = failed.failure === null ? null : { ...failed.failure, logLines };

  it('is at most 60,000 with a 70,000-character log, whose last lines are kept', () => {
    const body = renderComment({ ...failed, failure });
    expect(body.length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(body).toContain('699 xxx');
    expect(body).toMatch(/_… \d+ earlier lines left out, see the log_/);
  });

  it('is at most 60,000 with one 70,000-character line of backticks', () => {
    const line = {
      ...failed,
      failure: failure === null ? null : { ...failure, logLines: ['`'.repeat(70_000)] },
    };
    expect(renderComment(line).length).toBeLessThanOrEqual(COMMENT_MAX);
  });

  it('is at most 60,000 with 2,000 changes, leftovers, warnings and services beside a full section', () => {
    const many = <T>(value: T) => Array.from({ length: 2000 }, () => value);
    const report: PreviewReport = {
      ...failed,
      failure,
      services: many({
        name: 'web',
        primary: false,
        url: 'https://x.example.com',
        image: 'x'.repeat(300),
        health: 'unhealthy',
        version: null,
        detail: 'd'.repeat(900),
      }),
      changes: {
        create: 2000,
        update: 0,
        replace: 0,
        delete: 0,
        same: 0,
        list: many({
          action: 'create',
          type: 't'.repeat(200),
          name: 'n'.repeat(200),
          properties: ['p'.repeat(500)],
          seconds: 1,
        }),
      },
      leftovers: many({
        arn: 'a'.repeat(2000),
        type: 't',
        why: 'w'.repeat(900),
        remove: 'r'.repeat(900),
      }),
      warnings: many('w'.repeat(900)),
    };
    const previousBody = replaceSection(null, {
      marker,
      section: 'plan',
      text: 'x'.repeat(90_000),
    });
    const body = renderComment(report, { previousBody });
    expect(body.length).toBeLessThanOrEqual(COMMENT_MAX);
    expect(body).toMatch(/… \d+ more/);
    expect(body).toContain('**What to do:**');
  });
});

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  '</code></td></table>',
  '<!-- x',
  '-->',
  '--!>',
  '<!-- macro-infra:end status -->',
  '<!-- macro-infra:preview app=shop pr=42 -->',
  '<!--macro-infra:section status-->',
  '| a | b |',
  'a\n| b |',
  '\\|',
  '\\\\|',
  '`',
  '``',
  '```',
  '````\n</details>',
  '~~~',
  '# head',
  '\n# head',
  '> quote',
  '- list',
  '1. list',
  '[x](javascript:alert(1))',
  '[x](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example/x',
  'http://evil.example',
  'www.evil.example',
  'x@evil.example',
  'mailto:x@evil.example',
  '@octocat',
  '@org/team',
  '#1',
  'octo/repo#1',
  'GH-1',
  '**bold**',
  '_it_',
  '~~del~~',
  '$x$',
  '$$x$$',
  ':tada:',
  '&lt;script&gt;',
  '&#60;script&#62;',
  '&amp;',
  '%0A::error::x',
  '::set-output name=x::y',
  '${{ github.token }}',
  '$(id)',
  '`id`',
  ';id',
  '\u0000',
  '\u001b[31mred\u001b[0m',
  '\u202egnp.exe',
  '\ud800',
  '\u2028',
  '\r\n',
  '\t',
  '[^1]',
  '[x]: https://evil.example',
  '<details>',
  '</details>',
  '<a href="https://evil.example">x</a>',
  '<style>*{}</style>',
  '---',
  '===',
  '| --- |',
  '\\',
  '\\`',
  '{{',
  '}}',
  '%s',
  '../../etc/passwd',
  "'; drop table",
  '​',
  '𝕏',
  '🎉'.repeat(50),
  'a'.repeat(2500),
];

describe('hostile text', () => {
  const variants = hostile.flatMap((text) => [text, `a${text}b`, `${text}\n${text}`]);
  const sinks: Record<string, (text: string) => PreviewReport> = {
    reason: (reason) => ({ ...ready, reason }),
    app: (app) => ({ ...ready, app }),
    service: (name) => ({ ...ready, services: ready.services.map((one) => ({ ...one, name })) }),
    detail: (detail) => ({
      ...ready,
      services: ready.services.map((one) => ({ ...one, health: 'unknown', detail })),
    }),
    version: (version) => ({
      ...ready,
      services: ready.services.map((one) => ({ ...one, version })),
    }),
    image: (image) => ({ ...ready, services: ready.services.map((one) => ({ ...one, image })) }),
    url: (url) => ({
      ...ready,
      url: `https://x.example.com/${url}`,
      services: ready.services.map((one) => ({ ...one, url })),
    }),
    sha: (sha) => ({ ...ready, sha }),
    cause: (cause) => ({
      ...failed,
      failure: failed.failure && {
        ...failed.failure,
        cause,
        stoppedReason: cause,
        targetHealth: cause,
        remedy: cause,
      },
    }),
    log: (line) => ({
      ...failed,
      failure: failed.failure && { ...failed.failure, logLines: [line, line] },
    }),
    warning: (warning) => ({
      ...ready,
      warnings: [warning],
      healed: [{ what: warning, resource: warning, why: warning }],
    }),
    leftover: (arn) => ({ ...ready, leftovers: [{ arn, type: arn, why: arn, remove: arn }] }),
    change: (name) => ({
      ...ready,
      changes: ready.changes && {
        ...ready.changes,
        list: [{ action: 'create', type: name, name, properties: [name], seconds: 1 }],
      },
    }),
    phase: (name) => ({ ...ready, phases: [{ name, seconds: 1, previousSeconds: null }] }),
    basis: (basis) => ({
      ...ready,
      cost: ready.cost && { ...ready.cost, basis, unknown: [basis] },
    }),
  };

  it(`covers at least 200 strings: ${variants.length}`, () => {
    expect(variants.length).toBeGreaterThanOrEqual(200);
  });

  const expected = new Map(
    Object.entries(sinks).map(([sink, build]) => [sink, shapeOf(renderComment(build('plain')))]),
  );

  it.each(Object.entries(sinks))(
    'in %s makes no element, no link, no mention, no extra cell',
    (sink, build) => {
      for (const text of variants) {
        const name = `${sink}: ${JSON.stringify(text)}`;
        expectHarmless(renderComment(build(text)), expected.get(sink), name);
      }
    },
  );

  it('of any kind makes no element in any sink', () => {
    const sink = fc.constantFrom(...Object.keys(sinks));
    fc.assert(
      fc.property(sink, fc.string({ unit: 'binary', maxLength: 60 }), (key, text) => {
        const body = renderComment(sinks[key]?.(text) ?? ready);
        expectHarmless(body, expected.get(key), `${key}: ${JSON.stringify(text)}`);
      }),
      { numRuns: 200 },
    );
  });
});

interface Shape {
  readonly tags: string;
  readonly columns: string;
}

/** Elements and cells of a rendered body; code blocks and links to given addresses may differ. */
function shapeOf(body: string): Shape {
  // A QR code is left out for long addresses.
  const telephone = /<details><summary>Open on[\s\S]*?<\/details>/g;
  const rendered = html(body)
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(telephone, '');
  const tags = [...rendered.matchAll(/<(\/?[a-z][a-z0-9]*)/gi)].map(([, name = '']) => name);
  const kept = tags.filter((tag) => !['a', '/a', 'code', '/code'].includes(tag));
  const columns = rendered.match(/<t[dh]/g) ?? [];
  return { tags: kept.join(' '), columns: String(columns.length) };
}

function expectHarmless(body: string, expected: Shape | undefined, name: string): void {
  const rendered = html(body);
  const visible = rendered.replace(/<pre>[\s\S]*?<\/pre>/g, '');
  const hrefs = [...rendered.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href);
  const foreign = hrefs.filter(
    (href) =>
      !/^https:\/\/([\w-]+\.)*(example\.com|github\.com)\//.test(href) &&
      !/^https?:\/\/evil\.example/.test(href),
  );
  const outside = sinkIsAddress(name) ? [] : hrefs.filter((href) => href.includes('evil'));
  expect({ name, ...shapeOf(body) }).toEqual({ name, ...expected });
  expect({ name, foreign, outside }).toEqual({ name, foreign: [], outside: [] });
  expect(/[^/\w]@[a-z]/i.exec(visible.replace(/<[^>]*>/g, '')) === null ? '' : name).toBe('');
  expect([...readSections(body).keys()]).toEqual(['status']);
}

/** An address that a report gives as a service's own is a link by right. */
function sinkIsAddress(name: string): boolean {
  return name.startsWith('url');
}
