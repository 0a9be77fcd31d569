import { graphPicture } from './graph-picture.ts';
import type { EnvironmentGraph } from './graph.ts';
import { PAGE_STYLE } from './html-style.ts';
import { shownValue, verdict } from './markdown.ts';
import { ALLOWED_CLASSES } from './rules.ts';
import type { Difference, ParityReport } from './report.ts';

/**
 * The report as one page that needs nothing else: the verdict, the graphs of all environments side by
 * side, and every difference. No script: it may be kept as an artifact and opened anywhere.
 *
 * @param graphs the environments that were compared, in the report's order
 */
export function parityPage(report: ParityReport, graphs: readonly EnvironmentGraph[]): string {
  const names = report.environments.map(({ name }) => name);
  const of = (one: Difference['verdict']) =>
    report.differences.filter(({ verdict: v }) => v === one);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Parity of ${escaped(names.join(', '))}</title><style>${PAGE_STYLE}</style></head><body>`,
    `<h1>${escaped(verdict(report))}</h1>`,
    cards(report),
    section('Broken parity', of('broken'), names, true),
    section('Waived', of('waived'), names, true),
    staleList(report),
    '<h2>What each environment is made of</h2>',
    '<p class="hint">A box is a kind of resource with its number; a line, that one refers to the other. The same kind has the same place in every environment.</p>',
    '<div class="graphs">',
    ...graphs.map((graph) => figure(graph, graphs, report)),
    '</div>',
    legend(),
    section('Allowed differences', of('allowed'), names, false),
    '</body></html>',
  ].join('\n');
}

function figure(
  graph: EnvironmentGraph,
  graphs: readonly EnvironmentGraph[],
  report: ParityReport,
): string {
  const title = `<figcaption>${escaped(graph.name)} <small>${graph.resources.length} resources</small></figcaption>`;
  return `<figure>${title}${graphPicture(graph, graphs, report.differences)}</figure>`;
}

function cards({ counts }: ParityReport): string {
  const one = (word: string, count: number, label: string) =>
    `<div class="card ${word}"><b>${count}</b>${label}</div>`;
  return [
    '<div class="cards">',
    one(counts.broken > 0 ? 'broken' : 'same', counts.broken, 'broken'),
    one('waived', counts.waived, 'waived'),
    one('allowed', counts.allowed, 'allowed differences'),
    one('same', counts.same, 'the same in everything'),
    '</div>',
  ].join('');
}

function section(
  title: string,
  differences: readonly Difference[],
  names: readonly string[],
  open: boolean,
): string {
  if (differences.length === 0) return '';
  const head = ['What', 'Setting', ...names, 'Why']
    .map((text) => `<th>${escaped(text)}</th>`)
    .join('');
  const rows = differences.map((one) => row(one, names)).join('\n');
  const summary = `<summary>${title} <small>${differences.length}</small></summary>`;
  return `<details${open ? ' open' : ''}>${summary}<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function row(one: Difference, names: readonly string[]): string {
  const subject =
    one.what === 'config' ? 'configuration' : `<b>${escaped(one.kind)}</b><br>${escaped(one.name)}`;
  const why =
    one.class === null
      ? escaped(one.reason)
      : `<span class="class" title="${escaped(ALLOWED_CLASSES[one.class])}">${one.class}</span> ${escaped(one.reason)}`;
  const values = names.map((name) => `<td><code>${escaped(shownValue(one, name))}</code></td>`);
  return `<tr class="${one.verdict}"><td>${subject}</td><td><code>${escaped(one.path)}</code></td>${values.join('')}<td>${why}</td></tr>`;
}

function staleList({ staleWaivers }: ParityReport): string {
  if (staleWaivers.length === 0) return '';
  const items = staleWaivers.map(
    ({ resource, path, why }) =>
      `<li><code>${escaped(`${resource} ${path}`)}</code>: ${escaped(why)}</li>`,
  );
  return `<h2>Waivers that may go</h2><ul>${items.join('')}</ul>`;
}

function legend(): string {
  const item = (word: string, text: string) => `<span><i class="${word}"></i>${text}</span>`;
  return `<p class="legend">${item('same', 'the same')}${item('allowed', 'differs as it may')}${item('waived', 'waived')}${item('broken', 'broken')}${item('absent', 'not there')}</p>`;
}

/** Text between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.codePointAt(0) ?? 0};`);
}
