import type {
  CostReport,
  PhaseReport,
  PreviewReport,
  ResourceChanges,
} from '../documents/report.ts';
import { code, inline, prose } from './escape.ts';

const WORDS = {
  create: 'created',
  update: 'updated',
  replace: 'replaced',
  delete: 'deleted',
} as const;

/** Counts in one line, then the list, folded. @param most entries of the list */
export function changesBlock(changes: ResourceChanges | null, most: number): string | null {
  if (changes === null) return null;
  const counts = (['create', 'update', 'replace', 'delete'] as const)
    .filter((action) => changes[action] > 0)
    .map((action) => `${changes[action]} ${WORDS[action]}`);
  const unchanged = changes.same > 0 ? [`${changes.same} unchanged`] : [];
  const words = counts.length === 0 ? ['nothing changed'] : [...counts, ...unchanged];
  const summary = `Infrastructure: ${words.join(', ')}`;
  if (changes.list.length === 0) return `**${summary}**`;
  const shown = changes.list.slice(0, most);
  const rest = changes.list.length - shown.length;
  const more = rest > 0 ? [`| … ${rest} more, see the log |`] : [];
  return folded(summary, [...changeRows(shown), ...more].join('\n'));
}

/** Which properties changed is told in a column of its own, where any did. */
function changeRows(list: ResourceChanges['list']): readonly string[] {
  const told = list.some(({ properties }) => properties.length > 0);
  const rows = list.map(({ action, type, name, properties, seconds: time }) => [
    WORDS[action],
    inline(shortType(type), 100),
    code(name, 150),
    ...(told ? [properties.length === 0 ? '' : inline(properties.join(', '), 200)] : []),
    seconds(time),
  ]);
  return [
    `| Change | Type | Name |${told ? ' Properties |' : ''} Time |`,
    `| --- | --- | --- |${told ? ' --- |' : ''} ---: |`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ];
}

/** `aws:ecs/taskDefinition:TaskDefinition` says one thing three times: `ecs TaskDefinition`. */
export function shortType(type: string): string {
  const [, service, name] = /^aws:([^/:]+)\/[^:]+:(.+)$/.exec(type) ?? [];
  return service === undefined || name === undefined ? type : `${service} ${name}`;
}

/** Seconds per phase, against the deployment before. */
export function timingsBlock(phases: readonly PhaseReport[]): string | null {
  if (phases.length === 0) return null;
  const total = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const known = phases.filter(({ previousSeconds }) => previousSeconds !== null);
  const before = known.reduce((sum, phase) => sum + (phase.previousSeconds ?? 0), 0);
  const rows = phases.map(({ name, seconds: now, previousSeconds }) => [
    inline(name, 60),
    seconds(now),
    ...(known.length === 0 ? [] : [previousSeconds === null ? '–' : seconds(previousSeconds)]),
  ]);
  const table = [
    `| Phase | Now |${known.length === 0 ? '' : ' Before |'}`,
    `| --- | ---: |${known.length === 0 ? '' : ' ---: |'}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
  const compared = known.length === 0 ? '' : ` (before: ${seconds(before)})`;
  return folded(`Time: ${seconds(total)}${compared}`, table);
}

/** What it costs while it runs, and when it ends. */
export function costLine(cost: CostReport | null, expiresAt: string | null): string | null {
  const parts = [
    ...(cost === null ? [] : [`Cost: ${price(cost)}`]),
    ...(expiresAt === null ? [] : [`expires ${utc(expiresAt)}, later with every push`]),
  ];
  if (parts.length === 0) return null;
  const line = `💰 ${parts.join(' · ')}`;
  return cost === null ? line : folded(line, `<sub>${inline(cost.basis)}.</sub>`);
}

function price({ perDay, perMonth, unknown, base }: CostReport): string {
  const known = `$${perDay.toFixed(2)} a day, $${perMonth.toFixed(2)} a month`;
  const share = base === undefined ? '' : ` + ${baseShare(base)}`;
  if (unknown.length === 0) return `<b>${known}</b>${share}`;
  return `<b>unknown</b> (known part: ${known}; no price for ${inline(unknown.join('; '), 400)})${share}`;
}

/** The preview's part of what it shares with others. */
function baseShare(base: NonNullable<CostReport['base']>): string {
  const { name, sharePerDay, services, ofServices, complete } = base;
  const known = complete ? '' : ', known part';
  return `$${sharePerDay.toFixed(2)} a day of base ${code(name, 60)} (${services} of ${ofServices} services${known})`;
}

/** What remained after a clean-up, each with the command that removes it. */
export function leftoversBlock({ leftovers }: PreviewReport, most: number): string | null {
  if (leftovers.length === 0) return null;
  const items = leftovers
    .slice(0, most)
    .map(
      ({ arn, type, why, remove }) =>
        `- ${code(arn, 300)} (${inline(type, 60)}): ${prose(why, 300)}<br>remove it with ${code(remove, 400)}`,
    );
  const rest = leftovers.length - items.length;
  if (rest > 0) items.push(`- … ${rest} more, see the log`);
  return [`**Left over: ${leftovers.length}**`, '', ...items].join('\n');
}

/** What an earlier, broken-off run had left and this one put right; then warnings. */
export function notes({ healed, warnings }: PreviewReport, most: number): string | null {
  const lines = [
    ...healed.map(
      ({ what, resource, why }) =>
        `- 🩹 ${inline(what, 200)} ${code(resource, 200)}: ${prose(why, 300)}`,
    ),
    ...warnings.map((warning) => `- ⚠️ ${prose(warning)}`),
  ];
  if (lines.length === 0) return null;
  const shown = lines.slice(0, most);
  const rest = lines.length - shown.length;
  return [...shown, ...(rest > 0 ? [`- … ${rest} more, see the log`] : [])].join('\n');
}

function folded(summary: string, content: string): string {
  return `<details><summary>${summary}</summary>\n\n${content}\n\n</details>`;
}

function seconds(value: number): string {
  if (value < 60) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `2026-11-29 00:00 UTC`. */
function utc(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return inline(iso, 40);
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
