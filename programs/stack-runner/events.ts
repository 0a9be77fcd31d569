import type {
  DiagnosticEvent,
  EngineEvent,
  StepEventMetadata,
} from '@pulumi/pulumi/automation/events.js';
import type { Message } from '../../action-shared/engine/protocol.ts';
import { plainText } from './engine-text.ts';
import { isSecret } from './secret-values.ts';

export interface Failure {
  readonly urn: string | null;
  readonly message: string;
}

/** What became known of one operation from the engine's events. */
export interface EventSummary {
  /** Engine operation -> number of resources of the cloud; components and providers do not count. */
  readonly changes: Readonly<Record<string, number>>;
  /** The stack's outputs without secret ones; null when the engine told none. */
  readonly outputs: Readonly<Record<string, unknown>> | null;
  /** Resources whose operation failed. */
  readonly failedUrns: readonly string[];
  readonly errors: readonly Failure[];
}

export interface EventCollector {
  readonly collect: (event: EngineEvent) => void;
  readonly summary: () => EventSummary;
}

type Phase = 'start' | 'done' | 'failed';
type Send = (message: Message) => void;

/** Steps that are parts of a replacement, which is counted once. */
const PARTS = new Set(['create-replacement', 'delete-replaced']);

/** Steps not worth a line each: nothing changed. */
const QUIET = new Set(['same', 'read', 'read-replacement', 'refresh', 'discard']);

const STACK_TYPE = 'pulumi:pulumi:Stack';

/** Turns the engine's events of one operation into messages, and remembers what they add up to. */
export function collectEvents(id: string, now: () => Date, send: Send): EventCollector {
  const changes: Record<string, number> = {};
  const failedUrns: string[] = [];
  const errors: Failure[] = [];
  const started = new Map<string, number>();
  let outputs: Record<string, unknown> | null = null;

  const step = (phase: Phase, metadata: StepEventMetadata) => {
    if (metadata.type === STACK_TYPE && phase === 'done')
      outputs = plainOutputs(metadata) ?? outputs;
    if (phase === 'failed') failedUrns.push(metadata.urn);
    if (!isCloudResource(metadata)) return;
    const key = `${metadata.op} ${metadata.urn}`;
    if (phase === 'start') started.set(key, now().getTime());
    if (phase === 'done' && !PARTS.has(metadata.op))
      changes[metadata.op] = (changes[metadata.op] ?? 0) + 1;
    if (QUIET.has(metadata.op) && phase !== 'failed') return;
    send(resourceMessage(id, phase, metadata, now(), started.get(key)));
  };
  const diagnostic = (event: DiagnosticEvent) => {
    const message = diagnosticMessage(id, event, now());
    if (message === null) return;
    if (message.severity === 'error') errors.push(message);
    send(message);
  };
  return {
    collect: (event) => {
      if (event.resourcePreEvent) step('start', event.resourcePreEvent.metadata);
      if (event.resOutputsEvent) step('done', event.resOutputsEvent.metadata);
      if (event.resOpFailedEvent) step('failed', event.resOpFailedEvent.metadata);
      if (event.diagnosticEvent) diagnostic(event.diagnosticEvent);
    },
    summary: () => ({ changes, outputs, failedUrns, errors }),
  };
}

/** Resources of the cloud, not those that only exist inside the engine. */
function isCloudResource({ type, new: fresh, old }: StepEventMetadata): boolean {
  if (type.startsWith('pulumi:')) return false;
  return (fresh ?? old)?.custom !== false && !type.startsWith('macro:');
}

function resourceMessage(
  id: string,
  phase: Phase,
  metadata: StepEventMetadata,
  at: Date,
  startedAt: number | undefined,
): Message {
  const { op: operation, urn, type: resourceType } = metadata;
  const seconds = phase === 'start' || startedAt === undefined ? null : at.getTime() - startedAt;
  return {
    type: 'resource',
    id,
    at: at.toISOString(),
    phase,
    operation,
    urn,
    resourceType,
    name: urn.split('::').at(-1) ?? urn,
    seconds: seconds === null ? null : seconds / 1000,
    properties: changedProperties(metadata),
  };
}

function changedProperties({ detailedDiff, diffs }: StepEventMetadata): string[] {
  const detailed = Object.keys(detailedDiff ?? {});
  return detailed.length > 0 ? detailed : [...(diffs ?? [])];
}

function diagnosticMessage(
  id: string,
  event: DiagnosticEvent,
  at: Date,
): Extract<Message, { type: 'diagnostic' }> | null {
  const severity = severityOf(event);
  const message = plainText(event.message);
  if (severity === null || message === '' || event.ephemeral === true) return null;
  const urn = event.urn === undefined || event.urn === '' ? null : event.urn;
  return { type: 'diagnostic', id, at: at.toISOString(), severity, message, urn };
}

/** The Automation API's types leave out `debug`, which an inline program makes plenty of. */
function severityOf({ severity }: DiagnosticEvent): 'info' | 'warning' | 'error' | null {
  if (severity === 'warning' || severity === 'error') return severity;
  return severity.startsWith('info') ? 'info' : null;
}

function plainOutputs(metadata: StepEventMetadata): Record<string, unknown> | null {
  const outputs: unknown = metadata.new?.outputs;
  if (typeof outputs !== 'object' || outputs === null) return null;
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !isSecret(value)));
}
