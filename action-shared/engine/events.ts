import type { ResourceChange, ResourceChanges } from '../documents/report.ts';
import type { Message } from './protocol.ts';

type ResourceMessage = Extract<Message, { type: 'resource' }>;

/** Engine operation -> what it is to a reader, and the sign it has in the log. */
const OPERATIONS: Readonly<Record<string, { action: ResourceChange['action']; sign: string }>> = {
  create: { action: 'create', sign: '+' },
  import: { action: 'create', sign: '=' },
  update: { action: 'update', sign: '~' },
  delete: { action: 'delete', sign: '-' },
  replace: { action: 'replace', sign: '+-' },
  'create-replacement': { action: 'replace', sign: '++' },
  'delete-replaced': { action: 'replace', sign: '--' },
  'import-replacement': { action: 'replace', sign: '+=' },
};

/** Changed properties shown in one line of the log. */
const PROPERTIES_SHOWN = 6;

/**
 * One line of the log for a message; null where there is nothing to say: starts, unchanged
 * resources, and the program's own groupings.
 *
 * @example `+ aws:ecs/service:Service shop-web  3.1 s`
 */
export function logLine(message: Message): string | null {
  if (message.type === 'diagnostic') return diagnosticLine(message);
  if (message.type !== 'resource' || message.phase === 'start') return null;
  const operation = OPERATIONS[message.operation];
  if (operation === undefined || !isCloudResource(message.resourceType)) return null;
  const failed = message.phase === 'failed';
  const subject = `${failed ? '!' : operation.sign} ${message.resourceType} ${message.name}`;
  const what = failed ? `  ${message.operation} failed` : propertiesText(message.properties);
  return `${subject}${what}${secondsText(message.seconds)}`;
}

/** What runs at the moment, longest first: for one line of progress. Null when nothing does. */
export function progressLine(messages: readonly Message[], now: number): string | null {
  const running = new Map<string, ResourceMessage>();
  for (const message of messages) {
    if (message.type !== 'resource' || !isCloudResource(message.resourceType)) continue;
    const key = `${message.operation} ${message.urn}`;
    if (message.phase === 'start') running.set(key, message);
    else running.delete(key);
  }
  if (running.size === 0) return null;
  const parts = [...running.values()].map((message) => {
    const seconds = Math.max(0, Math.round((now - Date.parse(message.at)) / 1_000));
    return `${message.operation} ${message.name} (${seconds} s)`;
  });
  return `… ${parts.slice(0, 4).join(', ')}${parts.length > 4 ? `, ${parts.length - 4} more` : ''}`;
}

/**
 * What an operation changed, for the report. A replacement counts once, with the seconds of all its
 * steps. `same` is the engine's own count, which holds the program's groupings too.
 */
export function collectChanges(messages: readonly Message[]): ResourceChanges {
  const byUrn = new Map<string, ResourceChange>();
  let same = 0;
  for (const message of messages) {
    if (message.type === 'succeeded' || message.type === 'failed')
      same = message.changes['same'] ?? 0;
    if (message.type !== 'resource' || message.phase !== 'done') continue;
    const change = changeOf(message);
    if (change !== null) byUrn.set(message.urn, merged(byUrn.get(message.urn), change));
  }
  const list = [...byUrn.values()];
  const count = (action: ResourceChange['action']): number =>
    list.filter((change) => change.action === action).length;
  return {
    create: count('create'),
    update: count('update'),
    replace: count('replace'),
    delete: count('delete'),
    same,
    list,
  };
}

/** Number of real changes: none means that an `up` was a no-op. */
export function changeCount(changes: ResourceChanges): number {
  return changes.create + changes.update + changes.replace + changes.delete;
}

function changeOf(message: ResourceMessage): ResourceChange | null {
  const operation = OPERATIONS[message.operation];
  if (operation === undefined || !isCloudResource(message.resourceType)) return null;
  return {
    action: operation.action,
    type: message.resourceType,
    name: message.name,
    properties: [...message.properties],
    seconds: message.seconds ?? 0,
  };
}

function merged(before: ResourceChange | undefined, change: ResourceChange): ResourceChange {
  if (before === undefined) return change;
  return {
    ...change,
    action: before.action === 'replace' ? 'replace' : change.action,
    properties: [...new Set([...before.properties, ...change.properties])],
    seconds: round(before.seconds + change.seconds),
  };
}

/** Components, the stack and providers are groupings of ours; nobody finds them in AWS. */
function isCloudResource(type: string): boolean {
  return !type.startsWith('pulumi:') && !type.startsWith('macro:');
}

function diagnosticLine(message: Extract<Message, { type: 'diagnostic' }>): string | null {
  if (message.severity === 'debug' || message.message.trim() === '') return null;
  const name = message.urn?.split('::').at(-1);
  const text = message.message.trim();
  const subject = name === undefined ? text : `${name}: ${text}`;
  return message.severity === 'info' ? subject : `${message.severity}: ${subject}`;
}

function propertiesText(properties: readonly string[]): string {
  if (properties.length === 0) return '';
  const shown = properties.slice(0, PROPERTIES_SHOWN).join(', ');
  const more = properties.length - PROPERTIES_SHOWN;
  return `  [${shown}${more > 0 ? `, ${more} more` : ''}]`;
}

function secondsText(seconds: number | null): string {
  return seconds === null ? '' : `  ${seconds.toFixed(1)} s`;
}

function round(seconds: number): number {
  return Math.round(seconds * 1_000) / 1_000;
}
