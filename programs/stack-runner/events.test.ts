import { describe, expect, it } from '@jest/globals';
import type { EngineEvent, StepEventMetadata } from '@pulumi/pulumi/automation/events.js';
import type { Message } from '../../action-shared/engine/protocol.ts';
import { collectEvents } from './events.ts';

const urn = 'urn:pulumi:s::p::aws:ecs/service:Service::web';
const stackUrn = 'urn:pulumi:s::p::pulumi:pulumi:Stack::p-s';

function metadata(op: string, more: Partial<StepEventMetadata> = {}): StepEventMetadata {
  const type = 'aws:ecs/service:Service';
  return { op: op as StepEventMetadata['op'], urn, type, provider: '', ...more };
}

type Body = Partial<Omit<EngineEvent, 'sequence' | 'timestamp'>>;

function collect(...events: Body[]) {
  const messages: Message[] = [];
  let clock = Date.parse('2026-01-01T00:00:00Z');
  const now = () => new Date((clock += 500));
  const collector = collectEvents('op1', now, (message) => messages.push(message));
  for (const event of events) collector.collect({ sequence: 0, timestamp: 0, ...event });
  return { messages, summary: collector.summary() };
}

describe('collectEvents', () => {
  it('tells start and end of a change, with seconds and changed properties', () => {
    const step = metadata('update', {
      detailedDiff: { taskDefinition: { diffKind: 'update', inputDiff: true } as never },
    });
    const { messages, summary } = collect(
      { resourcePreEvent: { metadata: step } },
      { resOutputsEvent: { metadata: step } },
    );
    expect(messages).toMatchObject([
      { type: 'resource', id: 'op1', phase: 'start', operation: 'update', seconds: null },
      { type: 'resource', phase: 'done', name: 'web', seconds: 1, properties: ['taskDefinition'] },
    ]);
    expect(summary.changes).toEqual({ update: 1 });
  });

  it('counts what stays the same without a line for each', () => {
    const { messages, summary } = collect({ resOutputsEvent: { metadata: metadata('same') } });
    expect(messages).toEqual([]);
    expect(summary.changes).toEqual({ same: 1 });
  });

  it('counts a replacement once', () => {
    const { summary } = collect(
      ...['create-replacement', 'replace', 'delete-replaced'].map((op) => ({
        resOutputsEvent: { metadata: metadata(op) },
      })),
    );
    expect(summary.changes).toEqual({ replace: 1 });
  });

  it.each(['pulumi:providers:aws', 'pulumi:pulumi:StackReference', 'macro:compute:Cluster'])(
    'leaves out %s, which is nothing in the cloud',
    (type) => {
      const found = collect({ resOutputsEvent: { metadata: metadata('create', { type }) } });
      expect(found).toMatchObject({ messages: [], summary: { changes: {} } });
    },
  );

  it('takes the outputs from the stack, without secret ones', () => {
    const outputs = { url: 'https://x', key: '[secret]', deep: { inner: ['[secret]'] } };
    const state = {
      type: '',
      urn: stackUrn,
      id: '',
      parent: '',
      inputs: {},
      outputs,
      provider: '',
    };
    const type = 'pulumi:pulumi:Stack';
    const { summary } = collect({
      resOutputsEvent: { metadata: metadata('same', { type, new: state }) },
    });
    expect(summary.outputs).toEqual({ url: 'https://x' });
  });

  it('remembers which resource failed and what was said', () => {
    const message = '<{%fg 1%}>creating service: <{%reset%}>no capacity\n';
    const { messages, summary } = collect(
      { resOpFailedEvent: { metadata: metadata('create'), status: 1, steps: 1 } },
      { diagnosticEvent: { urn, message, color: 'raw', severity: 'error' } },
    );
    expect(messages.map((one) => one.type)).toEqual(['resource', 'diagnostic']);
    expect(summary.failedUrns).toEqual([urn]);
    expect(summary.errors).toMatchObject([{ urn, message: 'creating service: no capacity' }]);
  });

  it.each([
    ['debug', false],
    ['info', false],
    ['info#err', true],
  ])('drops %s diagnostics that are noise', (severity, ephemeral) => {
    const shown = severity === 'debug' || ephemeral ? 0 : 1;
    const event = { message: 'x', color: 'never', severity: severity as 'info', ephemeral };
    expect(collect({ diagnosticEvent: event }).messages).toHaveLength(shown);
  });
});
