import { describe, expect, it } from '@jest/globals';
import { changeCount, collectChanges, logLine, progressLine } from './events.ts';
import type { Message } from './protocol.ts';

type ResourceMessage = Extract<Message, { type: 'resource' }>;

function resource(more: Partial<ResourceMessage>): ResourceMessage {
  return {
    type: 'resource',
    id: '1',
    at: '2026-11-21T10:00:00.000Z',
    phase: 'done',
    operation: 'create',
    urn: `urn:${more.name ?? 'web'}`,
    resourceType: 'aws:ecs/service:Service',
    name: 'web',
    seconds: 3.14,
    properties: [],
    ...more,
  };
}

describe('the engine’s log', () => {
  it.each<[Message, string | null]>([
    [resource({}), '+ aws:ecs/service:Service web  3.1 s'],
    [
      resource({ operation: 'update', properties: ['taskDefinition'] }),
      '~ aws:ecs/service:Service web  [taskDefinition]  3.1 s',
    ],
    [
      resource({ operation: 'update', properties: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] }),
      '~ aws:ecs/service:Service web  [a, b, c, d, e, f, 2 more]  3.1 s',
    ],
    [resource({ operation: 'delete', seconds: null }), '- aws:ecs/service:Service web'],
    [resource({ phase: 'failed' }), '! aws:ecs/service:Service web  create failed  3.1 s'],
    [resource({ phase: 'start' }), null],
    [resource({ operation: 'same' }), null],
    [resource({ resourceType: 'macro:compute:FargateService' }), null],
    [resource({ resourceType: 'pulumi:pulumi:Stack' }), null],
    [
      {
        type: 'diagnostic',
        id: '1',
        at: '',
        severity: 'error',
        message: ' no room \n',
        urn: 'urn:a::b::web',
      },
      'error: web: no room',
    ],
    [
      { type: 'diagnostic', id: '1', at: '', severity: 'info', message: 'hello', urn: null },
      'hello',
    ],
    [{ type: 'diagnostic', id: '1', at: '', severity: 'debug', message: 'noise', urn: null }, null],
    [{ type: 'bye', at: '' }, null],
  ])('says of %j: %s', (message, line) => {
    expect(logLine(message)).toBe(line);
  });

  it('tells what runs at the moment', () => {
    const messages = [
      resource({ phase: 'start' }),
      resource({ phase: 'start', name: 'api' }),
      resource({}),
    ];
    expect(progressLine(messages, Date.parse('2026-11-21T10:00:12Z'))).toBe('… create api (12 s)');
    expect(progressLine([], 0)).toBeNull();
  });
});

describe('the changes of an operation', () => {
  it('count each resource once, a replacement with all its steps', () => {
    const changes = collectChanges([
      resource({ name: 'new' }),
      resource({ name: 'gone', operation: 'delete' }),
      resource({ name: 'tg', operation: 'create-replacement', properties: ['port'], seconds: 1 }),
      resource({ name: 'tg', operation: 'delete-replaced', seconds: 2 }),
      resource({ name: 'bad', phase: 'failed' }),
      {
        type: 'succeeded',
        id: '1',
        at: '',
        changes: { same: 4, create: 1 },
        outputs: {},
        seconds: 9,
      },
    ]);
    expect(changes).toMatchObject({ create: 1, update: 0, replace: 1, delete: 1, same: 4 });
    expect(changes.list.find((one) => one.name === 'tg')).toMatchObject({
      action: 'replace',
      properties: ['port'],
      seconds: 3,
    });
    expect(changeCount(changes)).toBe(3);
  });

  it('of a no-op are none', () => {
    const end: Message = {
      type: 'succeeded',
      id: '1',
      at: '',
      changes: { same: 9 },
      outputs: {},
      seconds: 1,
    };
    expect(changeCount(collectChanges([end]))).toBe(0);
  });
});
