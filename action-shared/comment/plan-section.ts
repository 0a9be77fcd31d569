import type { ResourceChange, ResourceChanges } from '../documents/report.ts';
import { shortType } from './details.ts';
import { code, inline, prose } from './escape.ts';
import { shortSha } from './headline.ts';

/** Section of the comment that says what a deployment would change. */
export const PLAN_SECTION = 'plan';

const PLAN = '### 📋 Plan for commit';
const NO_PLAN = '### ❌ No plan for commit';
/** How the section begins when it is ours. */
export const PLAN_TITLES: readonly string[] = [PLAN, NO_PLAN];

/** Entries of each list; the log has them all. */
const DISRUPTIVE_SHOWN = 20;
const ENTRIES_SHOWN = 40;
const PROPERTIES_SHOWN = 8;

/** True when something would be replaced or deleted. */
export function isDisruptive(changes: ResourceChanges): boolean {
  return changes.replace + changes.delete > 0;
}

/**
 * What a deployment of a commit would change: first what would be replaced or deleted, then counts, then
 * the whole list, folded. Names of properties are told, never their values. Bounded.
 */
export function planSection(sha: string, changes: ResourceChanges): string {
  const title = `${PLAN} ${code(shortSha(sha))}`;
  if (changes.list.length === 0) {
    return `${title}\n\nNothing to do: the infrastructure is as this commit wants it (${changes.same} unchanged).`;
  }
  return [title, disruption(changes), `**${counts(changes)}**`, folded(changes)]
    .filter((part) => part !== null)
    .join('\n\n');
}

/** What stands there when there is no plan, because it could not be made. */
export function planFailureSection(sha: string, cause: string, remedy: string): string {
  return [
    `${NO_PLAN} ${code(shortSha(sha))}`,
    prose(cause, 1000),
    `**What to do:** ${prose(remedy, 1000)}`,
    'Nothing was changed.',
  ].join('\n\n');
}

function disruption(changes: ResourceChanges): string | null {
  if (!isDisruptive(changes)) return null;
  const list = changes.list
    .filter(({ action }) => action === 'delete' || action === 'replace')
    .toSorted((a, b) => weight(a) - weight(b));
  const shown = list.slice(0, DISRUPTIVE_SHOWN).map((one) => `- ${sentence(one)}`);
  const rest = list.length - shown.length;
  const more = rest > 0 ? [`- … ${rest} more, see the log`] : [];
  const what = [
    ...(changes.delete > 0 ? [`${changes.delete} to delete`] : []),
    ...(changes.replace > 0 ? [`${changes.replace} to replace`] : []),
  ].join(', ');
  return [`⚠️ **${what}:**`, '', ...shown, ...more].join('\n');
}

/** Deletions first; last what is replaced with every image and harms nothing. */
function weight({ action, type }: ResourceChange): number {
  if (action === 'delete') return 0;
  return isRevision(type) ? 2 : 1;
}

function isRevision(type: string): boolean {
  return type === 'aws:ecs/taskDefinition:TaskDefinition';
}

function sentence({ action, type, name, properties }: ResourceChange): string {
  const because = properties.length === 0 ? '' : ` (${propertyNames(properties)})`;
  const rolls =
    action === 'replace' && isRevision(type) ? ': a new revision, to which the service rolls' : '';
  return `${action} ${inline(shortType(type), 100)} ${code(name, 150)}${because}${rolls}`;
}

function counts(changes: ResourceChanges): string {
  const words = (['create', 'update', 'replace', 'delete'] as const)
    .filter((action) => changes[action] > 0)
    .map((action) => `${changes[action]} to ${action}`);
  const same = changes.same > 0 ? [`${changes.same} unchanged`] : [];
  return [...words, ...same].join(', ');
}

function folded({ list }: ResourceChanges): string {
  const rows = list
    .slice(0, ENTRIES_SHOWN)
    .map(({ action, type, name, properties }) =>
      [action, inline(shortType(type), 100), code(name, 150), propertyNames(properties)].join(
        ' | ',
      ),
    );
  const rest = list.length - rows.length;
  const table = [
    '| Change | Type | Name | Properties |',
    '| --- | --- | --- | --- |',
    ...rows.map((row) => `| ${row} |`),
    ...(rest > 0 ? [`| … ${rest} more, see the log | | | |`] : []),
  ].join('\n');
  return `<details><summary>All changes</summary>\n\n${table}\n\n</details>`;
}

function propertyNames(properties: readonly string[]): string {
  if (properties.length === 0) return '';
  const shown = properties.slice(0, PROPERTIES_SHOWN).join(', ');
  const rest = properties.length - PROPERTIES_SHOWN;
  return inline(rest > 0 ? `${shown}, ${rest} more` : shown, 200);
}
