import type { EngineEvent, StepEventMetadata } from '@pulumi/pulumi/automation/events.js';
import { errorMessage } from '../../../action-shared/errors.ts';

/** What one run of the engine did with a stack, components left out. */
export interface EngineRun {
  /** Operation -> resources: `{ create: 148 }`; what stays the same is left out. */
  readonly changes: Readonly<Record<string, number>>;
  /** `update aws:ec2/networkAcl:NetworkAcl staging-shop (egress, ingress)`, sorted. */
  readonly steps: readonly string[];
  /** Names of resources that the engine would not delete, sorted. */
  readonly protected: readonly string[];
  /** What the provider refused or could not do: resource and reason. */
  readonly refusals: readonly string[];
  readonly seconds: number;
}

/** Does `act` and tells what the engine's events say of it; a failure is in `refusals`, not thrown. */
export async function watched(
  act: (onEvent: (event: EngineEvent) => void) => Promise<unknown>,
): Promise<EngineRun> {
  const events: EngineEvent[] = [];
  const started = performance.now();
  const failure = await act((event) => events.push(event)).then(
    () => null,
    (error: unknown) => errorMessage(error),
  );
  const seconds = (performance.now() - started) / 1000;
  const refusals = events.flatMap(refusal);
  const told = failure !== null && refusals.length === 0 ? [failure] : refusals;
  const done = steps(events);
  const kept = events.flatMap(protectedName);
  const names = done.map((one) => one.slice(0, one.indexOf(' ')));
  const changes = Object.fromEntries(
    [...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]),
  );
  return { changes, steps: done.toSorted(), protected: kept.toSorted(), refusals: told, seconds };
}

/** A replacement is told once, its two halves are not. */
const SILENT = ['same', 'read', 'refresh', 'create-replacement', 'delete-replaced'];

/**
 * What is to be done is announced before; a refresh only says `refresh` before, and afterwards what it
 * found: `update` (drift) or `delete` (gone).
 */
function steps(events: readonly EngineEvent[]): readonly string[] {
  const before = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const refreshed = new Set(before.filter(({ op }) => op === 'refresh').map(({ urn }) => urn));
  const after = events.flatMap(({ resOutputsEvent }) => resOutputsEvent?.metadata ?? []);
  return [...before, ...after.filter(({ urn }) => refreshed.has(urn))].flatMap(step);
}

function step({ op, type, urn, detailedDiff }: StepEventMetadata): readonly string[] {
  if (!type.startsWith('aws:') || SILENT.includes(op)) return [];
  const changed = Object.keys(detailedDiff ?? {});
  const properties = changed.length === 0 ? '' : ` (${changed.join(', ')})`;
  return [`${op} ${type} ${urn.split('::').at(-1) ?? ''}${properties}`];
}

function protectedName({ resourcePreEvent }: EngineEvent): readonly string[] {
  const found = resourcePreEvent?.metadata;
  if (found?.new?.protect !== true || !found.type.startsWith('aws:')) return [];
  return [`${found.type.split(':').at(-1) ?? ''} ${found.urn.split('::').at(-1) ?? ''}`];
}

function refusal({ diagnosticEvent }: EngineEvent): readonly string[] {
  if (diagnosticEvent?.severity !== 'error') return [];
  const resource = diagnosticEvent.urn?.split('::').slice(2).join(' ') ?? '';
  const text = diagnosticEvent.message.replace(/<\{%.*?%\}>/g, '').trim();
  return [`${resource}: ${text}`.slice(0, 1000)];
}
